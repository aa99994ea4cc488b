import Foundation
import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

/// Each guard by itself, on both sides of its border.
@Suite struct GuardTests {
    static func proposal(
        _ resource: DesiredResource = Fixtures.fullRole(), aspect: AspectName = AspectName("trustPolicy"), differences: [Difference] = [],
        reversibility: Reversibility = .reversible, binding: Binding? = nil, mode: ReconcileMode = .enforce
    ) -> CorrectionProposal {
        let drift = AspectDrift(aspect: aspect, kind: .modified, desired: nil, live: nil, differences: differences)
        let record = DriftRecord(
            id: "d-1", resource: resource.identity, drift: drift, assessment: Assessment(.undetermined, .high), state: .open,
            firstSeenAt: Instant.forTests.wall, lastSeenAt: Instant.forTests.wall, passID: 1)
        let draft = CorrectionDraft(
            aspects: [aspect], stage: .grant, mutations: [], reason: "because", reversibility: reversibility)
        let observed = ObservedResource(identity: resource.identity, state: .inSync, binding: binding)
        return CorrectionProposal(resource: resource, drifts: [record], draft: draft, observed: observed, mode: mode)
    }

    static func context(
        protected: [String] = [], gap: ReadGap? = nil, isSilenceLatched: Bool = false, limits: Limits = Limits()
    ) -> GuardContext {
        GuardContext(
            account: Fixtures.account(), accountState: AccountState(name: "prod", isSilenceLatched: isSilenceLatched), limits: limits,
            protected: protected, managedCount: 100, transientGap: gap)
    }

    private func isAsk(_ answer: GuardAnswer) -> Bool { if case .ask = answer { true } else { false } }

    @Test(arguments: ReadGap.Code.allCases)
    func onlyAPassingFaultMakesTheSnapshotPartial(code: ReadGap.Code) {
        let transient: Set<ReadGap.Code> = [.throttled, .unreachable, .malformedAnswer, .truncated, .failed]
        #expect(ReadGap(code: code, message: "").isTransient == transient.contains(code))
    }

    @Test func aPartialSnapshotHolds() {
        #expect(PartialSnapshotGuard().judge(Self.proposal(), in: Self.context()) == .allow)
        let gap = ReadGap(code: .throttled, message: "slow down")
        #expect(
            PartialSnapshotGuard().judge(Self.proposal(), in: Self.context(gap: gap))
                == .hold("the account could be read only in part: slow down"))
    }

    @Test(arguments: [
        ("arn:aws:iam::123456789012:role/export", true), ("ARN:AWS:IAM::123456789012:ROLE/EXPORT", true),
        ("arn:aws:iam::123456789012:role/export2", false), ("arn:aws:iam::210987654321:role/export", false)
    ])
    func aProtectedPrincipalIsNotTouched(protected: String, isRefused: Bool) {
        let answer = ProtectedPrincipalGuard().judge(Self.proposal(), in: Self.context(protected: [protected]))
        if isRefused {
            #expect(answer == .refuse("arn:aws:iam::123456789012:role/export is protected by the configuration"))
        } else {
            #expect(answer == .allow)
        }
    }

    @Test func aProtectedPrincipalIsKnownByTheARNThatItReallyHas() {
        let bound = Binding(arn: "arn:aws:iam::123456789012:role/other/export", uniqueID: nil)
        let context = Self.context(protected: [Fixtures.roleARN("export")])
        #expect(ProtectedPrincipalGuard().judge(Self.proposal(binding: bound), in: context) == .allow)
    }

    @Test(arguments: [
        (Self.proposal(aspect: .existence), false),
        (Self.proposal(aspect: .existence, binding: Binding(arn: "a", uniqueID: "AROA1")), true),
        (Self.proposal(binding: Binding(arn: "a", uniqueID: "AROA1")), false),
        (Self.proposal(Fixtures.policy(), aspect: .existence, binding: Binding(arn: "a", uniqueID: "ANPA1")), false),
        (Self.proposal(reversibility: .irreversible("it is")), true)
    ])
    func whatCannotBeUndoneAsks(proposal: CorrectionProposal, asks: Bool) {
        #expect(self.isAsk(IrreversibleGuard().judge(proposal, in: Self.context())) == asks)
    }

    @Test(arguments: [
        ("AROAEXAMPLE000000001", true), ("AIDAEXAMPLE000000001", true), ("AROA", false), ("AROAexample000000001", false),
        ("ANPAEXAMPLE000000001", false), ("arn:aws:iam::123456789012:role/AROAEXAMPLE000000001", false)
    ])
    func theIdOfADeletedPrincipalAsks(principal: String, asks: Bool) {
        for live in [JSONValue.string(principal), ["AWS": [.string(principal)]]] {
            let proposal = Self.proposal(differences: [Difference(path: "Statement[0].Principal", desired: nil, live: live)])
            #expect(self.isAsk(DeadPrincipalGuard().judge(proposal, in: Self.context())) == asks)
        }
    }

    @Test(arguments: [true, false])
    func silenceAsksWhileItsLatchIsSet(isLatched: Bool) {
        let answer = SilenceGuard().judge(Self.proposal(), in: Self.context(isSilenceLatched: isLatched))
        #expect(answer == (isLatched ? .ask(SilenceGuard.reason) : .allow))
    }

    @Test(arguments: [(ReconcileMode.approve, true), (.enforce, false)])
    func theModeApproveAsks(mode: ReconcileMode, asks: Bool) {
        #expect(self.isAsk(ApprovalModeGuard().judge(Self.proposal(mode: mode), in: Self.context())) == asks)
    }

    // MARK: Limits

    private func proposals(resources: Int, each: Int = 1) -> [CorrectionProposal] {
        (0..<resources).flatMap { number in
            (0..<each).map { Self.proposal(Fixtures.fullRole("role-\(number)"), aspect: AspectName("tags", "\($0)")) }
        }
    }

    @Test(arguments: [(0, 0, false), (20, 1, false), (21, 1, true), (10, 2, false), (11, 2, true)])
    func moreCorrectionsThanThePassMayHaveAsk(resources: Int, each: Int, asks: Bool) {
        let limits = ChangeLimitGuard(limits: Limits(changesPerPassMax: 20, changesPercentMax: 100), managedCount: 1000)
        #expect((limits.reason(for: self.proposals(resources: resources, each: each)) != nil) == asks)
    }

    @Test(arguments: [(9, 9, false), (10, 10, true), (10, 40, false), (10, 39, true), (11, 44, false), (11, 43, true), (10, 0, false)])
    func aLargerShareOfTheResourcesAsksFromTenOn(resources: Int, managed: Int, asks: Bool) {
        let limits = ChangeLimitGuard(limits: Limits(changesPerPassMax: 1000, changesPercentMax: 25), managedCount: managed)
        #expect((limits.reason(for: self.proposals(resources: resources)) != nil) == asks)
    }

    @Test func theShareCountsResourcesNotCorrections() {
        let limits = ChangeLimitGuard(limits: Limits(changesPerPassMax: 1000, changesPercentMax: 25), managedCount: 9)
        #expect(limits.reason(for: self.proposals(resources: 9, each: 5)) == nil)
    }
}

