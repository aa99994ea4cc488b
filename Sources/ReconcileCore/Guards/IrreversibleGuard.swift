/// What cannot be undone asks; so does creating a principal again that was once there.
///
/// The first creation of what never was does not ask: nobody can miss what it replaces.
package struct IrreversibleGuard: CorrectionGuard {
    package init() {}

    package var name: GuardName { .irreversible }

    package func judge(_ proposal: CorrectionProposal, in context: GuardContext) -> GuardAnswer {
        if case .irreversible(let reason) = proposal.draft.reversibility { return .ask(reason) }
        let recreates = proposal.draft.aspects.contains(.existence) && proposal.observed?.binding != nil
        let kind = KindRegistry.definition(of: proposal.resource.identity.kind)
        guard recreates, kind?.recreationChangesPrincipal == true else { return .allow }
        let before = proposal.observed?.binding?.uniqueID.map { " (it was \($0))" } ?? ""
        return .ask(
            "it was there before, and a new one would have another unique id\(before): policies that name it would not mean the new one")
    }
}
