/// One request that one side of a comparison allows and the other does not.
package struct AccessWitness: Hashable, Sendable {
    package let request: AccessRequest
    /// Whether the principal's own policies must allow it too, since the documents only hand the permission to its account.
    package let needsIdentityPolicy: Bool
    /// Whether a policy of the resource must hand the permission to the principal's account, as those of keys and roles do.
    package let needsResourcePolicy: Bool

    package init(request: AccessRequest, needsIdentityPolicy: Bool, needsResourcePolicy: Bool = false) {
        self.request = request
        self.needsIdentityPolicy = needsIdentityPolicy
        self.needsResourcePolicy = needsResourcePolicy
    }

    /// `{"principal", "action", "resource", "context"}`, and `resourceAccount` where the resource must belong to another account.
    package var jsonValue: JSONValue {
        let context = self.request.context.entries.map { JSONObject.Member(name: $0.key, value: .scalarOrList($0.values)) }
        var members = [
            JSONObject.Member(name: "principal", value: .string(self.request.principal.text)),
            JSONObject.Member(name: "action", value: .string(self.request.action)),
            JSONObject.Member(name: "resource", value: .string(self.request.resource))
        ]
        if let account = self.request.resourceAccount { members.append(JSONObject.Member(name: "resourceAccount", value: .string(account))) }
        members.append(JSONObject.Member(name: "context", value: .object(JSONObject(uniqueMembers: context))))
        return .object(JSONObject(uniqueMembers: members))
    }
}

/// Judges a request by the documents of one side, as if they were all there is of their kind.
struct WitnessJudge {
    private let type: PolicyType
    private let alone: PolicyEvaluator
    private let withIdentity: PolicyEvaluator
    /// Without policies of resources; for documents that are attached to principals.
    private let withoutResource: PolicyEvaluator?

    /// - Parameters:
    ///   - accounts: Of all principals that will be asked about.
    ///   - judgesAlone: Whether `isAllowedAlone` will be asked.
    init(_ documents: [PolicyDocument], type: PolicyType, accounts: [String], judgesAlone: Bool = false) {
        self.type = type
        let delegation = Self.delegation(to: accounts)
        let policies = Self.policies(documents, type: type, identity: [], delegation: delegation)
        self.alone = PolicyEvaluator(policies)
        var bare = policies
        bare.resource = nil
        self.withoutResource = type.namesPrincipals || !judgesAlone ? nil : PolicyEvaluator(bare)
        self.withIdentity =
            Self.asksForIdentity(type)
            ? PolicyEvaluator(Self.policies(documents, type: type, identity: [Self.everything], delegation: delegation)) : self.alone
    }

    /// - Parameter hasIdentityPolicy: Whether the principal's own policies allow everything; else they allow nothing.
    func judge(_ request: AccessRequest, hasIdentityPolicy: Bool) -> Evaluation.Verdict {
        (hasIdentityPolicy ? self.withIdentity : self.alone).evaluate(request).verdict
    }

    /// Whether it is allowed without any policy of the resource, where documents of this type could do that; for judges made for that.
    func isAllowedAlone(_ request: AccessRequest) -> Bool { self.withoutResource.map { $0.evaluate(request).verdict == .allowed } ?? true }

    /// Whether the principal's own policies make a difference here at all.
    var asksForIdentity: Bool { Self.asksForIdentity(self.type) }

    private static func asksForIdentity(_ type: PolicyType) -> Bool {
        switch type {
        case .trust, .resource, .key: true
        case .identity, .boundary, .session, .scp, .rcp, .endpoint: false
        }
    }

    private static let everything = PolicyDocument(
        version: PolicyDocument.currentVersion, statements: [PolicyStatement(effect: .allow, action: ["*"], resource: ["*"])])

    /// The other side of requests that need both, such as those for keys.
    private static let everyone = PolicyDocument(
        version: PolicyDocument.currentVersion,
        statements: [PolicyStatement(effect: .allow, principal: .text("*"), action: ["*"], resource: ["*"])])

    private static func policies(_ documents: [PolicyDocument], type: PolicyType, identity: [PolicyDocument], delegation: PolicyDocument) -> PolicySet
    {
        switch type {
        case .identity: PolicySet(identity: documents, resource: [delegation])
        case .trust, .resource, .key: PolicySet(identity: identity, resource: documents)
        case .boundary: PolicySet(identity: [Self.everything], resource: [delegation], boundary: documents)
        case .session: PolicySet(identity: [Self.everything], resource: [delegation], session: documents)
        case .scp: PolicySet(identity: [Self.everything], resource: [Self.everyone], scps: [documents])
        case .rcp: PolicySet(identity: [Self.everything], resource: [Self.everyone], rcps: [documents])
        case .endpoint: PolicySet(identity: [Self.everything], resource: [Self.everyone], endpoint: documents)
        }
    }

    /// Keys, roles and resources of other accounts ask for a policy of their own: this one hands on to the accounts,
    /// so that the principal's policies stay what decides.
    private static func delegation(to accounts: [String]) -> PolicyDocument {
        PolicyDocument(
            version: PolicyDocument.currentVersion,
            statements: [
                PolicyStatement(
                    effect: .allow, principal: .groups([PrincipalGroup(type: "AWS", values: accounts)]), action: ["*"], resource: ["*"])
            ])
    }
}
