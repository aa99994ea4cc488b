/// Nothing is corrected on a picture that a passing fault has left with holes.
package struct PartialSnapshotGuard: CorrectionGuard {
    package init() {}

    package var name: GuardName { .partialSnapshot }

    package func judge(_ proposal: CorrectionProposal, in context: GuardContext) -> GuardAnswer {
        context.transientGap.map { .hold("the account could be read only in part: \($0.message)") } ?? .allow
    }
}
