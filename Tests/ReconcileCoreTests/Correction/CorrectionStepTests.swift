import Foundation
import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

@Suite struct CorrectionStepTests {
    private let resource = Fixtures.identity(.managedPolicy, "read")
    private let now = Instant.forTests
    private let document = AspectName("document")

    private func correction(reason: String? = nil, attempts: Int = 0) -> CorrectionRecord {
        let mutations = [
            Mutation(
                service: "iam", operation: "DeletePolicyVersion", parameters: ["PolicyArn": "arn", "VersionId": "v1"], writes: [],
                preImage: "the first"),
            Mutation(
                service: "iam", operation: "CreatePolicyVersion", parameters: ["PolicyArn": "arn", "PolicyDocument": "{}"],
                writes: [AspectWrite(self.document, value: "new", preImage: "old")])
        ]
        let draft = CorrectionDraft(aspects: [self.document], stage: .grant, mutations: mutations, reason: "plan")
        return CorrectionRecord(
            id: "c-1", resource: self.resource, draft: draft, driftIDs: ["d-1"], state: .queued, reason: reason, attempts: attempts,
            passID: 1, plannedAt: self.now.wall)
    }

    private var drift: DriftRecord {
        DriftRecord(
            id: "d-1", resource: self.resource,
            drift: AspectDrift(aspect: self.document, kind: .modified, desired: "new", live: "old", differences: []),
            assessment: Assessment(.undetermined, .high), state: .correcting, firstSeenAt: self.now.wall, lastSeenAt: self.now.wall, passID: 1,
            correctionID: "c-1")
    }

    private func answer(_ outcome: MutationOutcome, mutation index: Int = 1, to correction: CorrectionRecord? = nil) -> CorrectionStep {
        CorrectionStep.answer(
            correction ?? self.correction(attempts: 1), [self.drift], mutation: index, outcome: outcome, windowLength: 600, passID: 7,
            at: self.now)
    }

    private static let failure = MutationFailure(code: "AccessDenied", message: "no", requestID: "r-1")

    @Test func theIntentBearsAllThatIsSentAndReplaced() {
        let step = CorrectionStep.intend(self.correction(), [self.drift], mutation: 0, at: self.now)
        #expect(step.correction.state == .intended)
        #expect(step.correction.attempts == 1)
        #expect(step.commit.journal.map(\.kind) == [.mutationIntended])
        let details = step.commit.journal.first?.details
        #expect(details?["parameters"] == ["PolicyArn": "arn", "VersionId": "v1"])
        #expect(details?["preImage"] == "the first")
        #expect(step.commit.windows.isEmpty)
        #expect(step.commit.notices.isEmpty)
    }

    @Test func onlyTheFirstCallCountsAsAnAttempt() {
        #expect(CorrectionStep.intend(self.correction(attempts: 1), [], mutation: 1, at: self.now).correction.attempts == 1)
    }

    @Test func anAcceptedCallOpensItsWindowsInTheSameCommit() {
        let step = self.answer(.accepted(requestID: "r-1"))
        #expect(step.correction.state == .applied)
        #expect(step.commit.journal.map(\.kind) == [.mutationOutcome])
        #expect(step.commit.journal.first?.details["requestID"] == "r-1")
        #expect(step.commit.windows.map(\.write) == [AspectWrite(self.document, value: "new", preImage: "old")])
        #expect(step.commit.windows.map(\.openedAt) == [self.now])
        #expect(step.commit.windows.map(\.length) == [600])
        #expect(step.drifts.map(\.state) == [.propagating])
        #expect(step.commit.notices.map(\.event) == [.correctionApplied])
        #expect(step.commit.notices.map(\.passID) == [7])
    }

    @Test func anAcceptedCallThatIsNotTheLastTellsNothing() {
        let step = self.answer(.accepted(requestID: nil), mutation: 0)
        #expect(step.correction.state == .queued)
        #expect(step.drifts.map(\.state) == [.correcting])
        #expect(step.commit.notices.isEmpty)
    }