@Suite struct GuardChainTests {
    private struct Fixed: CorrectionGuard {
        let answer: GuardAnswer
        var name: GuardName { .silence }
        func judge(_ proposal: CorrectionProposal, in context: GuardContext) -> GuardAnswer { self.answer }
    }

    @Test(
        arguments: [
            ([], .allow), ([.allow], .allow), ([.ask("a"), .allow], .ask("a")), ([.ask("a"), .ask("b")], .ask("a")),
            ([.ask("a"), .refuse("r")], .refuse("r")), ([.refuse("r"), .ask("a")], .refuse("r")),
            ([.refuse("r"), .hold("h")], .hold("h")), ([.hold("h"), .refuse("r")], .hold("h"))
        ] as [([GuardAnswer], GuardAnswer)])
    func theStrictestAnswerCountsAndTheFirstOfItsKind(answers: [GuardAnswer], expected: GuardAnswer) {
        let chain = GuardChain(answers.map(Fixed.init))
        #expect(chain.judge(GuardTests.proposal(), in: GuardTests.context()) == expected)
    }

    @Test func allGuardsSpeakInTheChain() {
        let dead = [Difference(path: "", desired: nil, live: "AROAEXAMPLE000000001")]
        let chain = GuardChain()
        let cases: [(CorrectionProposal, GuardContext, GuardAnswer)] = [
            (GuardTests.proposal(), GuardTests.context(), .allow),
            (
                GuardTests.proposal(), GuardTests.context(gap: ReadGap(code: .failed, message: "m")),
                .hold("the account could be read only in part: m")
            ),
            (GuardTests.proposal(), GuardTests.context(isSilenceLatched: true), .ask(SilenceGuard.reason)),
            (GuardTests.proposal(mode: .approve), GuardTests.context(), .ask(ApprovalModeGuard.reason)),
            (GuardTests.proposal(reversibility: .irreversible("never")), GuardTests.context(), .ask("never")),
            (
                GuardTests.proposal(mode: .approve), GuardTests.context(protected: [Fixtures.roleARN("export")]),
                .refuse("\(Fixtures.roleARN("export")) is protected by the configuration")
            )
        ]
        for (proposal, context, expected) in cases { #expect(chain.judge(proposal, in: context) == expected) }
        #expect(chain.judge(GuardTests.proposal(differences: dead), in: GuardTests.context()) != .allow)
    }
}
