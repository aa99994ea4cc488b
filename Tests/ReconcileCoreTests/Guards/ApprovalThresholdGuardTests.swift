import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

/// What asks in an account that else corrects by itself.
@Suite struct ApprovalThresholdGuardTests {
    private static func answer(_ threshold: ApprovalThreshold, _ direction: Direction, _ severity: Severity) -> GuardAnswer {
        let base = GuardTests.proposal()
        var drift = base.drifts[0]
        drift.assessment = Assessment(direction, severity)
        let proposal = CorrectionProposal(resource: base.resource, drifts: [drift], draft: base.draft, observed: base.observed, mode: .enforce)
        var account = Fixtures.account()
        account.approval = threshold
        let context = GuardContext(
            account: account, accountState: AccountState(name: "prod"), limits: Limits(), protected: [], managedCount: 1, transientGap: nil)
        return GuardChain().judge(proposal, in: context)
    }

    private static func asks(_ answer: GuardAnswer) -> Bool { if case .ask = answer { true } else { false } }

    @Test(arguments: [
        (Direction.widens, false), (.neutral, false), (.narrows, true), (.both, true), (.undetermined, true)
    ])
    func correctionsThatNarrowRunAloneThoseThatWidenAsk(direction: Direction, asks: Bool) {
        #expect(Self.asks(Self.answer(ApprovalThreshold(widening: .ask), direction, .critical)) == asks)
        #expect(!Self.asks(Self.answer(ApprovalThreshold(), direction, .critical)), "by itself nothing asks")
    }

    @Test(arguments: [(Severity.low, false), (.medium, false), (.high, true), (.critical, true)])
    func fromASeverityOnDriftsAsk(severity: Severity, asks: Bool) {
        #expect(Self.asks(Self.answer(ApprovalThreshold(severity: .high), .widens, severity)) == asks)
    }

    @Test func theReasonNamesTheKey() {
        #expect(
            Self.answer(ApprovalThreshold(widening: .ask), .narrows, .low)
                == .ask("it gives access: trustPolicy is to be put back, and approval.widening is ask"))
        #expect(
            Self.answer(ApprovalThreshold(severity: .medium), .widens, .high)
                == .ask("the drift of trustPolicy is high, and approval.severity is medium"))
    }

    @Test func inAPassTheNarrowingOneIsSentAndTheWideningOneAsks() async {
        var script = PassScript()
        script.account.approval = ApprovalThreshold(widening: .ask)
        await script.look()
        script.cloud.edit {
            $0[role: "export"]?.inlinePolicies = ["extra": Fixtures.allow("s3:DeleteObject")]
        }
        await script.look()
        #expect(script.toSend.flatMap(\.aspects).map(\.description) == ["inlinePolicies[extra]"])
        #expect(script.states("inlinePolicies[load]") == [.awaitingApproval])
        #expect(script.activeCorrections.first { $0.state == .awaitingApproval }?.heldBy == .approvalThreshold)
    }
}
