/// Principals named in `protected` are looked at, never touched.
package struct ProtectedPrincipalGuard: CorrectionGuard {
    package init() {}

    package var name: GuardName { .protectedPrincipal }

    package func judge(_ proposal: CorrectionProposal, in context: GuardContext) -> GuardAnswer {
        let identity = proposal.resource.identity
        let arn = KindRegistry.definition(of: identity.kind)?
            .arn(of: proposal.resource, account: context.account, bound: proposal.observed?.binding)
        guard let arn, context.protected.contains(where: { $0.lowercased() == arn.lowercased() }) else { return .allow }
        return .refuse("\(arn) is protected by the configuration")
    }
}
