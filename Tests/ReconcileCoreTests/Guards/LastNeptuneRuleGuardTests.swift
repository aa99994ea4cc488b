import Foundation
import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

@Suite struct LastNeptuneRuleGuardTests {
    private static func rule(_ source: String, _ port: Int = 8182) -> IngressRule {
        IngressRule(transport: "tcp", from: port, to: port, source: source, text: nil)
    }

    private static func proposal(
        declared: [IngressRule], live: [IngressRule], removed: IngressRule, kind: ResourceKind = .securityGroup, stage: CorrectionStage = .revoke
    ) -> CorrectionProposal {
        let group = Fixtures.resource(kind, "graph", ["ingress": .array(declared.map(\.value))])
        let record = DriftRecord(
            id: "d-1", resource: group.identity, drift: KindSample.drift(removed.aspect, nil, removed.value),
            assessment: Assessment(.widens, .high), state: .open, firstSeenAt: Instant.forTests.wall, lastSeenAt: Instant.forTests.wall, passID: 1)
        var observed = ObservedResource(identity: group.identity, state: .drifted)
        observed.live = LiveResource(
            arn: "arn:x", uniqueID: "sg-1", aspects: Dictionary(live.map { ($0.aspect, $0.value) }, uniquingKeysWith: { first, _ in first }))
        return CorrectionProposal(
            resource: group, drifts: [record],
            draft: CorrectionDraft(aspects: [removed.aspect], stage: stage, mutations: [], reason: "because"), observed: observed, mode: .enforce)
    }

    private static func answer(_ proposal: CorrectionProposal, _ chain: Bool = false) -> String {
        let context = GuardContext(
            account: Fixtures.account(), accountState: AccountState(name: "prod"), limits: Limits(), protected: [], managedCount: 100,
            transientGap: nil)
        let answer = chain ? GuardChain().judge(proposal, in: context) : LastNeptuneRuleGuard().judge(proposal, in: context)
        switch answer {
        case .allow: return "allow"
        case .ask: return "ask"
        case .hold: return "hold"
        case .refuse: return "refuse"
        }
    }

    private static let extra = Self.rule("0.0.0.0/0")
    private static let app = Self.rule("10.0.0.0/16")
    private static let web = Self.rule("0.0.0.0/0", 443)

    @Test(arguments: [
        (Self.proposal(declared: [], live: [Self.extra], removed: Self.extra), "ask"),
        (Self.proposal(declared: [Self.web], live: [Self.extra, Self.web], removed: Self.extra), "ask"),
        // Of two that are too much neither is the last for long.
        (Self.proposal(declared: [], live: [Self.extra, Self.app], removed: Self.extra), "ask"),
        (Self.proposal(declared: [Self.app], live: [Self.extra, Self.app], removed: Self.extra), "allow"),
        (Self.proposal(declared: [Self.app], live: [Self.extra], removed: Self.extra), "hold"),
        (Self.proposal(declared: [], live: [Self.web], removed: Self.web), "allow"),
        (Self.proposal(declared: [], live: [Self.extra], removed: Self.extra, stage: .grant), "allow"),
        (Self.proposal(declared: [], live: [Self.extra], removed: Self.extra, kind: .bucket), "allow")
    ])
    func theLastRuleOfThePortAsks(proposal: CorrectionProposal, answer: String) { #expect(Self.answer(proposal) == answer) }

    @Test func itIsAmongTheGuards() {
        #expect(Self.answer(Self.proposal(declared: [], live: [Self.extra], removed: Self.extra), true) == "ask")
    }
}
