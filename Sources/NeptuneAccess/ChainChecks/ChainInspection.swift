import Foundation
import IAMPolicy
import ReconcileCore

/// What the chains of all blueprints are judged with: requests as they are really made, and the links that everybody's requests pass.
struct ChainInspection {
    let view: ChainView
    let policies: ChainPolicies
    /// Where the requests are made.
    let region: String

    init(_ view: ChainView, region: String) {
        self.view = view
        self.policies = ChainPolicies(view)
        self.region = region
    }

    var account: AccountSettings { self.view.account }

    // MARK: Requests

    /// A request over TLS, now, in the region, to something of the account.
    /// - Parameter absent: condition keys that it surely does not carry.
    func request(
        _ principal: RequestPrincipal, _ action: String, _ resource: String, _ context: [String: [String]] = [:], absent: [String] = []
    ) -> ChainRequest {
        var known = RequestContext([
            "aws:SecureTransport": ["true"], "aws:RequestedRegion": [self.region],
            "aws:CurrentTime": [RFC3339.string(self.view.now.wall)],
            "aws:EpochTime": [String(Int64(self.view.now.wall.timeIntervalSince1970.rounded(.down)))]
        ])
        if let organization = self.policies.organizationID {
            if self.isOwn(resource) { known["aws:ResourceOrgID"] = [organization] }
            if principal.account == self.account.accountID { known["aws:PrincipalOrgID"] = [organization] }
        }
        if action.hasPrefix("s3:") { known["s3:ResourceAccount"] = [self.account.accountID] }
        var absent = absent
        if let tags = self.tags(of: principal) {
            for (name, value) in tags { known["aws:PrincipalTag/\(name)"] = [value] }
            absent.append("aws:PrincipalTag/*")
        }
        for (key, values) in context { known[key] = values }
        return ChainRequest(
            AccessRequest(principal: principal, action: action, resource: resource, context: known), doubt: .beyond(absent: absent))
    }

    /// Whether the account of the chain owns a resource, as far as its ARN tells; buckets, whose ARNs name no account, count as its own.
    private func isOwn(_ resource: String) -> Bool {
        let parts = resource.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6 else { return false }
        return parts[4].isEmpty || parts[4] == self.account.accountID
    }

    /// The tags of a principal that was read; sessions of services bring none along.
    private func tags(of principal: RequestPrincipal) -> [String: String]? {
        let named: (ResourceKind, PrincipalARN)
        switch principal {
        case .role(let arn, _): named = (.role, arn)
        case .user(let arn): named = (.user, arn)
        case .root, .federatedUser, .federated, .service, .canonicalUser, .anonymous: return nil
        }
        guard named.1.account == self.account.accountID else { return nil }
        let holder = self.view.resource(ResourceIdentity(account: self.account.name, region: nil, kind: named.0, name: named.1.name))
        guard holder.live != nil, holder.gap("tags") == nil else { return nil }
        return holder.members("tags").compactMapValues(\.stringValue)
    }

    /// What a request for the objects below a prefix says.
    func listing(_ principal: RequestPrincipal, _ location: S3Location) -> ChainRequest {
        self.request(
            principal, "s3:ListBucket", location.bucketARN(self.account.partition), location.prefix.isEmpty ? [:] : ["s3:prefix": [location.prefix]])
    }

    func objects(_ principal: RequestPrincipal, _ actions: [String], _ location: S3Location) -> [ChainRequest] {
        actions.map { self.request(principal, $0, location.objectsARN(self.account.partition)) }
    }

    // MARK: Links of a principal

    /// Whether a resource is there at all.
    func existence(_ name: String, _ resource: ChainResource, fix: String) -> ChainLink {
        let finding: ChainFinding =
            switch resource.reading {
            case .present: .ok()
            case .absent: .broken("\(resource.identity) does not exist", fix: fix)
            case .unreadable: .unknown(resource.lack ?? "\(resource.identity) could not be read")
            }
        // What is written on it once it is there is the business of other links.
        return self.view.link(name, finding, watching: resource.live == nil ? [ChainAspect(resource.identity, nil)] : [])
    }

