package import IAMPolicy

/// Judges requests by all policies that a look has shown, part by part.
package struct ChainPolicies: Sendable {
    package let view: ChainView
    private let control: ControlPolicyLevels

    package init(_ view: ChainView) {
        self.view = view
        self.control = ControlPolicyLevels(view)
    }

    // MARK: Judging

    /// Whether one part lets requests pass, each by itself; the other parts are taken as permitting.
    package func judgements(of requests: [ChainRequest], at part: AccessPart) -> [AccessJudgement] {
        let asksHolder = part == .identity || part == .boundary
        return self.judged(requests, asksHolder: asksHolder) { levels, request in
            levels.judgement(of: self.exempted(request), at: part, doubt: request.doubt)
        }
    }

    /// Whether all parts together let requests pass, each by itself.
    package func judgements(of requests: [ChainRequest]) -> [AccessJudgement] {
        self.judged(requests, asksHolder: true) { levels, request in
            levels.judgement(of: self.exempted(request), doubt: request.doubt)
        }
    }

    package func judgement(of request: ChainRequest) -> AccessJudgement {
        self.judgements(of: [request]).first ?? .open("nothing was asked")
    }

    package func judgement(of request: ChainRequest, at part: AccessPart) -> AccessJudgement {
        self.judgements(of: [request], at: part).first ?? .open("nothing was asked")
    }

    /// Why control policies are not part of it; `nil` where they are.
    package var controlNote: String? { self.control.note }

    /// The organization that the account belongs to, as far as it was told.
    package var organizationID: String? { self.control.organizationID }

    /// What belongs to a principal is put together once, however many requests it makes.
    private func judged(
        _ requests: [ChainRequest], asksHolder: Bool, _ judge: (SnapshotLevels, ChainRequest) -> AccessJudgement
    ) -> [AccessJudgement] {
        var known: [RequestPrincipal: PrincipalLevels] = [:]
        return requests.map { request in
            let principal = request.request.principal
            let own = known[principal] ?? PrincipalLevels(principal, in: self.view)
            known[principal] = own
            if asksHolder, let lack = own.lack { return .open(lack) }
            return judge(self.levels(for: request, own), request)
        }
    }

    private func exempted(_ request: ChainRequest) -> AccessRequest {
        var changed = request.request
        if self.control.isManagementAccount { changed.exemptions = [.principalInManagementAccount, .resourceInManagementAccount] }
        return changed
    }

    func levels(for request: ChainRequest) -> SnapshotLevels {
        self.levels(for: request, PrincipalLevels(request.request.principal, in: self.view))
    }

    private func levels(for request: ChainRequest, _ own: PrincipalLevels) -> SnapshotLevels {
        var levels = own.levels
        switch request.resourcePolicy ?? self.resourcePolicy(of: request.request) {
        case .document(let document, let source): levels.judge(by: document, from: source)
        case .unread(let reason): levels.lackResource(reason)
        }
        levels.judge(scps: self.control.scps, rcps: self.control.rcps)
        return levels
    }

    // MARK: Policies of resources

    /// The policy of what a request is about, as far as resources of its kind have one.
    package func resourcePolicy(of request: AccessRequest) -> ResourcePolicy {
        let service = request.action.prefix { $0 != ":" }.lowercased()
        guard let arn = ARN(request.resource) else { return .document(nil, source: "") }
        switch (service, arn.service) {
        case ("sts", "iam") where arn.resource.hasPrefix("role/"):
            return Self.policy("trustPolicy", of: self.role(arn), name: request.resource)
        case ("kms", "kms") where arn.resource.hasPrefix("key/"):
            return Self.policy("keyPolicy", of: self.view.resource(.kmsKey, arn: request.resource, with: "keyPolicy"), name: request.resource)
        case ("s3", "s3"):
            let bucket = arn.resource.split(separator: "/").first.map(String.init) ?? arn.resource
            return Self.policy("bucketPolicy", of: self.view.bucket(bucket), name: request.resource)
        default:
            let owner = request.resourceAccount ?? arn.account
            let isForeign = !owner.isEmpty && request.principal.account.map { $0 != owner } ?? false
            return isForeign ? .unread("the policy of \(request.resource) in another account has not been read") : .document(nil, source: "")
        }
    }

    private func role(_ arn: ARN) -> ChainResource? {
        guard arn.account == self.view.account.accountID, let name = arn.resource.split(separator: "/").last.map(String.init) else { return nil }
        return self.view.resource(ResourceIdentity(account: self.view.account.name, region: nil, kind: .role, name: name))
    }

    /// The policy of a resource that was read, or should have been.
    package static func policy(_ base: String, of resource: ChainResource?, name: String) -> ResourcePolicy {
        guard let resource else { return .unread("the policy of \(name) has not been read") }
        if let lack = resource.lack { return .unread(lack) }
        if let gap = resource.gap(base) { return .unread("\(base) of \(resource.identity) could not be read (\(gap.message))") }
        let value = resource.value(base)
        // Every role and every key has one: where none shows, nobody has looked. A bucket may have none.
        if value == nil, base != "bucketPolicy" || !resource.isFresh { return .unread("\(base) of \(resource.identity) has not been read") }
        return .document(value, source: "\(resource.identity) \(base)")
    }
}

/// What is known of a resource's own policy.
package enum ResourcePolicy: Hashable, Sendable {
    /// `nil`: it has none.
    case document(JSONValue?, source: String)
    /// Why it is not known.
    case unread(String)
}

/// A request as a chain makes it, with what is not known of it.
package struct ChainRequest: Hashable, Sendable {
    package var request: AccessRequest
    package var doubt: ContextDoubt
    /// Taken as the resource's own policy; `nil`: the one that was read.
    package var resourcePolicy: ResourcePolicy?

    package init(_ request: AccessRequest, doubt: ContextDoubt = .none, resourcePolicy: ResourcePolicy? = nil) {
        self.request = request
        self.doubt = doubt
        self.resourcePolicy = resourcePolicy
    }
}
