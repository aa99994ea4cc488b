/// After a long time without a complete look, or before the first one, a person decides what is put back.
package struct SilenceGuard: CorrectionGuard {
    package static let reason = "the account has not been looked at completely for longer than limits.silenceMax, or never before"

    package init() {}

    package func judge(_ proposal: CorrectionProposal, in context: GuardContext) -> GuardAnswer {
        context.accountState.isSilenceLatched ? .ask(Self.reason) : .allow
    }
}
