import IAMPolicy

/// The levels at which one request is judged, filled from what was read last.
struct SnapshotLevels {
    private(set) var identity = KnownLevel()
    /// `nil`: the principal has none.
    private(set) var boundary: KnownLevel?
    /// `nil`: the resource has none, as far as is known here.
    private(set) var resource: KnownLevel?
    /// Root first; `nil`: not evaluated.
    private(set) var scps: [KnownLevel]?
    private(set) var rcps: [KnownLevel]?
    /// What is never looked at, or was not for this request.
    private(set) var notEvaluated: [String] = []

    private static let servicePolicies = "service control policies"
    private static let resourcePolicies = "resource control policies"

    /// Levels of which nothing is known.
    init() {}

    init(_ snapshot: SnapshotAccess, _ request: AccessRequest, principal: DesiredResource?, resource: DesiredResource?) {
        self.notEvaluated = [Self.servicePolicies, Self.resourcePolicies]
        self.readIdentity(snapshot, request, principal)
        self.readResource(snapshot, request, resource)
        for kept in [principal, resource].compactMap(\.self) {
            if let gap = snapshot.observed[kept.identity]?.gap {
                self.notEvaluated.append("changes of \(kept.identity) since it was read (\(gap.message))")
            }
        }
    }

    // MARK: The principal

    private mutating func readIdentity(_ snapshot: SnapshotAccess, _ request: AccessRequest, _ kept: DesiredResource?) {
        switch request.principal {
        case .root, .service, .federated, .canonicalUser, .anonymous: return
        case .user, .role, .federatedUser: break
        }
        guard let kept, let live = snapshot.observed[kept.identity]?.live else {
            let reason = kept == nil ? "it is not kept here" : "it was not there, or could not be read"
            self.identity.lack("the policies of \(request.principal.text) have not been read, since \(reason)")
            self.notEvaluated.append("a permissions boundary of \(request.principal.text)")
            return
        }
        self.readPolicies(of: kept, live, snapshot)
        if kept.identity.kind == .user { self.readGroups(of: kept, live, snapshot) }
        if kept.spec["permissionsBoundary"] == nil && live.aspects[AspectName("permissionsBoundary")] == nil {
            self.notEvaluated.append("a permissions boundary of \(kept.identity), since none is declared")
        }
        if let gap = live.gaps["permissionsBoundary"] {
            var level = KnownLevel()
            level.lack("the permissions boundary of \(kept.identity) could not be read (\(gap.message))", mayDeny: true)
            self.boundary = level
        }
    }

    private mutating func readPolicies(of kept: DesiredResource, _ live: LiveResource, _ snapshot: SnapshotAccess) {
        for base in ["inlinePolicies", "managedPolicies"] { self.note(base, of: kept, live) }
        for (aspect, value) in live.aspects.sorted(by: { $0.key < $1.key }) {
            switch aspect.base {
            case "inlinePolicies": self.identity.add(value, from: "\(kept.identity) \(aspect)")
            case "managedPolicies": Self.add(aspect.member ?? "", to: &self.identity, snapshot, "\(kept.identity)")
            case "permissionsBoundary":
                var level = KnownLevel()
                Self.add(value.stringValue ?? "", to: &level, snapshot, "\(kept.identity)")
                self.boundary = level
            default: break
            }
        }
    }

    /// What a user may do by its groups.
    private mutating func readGroups(of kept: DesiredResource, _ live: LiveResource, _ snapshot: SnapshotAccess) {
        self.note("groups", of: kept, live)
        for name in live.aspects.keys.filter({ $0.base == "groups" }).sorted().compactMap(\.member) {
            let group = snapshot.desired.first { resource in
                resource.identity.kind == .group && resource.identity.account == kept.identity.account
                    && resource.identity.name.lowercased() == name.lowercased()
            }
            if let group, let live = snapshot.observed[group.identity]?.live {
                self.readPolicies(of: group, live, snapshot)
            } else {
                self.identity.lack("the policies of group \(name), which \(kept.identity) is in, have not been read", mayDeny: true)
            }
        }
    }

    private mutating func note(_ base: String, of kept: DesiredResource, _ live: LiveResource) {
        let gaps = live.gaps.filter { AspectName(parsing: $0.key).base == base }.sorted { $0.key < $1.key }
        for gap in gaps { self.identity.lack("\(gap.key) of \(kept.identity) could not be read (\(gap.value.message))", mayDeny: true) }
        if kept.spec[base] == nil { self.identity.lack("\(base) of \(kept.identity) may not have been read, since they are not declared") }
    }

    private static func add(_ arn: String, to level: inout KnownLevel, _ snapshot: SnapshotAccess, _ holder: String) {
        let entry = snapshot.policies.entry(arn: arn)
        if let entry { level.add(entry.document, from: entry.resource.map { "\($0) document" } ?? arn) }
        guard entry?.isComplete != true else { return }
        // AWS's own policies allow; the few that deny say so in their names.
        let parsed = ARN(arn)
        let isPlainlyOfAWS = parsed?.account == "aws" && !["Deny", "Quarantine"].contains { arn.contains($0) }
        level.lack("the document of \(arn), which \(holder) has, is not in the snapshot", mayDeny: !isPlainlyOfAWS)
    }

    // MARK: The resource