    /// The own policies, the boundary and the control policies over who makes the requests.
    /// - Parameters:
    ///   - lacks: why some requests cannot be told.
    ///   - others: requests of somebody else that control policies judge as well.
    func access(
        of holder: ChainResource, _ requests: [ChainRequest], lacks: [String] = [], others: [ChainRequest] = []
    ) -> [ChainLink] {
        let name = holder.label
        let open = (holder.live == nil ? [holder.lack ?? "\(holder.identity) has not been read"] : []) + lacks
        func link(_ title: String, _ part: AccessPart, _ requests: [ChainRequest], _ watched: [ChainAspect], note: String? = nil) -> ChainLink {
            let judgements = holder.live == nil ? [] : self.policies.judgements(of: requests, at: part)
            let finding = ChainFinding.of(judgements + open.map(AccessJudgement.open), note: note) { part.fix($0, holder: name, place: "") }
            return self.view.link(title, finding, watching: watched)
        }
        let attached = holder.members("managedPolicies").keys.sorted().map(self.policyIdentity)
        let boundary = holder.value("permissionsBoundary")?.stringValue
        let boundaryPolicies = [boundary].compactMap(\.self).map(self.policyIdentity)
        return [
            link(
                "identityPolicy", .identity, requests,
                ["inlinePolicies", "managedPolicies", "groups"].map { ChainAspect(holder.identity, $0) }
                    + attached.map { ChainAspect($0, "document") }),
            link(
                "permissionsBoundary", .boundary, requests,
                [ChainAspect(holder.identity, "permissionsBoundary")] + boundaryPolicies.map { ChainAspect($0, "document") },
                note: boundary == nil ? "there is none" : nil),
            self.controlPolicies(requests + others, lacks: open, holder: name)
        ]
    }

    /// Where nobody evaluates them they stand in nobody's way, and the link says so.
    func controlPolicies(_ requests: [ChainRequest], lacks: [String], holder: String) -> ChainLink {
        let windows = self.view.windows.map(\.resource).filter { $0.kind == .serviceControlPolicy }
        let watched = Set(windows).sorted().map { ChainAspect($0, nil) }
        if let note = self.policies.controlNote { return self.view.link("controlPolicies", .ok(note)) }
        let judgements = self.policies.judgements(of: requests, at: .controlPolicies)
        let finding = ChainFinding.of(judgements + lacks.map(AccessJudgement.open)) { AccessPart.controlPolicies.fix($0, holder: holder, place: "") }
        return self.view.link("controlPolicies", finding, watching: watched)
    }

    private func policyIdentity(_ arn: String) -> ResourceIdentity { ChainReads.policyIdentity(arn, account: self.account.name) }

    // MARK: Links of resources

    /// What the resource's own policy makes of requests.
    func resourcePolicy(
        _ name: String, _ base: String, of resource: ChainResource, _ requests: [ChainRequest], holder: String, lacks: [String] = [],
        note: String? = nil
    ) -> ChainLink {
        let open = lacks + (resource.live == nil ? [resource.lack ?? "\(resource.identity) has not been read"] : [])
        let policy = ChainPolicies.policy(base, of: resource, name: resource.identity.description)
        let asked = requests.map { request in
            var asked = request
            asked.resourcePolicy = policy
            return asked
        }
        let judgements = self.policies.judgements(of: asked, at: .resource)
        if open.isEmpty, requests.isEmpty, note == nil {
            return self.view.link(name, .unknown("what \(holder) asks of \(resource.identity) cannot be told"))
        }
        let finding = ChainFinding.of(open.isEmpty ? judgements : open.map(AccessJudgement.open), note: note) { failures in
            AccessPart.resource.fix(failures, holder: holder, place: "\(base) of \(resource.identity)")
        }
        return self.view.link(name, finding, watching: [ChainAspect(resource.identity, base)])
    }
}

extension ChainInspection {
    /// Requests of somebody beside the chain's own principal: all that bears on them makes one link.
    func whole(_ name: String, by holder: ChainResource, _ requests: [ChainRequest], lacks: [String] = []) -> ChainLink {
        let watched = ["inlinePolicies", "managedPolicies", "groups", "permissionsBoundary"].map { ChainAspect(holder.identity, $0) }
        if holder.isAbsent {
            return self.view.link(
                name, .broken("\(holder.identity) does not exist", fix: "create it, or name somebody who is there"), watching: watched)
        }
        let judgements = self.policies.judgements(of: requests) + lacks.map(AccessJudgement.open)
        let finding = ChainFinding.of(judgements) { failures in
            AccessPart.lacking(failures).fix(
                failures, holder: holder.label, place: "the policy of \(failures.first?.request.resource ?? "the resource")")
        }
        return self.view.link(name, finding, watching: watched)
    }
}

extension ChainResource {
    /// Who makes requests by it; `nil` where it is not known to be there.
    var principal: RequestPrincipal? { self.live.flatMap { RequestPrincipal($0.arn) } }

    /// Its ARN, for people and for policies; what it is called here where nobody knows the ARN.
    var label: String { self.live?.arn ?? self.identity.description }
}
