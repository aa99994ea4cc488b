/// What cannot be had by any call is refused with the reason, for as long as that holds.
package struct HindranceGuard: CorrectionGuard {
    package init() {}

    package var name: GuardName { .nothingToSend }

    package func judge(_ proposal: CorrectionProposal, in context: GuardContext) -> GuardAnswer {
        proposal.draft.hindrance.map(GuardAnswer.refuse) ?? .allow
    }
}