    private mutating func readResource(_ snapshot: SnapshotAccess, _ request: AccessRequest, _ kept: DesiredResource?) {
        let service = request.action.prefix { $0 != ":" }.lowercased()
        let arn = ARN(request.resource)
        let isRole = service == "sts" && arn?.service == "iam" && arn?.resource.hasPrefix("role/") == true
        let isKey = service == "kms" && arn?.service == "kms" && arn?.resource.hasPrefix("key/") == true
        guard isRole || isKey else {
            self.readOther(request, arn)
            return
        }
        var level = KnownLevel()
        let aspect = AspectName(isRole ? "trustPolicy" : "keyPolicy")
        let live = kept.flatMap { snapshot.observed[$0.identity]?.live }
        if let kept, let document = live?.aspects[aspect] {
            level.add(document, from: "\(kept.identity) \(aspect)")
        } else {
            level.lack("the \(isRole ? "trust" : "key") policy of \(request.resource) has not been read", mayDeny: true)
        }
        if isKey, let enabled = live?.aspects[AspectName("enabled")], enabled != true {
            self.notEvaluated.append("that the key is not enabled, which stops most uses whoever may make them")
        }
        if isKey { self.notEvaluated.append("grants of the key") }
        self.resource = level
    }

    private mutating func readOther(_ request: AccessRequest, _ arn: ARN?) {
        let owner = request.resourceAccount ?? arn?.account
        if let owner, !owner.isEmpty, owner != request.principal.account {
            var level = KnownLevel()
            level.lack("the policy of \(request.resource) in another account has not been read", mayDeny: true)
            self.resource = level
        } else if request.resource != "*" {
            self.notEvaluated.append("a policy of \(request.resource) itself, if it has one")
        }
    }

    /// Takes what stands over the account into the judgement, root first.
    /// - Parameter scps: `nil`: not evaluated.
    mutating func judge(scps: [KnownLevel]?, rcps: [KnownLevel]?) {
        self.scps = scps
        self.rcps = rcps
        self.notEvaluated.removeAll { scps != nil && $0 == Self.servicePolicies || rcps != nil && $0 == Self.resourcePolicies }
    }

    /// Says that nothing is known of the resource's own policy.
    mutating func lackResource(_ reason: String) {
        var level = KnownLevel()
        level.lack(reason, mayDeny: true)
        self.resource = level
    }

    /// Takes a document as the resource's own policy, whatever was read of it before.
    /// - Parameter document: `nil`: the resource has none.
    mutating func judge(by document: JSONValue?, from source: String) {
        var level = KnownLevel()
        if let document { level.add(document, from: source) }
        self.resource = level
    }

    // MARK: The verdict

    func evaluate(_ request: AccessRequest) -> Evaluation {
        let best = PolicyEvaluator.evaluate(
            request,
            PolicySet(
                identity: self.identity.atBest(Self.everything), resource: self.resource?.atBest(Self.everybody),
                boundary: self.boundary?.atBest(Self.everything), scps: self.scps?.map { $0.atBest(Self.everything) },
                rcps: self.rcps?.map { $0.atBest(Self.everybody) }))
        if best.verdict == .explicitDeny || best.verdict == .implicitDeny { return best }
        let worst = PolicyEvaluator.evaluate(
            request,
            PolicySet(
                identity: self.identity.atWorst(Self.nothing), resource: self.resource?.atWorst(Self.nobody),
                boundary: self.boundary?.atWorst(Self.nothing), scps: self.scps?.map { $0.atWorst(Self.nothing) },
                rcps: self.rcps?.map { $0.atWorst(Self.nobody) }))
        if worst.verdict == .allowed { return worst }
        let reasons = self.lacking.isEmpty ? [best.reason ?? worst.reason].compactMap(\.self) : self.lacking
        return Evaluation(verdict: .undetermined, reason: reasons.joined(separator: "; "))
    }

    /// What is not known and could make a difference, in words.
    var lacking: [String] {
        let levels = [self.identity, self.boundary, self.resource].compactMap(\.self) + (self.scps ?? []) + (self.rcps ?? [])
        return levels.flatMap(\.gaps).map(\.reason)
    }

    /// What is known of a level; `nil` where nothing of the kind was taken in.
    func known(_ level: PolicyLevel) -> KnownLevel? {
        switch level {
        case .identity: self.identity
        case .boundary: self.boundary
        case .resource: self.resource
        case .scp(let index): self.scps.flatMap { $0.indices.contains(index) ? $0[index] : nil }
        case .rcp(let index): self.rcps.flatMap { $0.indices.contains(index) ? $0[index] : nil }
        case .session, .endpoint: nil
        }
    }

    /// Where the document of a statement stands.
    func source(of statement: DecidingStatement) -> String? {
        guard let sources = self.known(statement.level)?.sources, sources.indices.contains(statement.policy) else { return nil }
        return sources[statement.policy]
    }

    /// A level as people know it: by the documents that stand there.
    func description(of level: PolicyLevel) -> String {
        let word = level == .boundary ? "the permissions boundary" : level == .identity ? "the principal's own policies" : "the \(level) policy"
        let sources = self.known(level)?.sources ?? []
        return sources.isEmpty ? word : "\(word) (\(sources.joined(separator: ", ")))"
    }

    static let everything = Self.document(.allow, nil)
    static let nothing = Self.document(.deny, nil)
    static let everybody = Self.document(.allow, .text("*"))
    static let nobody = Self.document(.deny, .text("*"))

    private static func document(_ effect: PolicyEffect, _ principal: PrincipalSet?) -> PolicyDocument {
        PolicyDocument(
            version: PolicyDocument.currentVersion,
            statements: [PolicyStatement(effect: effect, principal: principal, action: ["*"], resource: ["*"])])
    }
}
