import IAMPolicy

/// The policies of one who makes requests, and its permissions boundary, as this look has shown them.
///
/// Only this look counts: what is remembered may lack policies that nobody declares, a Deny among them.
struct PrincipalLevels: Sendable {
    let levels: SnapshotLevels
    /// Why nothing can be said of it; `nil` where it was read, or has no policies of its own.
    let lack: String?

    init(_ principal: RequestPrincipal, in view: ChainView) {
        // Services, providers and root have no policies of their own.
        let anything = AccessRequest(principal: principal, action: "sts:AssumeRole", resource: "*")
        guard Self.hasPolicies(principal) else {
            self.levels = SnapshotLevels(SnapshotAccess(desired: [], observed: []), anything, principal: nil, resource: nil)
            self.lack = nil
            return
        }
        guard let identity = Self.identity(of: principal, in: view), let reading = view.readings[identity] else {
            self.levels = SnapshotLevels()
            self.lack = "the policies of \(principal.text) have not been read"
            return
        }
        let holder = ChainResource(identity: identity, reading: reading, isFresh: true)
        let others = ChainReads.policyIdentities(of: identity, in: view)
        let known = ([identity] + others).map(Self.declared)
        let readings = Dictionary(
            ([identity] + others).compactMap { identity in view.readings[identity].map { (identity, $0) } }, uniquingKeysWith: { first, _ in first })
        let survey = AccessSurvey(account: view.account, kept: known, observed: [], readings: readings)
        self.levels = survey.levels(for: anything, document: nil, source: "")
        self.lack = holder.lack
    }

    /// As if all that was asked for were declared: it was read.
    private static func declared(_ identity: ResourceIdentity) -> DesiredResource {
        let bases = ChainReads.bases(of: identity.kind).sorted()
        return DesiredResource(identity: identity, spec: JSONObject(bases.map { .init(name: $0, value: .null) }), source: .api)
    }

    private static func hasPolicies(_ principal: RequestPrincipal) -> Bool {
        switch principal {
        case .user, .role, .federatedUser: true
        case .root, .service, .federated, .canonicalUser, .anonymous: false
        }
    }

    private static func identity(of principal: RequestPrincipal, in view: ChainView) -> ResourceIdentity? {
        let named: (kind: ResourceKind, arn: PrincipalARN)
        switch principal {
        case .role(let arn, _): named = (.role, arn)
        case .user(let arn): named = (.user, arn)
        case .root, .federatedUser, .federated, .service, .canonicalUser, .anonymous: return nil
        }
        guard named.arn.account == view.account.accountID else { return nil }
        return ResourceIdentity(account: view.account.name, region: nil, kind: named.kind, name: named.arn.name)
    }
}
