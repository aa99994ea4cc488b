/// Writing an ARN where AWS shows the id of a deleted principal gives its access to a namesake: a person decides.
package struct DeadPrincipalGuard: CorrectionGuard {
    package init() {}

    package func judge(_ proposal: CorrectionProposal, in context: GuardContext) -> GuardAnswer {
        guard proposal.drifts.contains(where: { DeadPrincipal.isNamed(in: $0.drift) }) else { return .allow }
        return .ask("the policy names a deleted principal by its unique id: putting the ARN there gives its access to whoever bears that name")
    }
}
