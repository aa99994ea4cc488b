import Foundation
import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

@Suite struct FightGuardTests {
    private static let trust = AspectName("trustPolicy")
    private static let failure = MutationFailure(code: "Throttling", message: "later")

    private static func drift(live: JSONValue? = Fixtures.trust("ec2.amazonaws.com")) -> DriftRecord {
        DriftRecord(
            id: "d-1", resource: Fixtures.identity(.role, "export"),
            drift: AspectDrift(aspect: Self.trust, kind: .modified, desired: Fixtures.trust(), live: live, differences: []),
            assessment: Assessment(.undetermined, .high), state: .open, firstSeenAt: Instant.forTests.wall, lastSeenAt: Instant.forTests.wall,
            passID: 1)
    }

    private static func correction(
        _ number: Int, role: String = "export", aspect: AspectName = Self.trust, value: JSONValue? = Fixtures.trust(),
        preImage: JSONValue? = Fixtures.trust("ec2.amazonaws.com"), outcome: MutationOutcome? = .accepted(requestID: nil)
    ) -> CorrectionRecord {
        let mutation = Mutation(
            service: "iam", operation: "UpdateAssumeRolePolicy", parameters: [:],
            writes: [AspectWrite(aspect, value: value, preImage: preImage)], outcome: outcome)
        return CorrectionRecord(
            id: "c-\(number)", resource: Fixtures.identity(.role, role),
            draft: CorrectionDraft(aspects: [aspect], stage: .grant, mutations: [mutation], reason: "plan"), driftIDs: ["d-\(number)"],
            state: .settled, passID: number, plannedAt: Instant.forTests.wall)
    }

    @Test(arguments: [(0, false), (2, false), (3, true), (4, true)])
    func itIsAFightFromTheThirdAcceptedCorrectionOn(count: Int, isFight: Bool) {
        let rule = FightGuard(history: (0..<count).map { Self.correction($0) })
        #expect((rule.reason(for: Self.drift()) != nil) == isFight)
        #expect(rule.corrections(behind: Self.drift()).count == count)
    }

    @Test(arguments: [
        Self.correction(3, role: "other"), Self.correction(3, aspect: AspectName("description")), Self.correction(3, value: Fixtures.trust("a.b")),
        Self.correction(3, preImage: Fixtures.trust("lambda.amazonaws.com")), Self.correction(3, preImage: nil),
        Self.correction(3, outcome: .failed(Self.failure)), Self.correction(3, outcome: .refused(Self.failure)),
        Self.correction(3, outcome: .unknown(Self.failure)), Self.correction(3, outcome: nil)
    ])
    func whatWasNotTheSameOrNotCarriedOutDoesNotCount(third: CorrectionRecord) {
        let rule = FightGuard(history: [Self.correction(1), Self.correction(2), third])
        #expect(rule.reason(for: Self.drift()) == nil)
    }

    @Test func sameMeansOfTheSameMeaning() {
        let spelled: JSONValue = [
            "Version": "2012-10-17",
            "Statement": ["Action": "STS:AssumeRole", "Effect": "Allow", "Principal": ["Service": ["ec2.amazonaws.com"]]]
        ]
        let rule = FightGuard(history: (0..<3).map { Self.correction($0, preImage: spelled) })
        #expect(rule.reason(for: Self.drift()) != nil)
    }

    @Test func whatWasForgivenDoesNotCountAndWhatAnybodyApprovedDoes() {
        func decided(_ number: Int, _ reason: String?) -> CorrectionRecord {
            var correction = Self.correction(number)
            correction.decision = CorrectionDecision(verdict: .approved, by: "alice", at: Instant.forTests.wall, reason: reason)
            return correction
        }
        let approved = (0..<3).map { decided($0, "the mode is approve") }
        #expect(FightGuard(history: approved).reason(for: Self.drift()) != nil)
        #expect(FightGuard(history: approved.dropLast() + [decided(2, FightGuard.forgiven)]).reason(for: Self.drift()) == nil)
    }
}
