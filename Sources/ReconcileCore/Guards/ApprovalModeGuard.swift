/// In the mode `approve` every correction asks.
package struct ApprovalModeGuard: CorrectionGuard {
    package static let reason = "the mode is approve"

    package init() {}

    package var name: GuardName { .approvalMode }

    package func judge(_ proposal: CorrectionProposal, in context: GuardContext) -> GuardAnswer {
        proposal.mode == .approve ? .ask(Self.reason) : .allow
    }
}
