/// The last rule that lets anybody reach a cluster: without it nobody does.
///
/// Rules that are declared and there count; one that is declared and not there yet is waited for.
package struct LastNeptuneRuleGuard: CorrectionGuard {
    package init() {}

    package var name: GuardName { .lastNeptuneRule }

    package func judge(_ proposal: CorrectionProposal, in context: GuardContext) -> GuardAnswer {
        guard proposal.resource.identity.kind == .securityGroup, proposal.draft.stage == .revoke else { return .allow }
        let removed = Set(proposal.draft.aspects)
        guard removed.contains(where: { Self.rule(of: $0, proposal)?.reachesNeptune == true }) else { return .allow }
        let declared = (proposal.resource.spec["ingress"]?.arrayValue ?? []).compactMap(IngressRule.init(value:)).filter(\.reachesNeptune)
        let live = Set((proposal.observed?.live?.aspects ?? [:]).keys)
        if declared.contains(where: { live.contains($0.aspect) && !removed.contains($0.aspect) }) { return .allow }
        let port = IngressRule.neptunePort
        guard declared.isEmpty else { return .hold("it takes away a rule on port \(port), and none of those that are declared is there yet") }
        return .ask("it takes away the last rule on port \(port): nobody would reach a cluster by this group any more")
    }

    private static func rule(of aspect: AspectName, _ proposal: CorrectionProposal) -> IngressRule? {
        let drift = proposal.drifts.first { $0.aspect == aspect }
        return (drift?.live ?? proposal.observed?.live?.aspects[aspect]).flatMap(IngressRule.init(value:))
    }
}
