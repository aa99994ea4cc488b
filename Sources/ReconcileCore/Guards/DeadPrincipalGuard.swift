import IAMPolicy

/// Writing an ARN where AWS shows the id of a deleted principal gives its access to a namesake: a person decides.
package struct DeadPrincipalGuard: CorrectionGuard {
    package init() {}

    package var name: GuardName { .deadPrincipal }

    package func judge(_ proposal: CorrectionProposal, in context: GuardContext) -> GuardAnswer {
        guard proposal.drifts.contains(where: { DeadPrincipal.isNamed(in: $0.drift) }) else { return .allow }
        let wanted = proposal.drifts.compactMap(\.desired)
        if let gone = context.absentPrincipals.sorted().first(where: { arn in wanted.contains { $0.names(arn) } }) {
            return .refuse("the policy would name \(gone), which does not exist: AWS refuses principals that are not there")
        }
        return .ask("the policy names a deleted principal by its unique id: putting the ARN there gives its access to whoever bears that name")
    }
}

extension JSONValue {
    /// Whether a text somewhere in it is exactly this one.
    fileprivate func names(_ text: String) -> Bool {
        switch self {
        case .string(let own): own == text
        case .array(let elements): elements.contains { $0.names(text) }
        case .object(let object): object.members.contains { $0.value.names(text) }
        case .null, .bool, .number: false
        }
    }
}