    @Test(arguments: [
        (MutationOutcome.refused(Self.failure), CorrectionState.refused, DriftState.refused, NoticeEvent.correctionRefused),
        (.failed(Self.failure), .failed, .failed, .correctionFailed)
    ])
    func whatIsNotAcceptedWaitsAndTellsWhy(outcome: MutationOutcome, state: CorrectionState, driftState: DriftState, event: NoticeEvent) {
        let step = self.answer(outcome)
        #expect(step.correction.state == state)
        #expect(step.correction.reason == "CreatePolicyVersion: AccessDenied: no")
        #expect(step.correction.notBefore == self.now.wall.addingTimeInterval(5))
        #expect(step.drifts.map(\.state) == [driftState])
        #expect(step.commit.notices.map(\.event) == [event])
        #expect(step.commit.windows.isEmpty)
    }

    @Test func theSameAnswerAgainIsNoNewsAndAnotherIs() {
        let again = self.correction(reason: "CreatePolicyVersion: AccessDenied: no", attempts: 2)
        #expect(self.answer(.refused(Self.failure), to: again).commit.notices.isEmpty)
        let other = MutationFailure(code: "LimitExceeded", message: "no")
        #expect(self.answer(.refused(other), to: again).commit.notices.map(\.event) == [.correctionRefused])
        #expect(self.answer(.accepted(requestID: nil), to: again).correction.reason == nil)
        #expect(self.answer(.accepted(requestID: nil), to: again).commit.notices.map(\.event) == [.correctionApplied])
    }

    @Test func noAnswerIsUnknownAndTellsNothing() {
        let step = self.answer(.unknown(Self.failure))
        #expect(step.correction.state == .unknown)
        #expect(step.drifts.map(\.state) == [.unknown])
        #expect(step.commit.notices.isEmpty)
        #expect(step.commit.windows.isEmpty)
        #expect(step.correction.notBefore == nil)
    }

    @Test func aWorldThatMovedReopensTheDrift() {
        let step = CorrectionStep.supersede(self.correction(), [self.drift], because: "it moved", at: self.now)
        #expect(step.correction.state == .superseded)
        #expect(step.drifts.map(\.state) == [.open])
        #expect(step.commit.journal.map(\.kind) == [.correctionSuperseded])
    }

    @Test func whatMayNotBeReadBeforeSendingIsRefusedToldOnceAndWaitsLongerEachTime() {
        let failure = MutationFailure(code: "denied", message: "iam:GetRole is missing")
        let first = CorrectionStep.refuseUnsent(self.correction(), [self.drift], failure, passID: 7, at: self.now)
        #expect(first.correction.state == .refused)
        #expect(first.correction.reason == "denied: iam:GetRole is missing")
        #expect(first.drifts.map(\.state) == [.refused])
        #expect(first.commit.journal.map(\.kind) == [.correctionRefused])
        #expect(first.commit.notices.map(\.event) == [.correctionRefused])
        let attempts = first.correction.attempts
        #expect(first.correction.notBefore == self.now.wall.addingTimeInterval(CorrectionStep.backoffSeconds(attempts: attempts)))

        let again = CorrectionStep.refuseUnsent(first.correction, first.drifts, failure, passID: 8, at: self.now)
        #expect(again.correction.attempts == attempts + 1)
        #expect(again.commit.notices.isEmpty)
    }

    @Test(arguments: [(0, 5.0), (1, 5), (2, 10), (3, 20), (6, 160), (10, 2560), (11, 3600), (1000, 3600)])
    func waitsGrowToAnHour(attempts: Int, seconds: Double) { #expect(CorrectionStep.backoffSeconds(attempts: attempts) == seconds) }

    @Test func aWriteReadsWhatItWrites() {
        for write in [
            AspectWrite(AspectName("tags", "a"), value: "1", preImage: nil), AspectWrite(.existence, value: nil, preImage: true)
        ] { #expect(AspectWrite(json: write.json) == write) }
    }
}
