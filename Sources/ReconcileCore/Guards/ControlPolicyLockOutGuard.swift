import IAMPolicy

/// A service control policy that would keep the daemon's own role from managing such policies: afterwards it could not take it back.
///
/// What the organization exempts, its management account, is not known here: a person decides.
/// - SeeAlso: AWS Organizations User Guide, "Service control policies (SCPs)".
package struct ControlPolicyLockOutGuard: CorrectionGuard {
    /// What it takes to put a policy and its attachments back.
    static let neededActions = [
        "organizations:DescribePolicy", "organizations:ListPolicies", "organizations:ListTargetsForPolicy", "organizations:UpdatePolicy",
        "organizations:AttachPolicy", "organizations:DetachPolicy"
    ]

    package init() {}

    package var name: GuardName { .controlPolicyLockOut }

    package func judge(_ proposal: CorrectionProposal, in context: GuardContext) -> GuardAnswer {
        guard proposal.resource.identity.kind == .serviceControlPolicy, let role = Self.principal(context) else { return .allow }
        for mutation in proposal.draft.mutations where Self.mayDeny(mutation, proposal, context) {
            guard let document = Self.document(after: mutation, proposal) else { continue }
            // Attached, it counts as a whole; written, only what it did not deny before is taken away.
            let before = mutation.operation == "UpdatePolicy" ? proposal.observed?.live?.aspects[AspectName("document")] : nil
            let taken = Self.neededActions.first { action in
                Self.mayBeDenied(action, to: role, by: document) && !(before.map { Self.mayBeDenied(action, to: role, by: $0) } ?? false)
            }
            if let taken {
                return .ask(
                    "the document denies \(taken) to \(role.text), with which the daemon works: unless its account is the organization's "
                        + "management account, it could not take that back")
            }
        }
        return .allow
    }

    /// The role behind the daemon's credentials, or its account where there is none.
    private static func principal(_ context: GuardContext) -> RequestPrincipal? {
        let account = context.account
        let name = context.ownRole.map { "role/\($0.name)" } ?? "root"
        return RequestPrincipal("arn:\(account.partition):iam::\(account.accountID):\(name)")
    }

    /// Whether it concerns the daemon's account: of units of the organization it is not known which accounts are in them.
    private static func mayDeny(_ mutation: Mutation, _ proposal: CorrectionProposal, _ context: GuardContext) -> Bool {
        func concerns(_ target: String) -> Bool { target.hasPrefix("r-") || target.hasPrefix("ou-") || target == context.account.accountID }
        switch mutation.operation {
        case "AttachPolicy": return mutation.parameters["TargetId"]?.stringValue.map(concerns) ?? false
        case "UpdatePolicy":
            let live = (proposal.observed?.live?.aspects ?? [:]).keys.filter { $0.base == "targets" }.compactMap(\.member)
            let declared = (proposal.resource.spec["targets"]?.arrayValue ?? []).compactMap(\.stringValue)
            // Where the attachments are not read, they may be anywhere.
            return proposal.resource.spec["targets"] == nil || (live + declared).contains(where: concerns)
        default: return false
        }
    }

    private static func document(after mutation: Mutation, _ proposal: CorrectionProposal) -> JSONValue? {
        if mutation.operation == "UpdatePolicy" { return mutation.parameters["Content"]?.stringValue.flatMap { try? JSONReader.parse($0) } }
        return proposal.resource.spec["document"] ?? proposal.observed?.live?.aspects[AspectName("document")]
    }

    private static func mayBeDenied(_ action: String, to role: RequestPrincipal, by document: JSONValue) -> Bool {
        guard let denying = PolicyDocument.parse(document, type: .scp).document else { return true }
        let everything = PolicyDocument(
            version: PolicyDocument.currentVersion, statements: [PolicyStatement(effect: .allow, action: ["*"], resource: ["*"])])
        let request = AccessRequest(principal: role, action: action, resource: "*")
        let evaluation = PolicyEvaluator.evaluate(request, PolicySet(identity: [everything], scps: [[everything, denying]]))
        return evaluation.verdict != .allowed
    }
}
