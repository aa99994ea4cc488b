import Foundation
import IAMPolicy
import ReconcileCore
import ReconcileEngine
import ReconcileTestKit
import Testing

/// Pauses, exceptions and their ends, as operators decide them.
@Suite struct ExceptionTests {
    private static let role = Fixtures.identity(.role, "export")
    private let alice = OperatorIdentity(name: "alice", uid: 1000)

    @Test func aPauseHoldsAcrossRestartsUntilItIsResumed() async throws {
        let estate = try await Estate()
        try await estate.pass()
        let pause = try await estate.desk.pause(Self.role, account: "prod", reason: "migration", until: nil, by: self.alice)
        estate.tag("x")
        try await estate.pass()
        try await estate.reopen()
        try await estate.pass()
        #expect(estate.cloud.attempts == 0)
        #expect(try await estate.told().isEmpty)
        #expect(try await estate.states() == ["tags[owner]": .paused])
        let ended = try await estate.desk.resume(Self.role, account: "prod", by: self.alice)
        #expect(ended.map(\.id) == [pause.id])
        #expect(try await estate.settle() == [])
        #expect(try await estate.told(.driftDetected) == ["prod/Role/export tags[owner]"])
        let kinds = try await estate.journal().filter { $0["exception"] != nil }.map { $0["kind"] }
        #expect(kinds == ["exception.begun", "exception.ended"])
        let begun = try await estate.journal().first { $0["kind"] == "exception.begun" }
        #expect(begun?["operator"] == self.alice.json)
        #expect(begun?["reason"] == "migration")
    }

    @Test func anIgnoredAspectLeavesTheOthersAndEndsByItself() async throws {
        let estate = try await Estate()
        try await estate.pass()
        let end = estate.clock.now().wall.addingTimeInterval(300)
        try await estate.desk.ignore(Self.role, aspect: "tags[owner]", reason: "billing", until: end, by: self.alice)
        estate.tag("x")
        estate.tag("y", "cost")
        try await estate.pass()
        #expect(estate.cloud.accepted.map(\.operation) == ["UntagRole"])
        #expect(try await estate.states()["tags[owner]"] == .ignored)
        estate.clock.advance(by: 300)
        try await estate.pass()
        #expect(estate.cloud.accepted.map(\.operation) == ["UntagRole", "TagRole"])
        #expect(try await estate.told(.driftDetected).contains("prod/Role/export tags[owner]"))
    }

    @Test(arguments: [true, false])
    func whatIsTakenOutOfOurHandsWhileAPassSendsIsNotSent(isPause: Bool) async throws {
        let estate = try await Estate()
        try await estate.pass()
        estate.resourcesAtOnceMax = 1
        estate.cloud.edit { $0[role: "export"]?.permissionsBoundary = nil }
        estate.tag("x")
        let (desk, alice) = (estate.desk, self.alice)
        estate.cloud.onSend { mutation in
            guard mutation.operation != "TagRole" else { return }
            if isPause {
                _ = try? await desk.pause(Self.role, account: "prod", reason: "migration", until: nil, by: alice)
            } else {
                _ = try? await desk.ignore(Self.role, aspect: "tags[owner]", reason: "billing", until: nil, by: alice)
            }
        }
        try await estate.pass()
        #expect(estate.cloud.accepted.map(\.operation) == ["PutRolePermissionsBoundary"])
        #expect(try await estate.states()["tags[owner]"] == (isPause ? .paused : .ignored))
        let superseded = try await estate.journal().last { $0["kind"] == "correction.superseded" }
        #expect(superseded?["reason"]?.stringValue?.contains(isPause ? "migration" : "billing") == true)
        estate.clock.advance(by: 300)
        try await estate.pass()
        #expect(estate.cloud.accepted.count == 1)
        try await estate.desk.resume(Self.role, account: "prod", by: self.alice)
        #expect(try await estate.settle() == [])
        #expect(estate.cloud.accepted.map(\.operation) == ["PutRolePermissionsBoundary", "TagRole"])
    }

    @Test(arguments: [true, false])
    func whatHasRunOutIsEndedInTheJournalOnce(isPause: Bool) async throws {
        let estate = try await Estate()
        try await estate.pass()
        let end = estate.clock.now().wall.addingTimeInterval(300)
        let exception =
            isPause
            ? try await estate.desk.pause(nil, account: "prod", reason: "migration", until: end, by: self.alice)
            : try await estate.desk.ignore(Self.role, aspect: "tags", reason: "billing", until: end, by: self.alice)
        for seconds in [299.0, 1, 300, 300] {
            estate.clock.advance(by: seconds)
            try await estate.pass()
        }
        let entries = try await estate.journal().filter { $0["exception"] == .string(exception.id) }
        #expect(entries.map { $0["kind"] } == ["exception.begun", "exception.ended"])
        #expect(entries.last?["because"] == "its time had run out")
        #expect(entries.last?["owner"] == "alice")
        #expect(try await estate.store.exceptions(includingEnded: false).isEmpty)
        #expect(try await estate.store.exceptions(includingEnded: true).map(\.endedAt) == [end])
    }

    @Test func whatRunsOutWhileSomebodyResumesItIsEndedOnce() async throws {
        let estate = try await Estate()
        try await estate.pass()
        let end = estate.clock.now().wall.addingTimeInterval(300)
        try await estate.desk.pause(Self.role, account: "prod", reason: "migration", until: end, by: self.alice)
        estate.clock.advance(by: 299)
        let clock = estate.clock
        let (runner, account) = (estate.runner, estate.configuration.accounts[0])
        await estate.store.interposer.add {
            clock.advance(by: 1)
            _ = try await runner.run(account)
        }
        #expect(try await estate.desk.resume(Self.role, account: "prod", by: self.alice).isEmpty)
        #expect(try await estate.journal().count { $0["kind"] == "exception.ended" } == 1)
    }

    @Test func aPausedAccountIsLookedAtAndNothingElse() async throws {
        let estate = try await Estate()
        try await estate.pass()
        try await estate.desk.pause(nil, account: "prod", reason: "incident", until: nil, by: self.alice)
        estate.tag("x")
        estate.cloud.edit { $0.keys[Fixtures.keyID]?.state = .pendingDeletion }
        try await estate.pass()
        #expect(estate.cloud.attempts == 0)
        #expect(try await estate.told().isEmpty)
        #expect(try await estate.openDrifts().map(\.state) == [.paused, .paused])
        #expect(try await estate.store.observedResources().map(\.state) == [.paused, .paused, .paused])
        // The pause of the account is not ended by resuming one resource.
        #expect(try await estate.desk.resume(Self.role, account: "prod", by: self.alice).isEmpty)
        try await estate.pass()
        #expect(estate.cloud.attempts == 0)
        #expect(try await estate.desk.resume(nil, account: "prod", by: self.alice).count == 1)
        #expect(try await estate.settle() == [])
        #expect(try await estate.realDrifts() == [])
    }

    @Test(arguments: [(-1.0, true), (0, true), (1, false)])
    func anEndThatHasPassedIsRefused(secondsAhead: Double, isRefused: Bool) async throws {
        let estate = try await Estate()
        let until = estate.clock.now().wall.addingTimeInterval(secondsAhead)
        do {
            try await estate.desk.pause(Self.role, account: "prod", reason: "r", until: until, by: self.alice)
            #expect(!isRefused)
        } catch let error as ControlError {
            #expect(isRefused)
            #expect(error.code == .invalid)
        }
        #expect(try await estate.store.exceptions(includingEnded: true).isEmpty == isRefused)
    }

    // MARK: Fights and silence

    /// Three corrections of the same edit, and the edit once more.
    private func fighting() async throws -> Estate {
        let estate = try await Estate()
        try await estate.pass()
        for _ in 1...3 {
            estate.tag("x")
            #expect(try await estate.settle() == [])
        }
        estate.tag("x")
        try await estate.pass()
        #expect(try await estate.states() == ["tags[owner]": .fighting])
        return estate
    }

    @Test func aFightStandsAcrossRestartsAndIsToldOnce() async throws {
        let estate = try await self.fighting()
        for _ in 1...5 {
            try await estate.reopen()
            estate.clock.advance(by: 36_000)
            try await estate.pass()
        }
        #expect(try await estate.told(.driftFighting) == ["prod/Role/export tags[owner]"])
        let notices = try await estate.store.dueDeliveries(webhook: "hook", at: .distantFuture, countMax: 1000).map(\.notice)
        let fight = try JSONReader.parse(try #require(notices.first { $0.event == .driftFighting }).body)
        let reason = fight["data"]?["changes"]?.arrayValue?.first?["reason"]?.stringValue
        #expect(reason?.contains("3 times") == true && reason?.contains("who that is is not known") == true)
        #expect(estate.cloud.attempts == 3)
        #expect(try await estate.states() == ["tags[owner]": .fighting])
    }

    @Test(arguments: [Self.role, nil])
    func resumingForgivesAFightAndAnotherThreeRoundsAreOneAgain(resource: ResourceIdentity?) async throws {
        let estate = try await self.fighting()
        try await estate.desk.resume(resource, account: "prod", by: self.alice)
        #expect(try await estate.settle() == [])
        #expect(estate.cloud.attempts == 4)
        for _ in 1...2 {
            estate.tag("x")
            #expect(try await estate.settle() == [])
        }
        estate.tag("x")
        try await estate.pass()
        #expect(try await estate.states() == ["tags[owner]": .fighting])
        #expect(try await estate.told(.driftFighting).count == 2)
        #expect(estate.cloud.attempts == 6)
        let entry = try await estate.journal().first { $0["kind"] == "operator.resumed" }
        #expect(entry?["operator"] == self.alice.json)
        #expect(entry?["what"] == "fight")
    }

    @Test func resumingForgivesAFightThatWasPausedMeanwhile() async throws {
        let estate = try await self.fighting()
        try await estate.desk.pause(Self.role, account: "prod", reason: "talk to them", until: nil, by: self.alice)
        try await estate.pass()
        #expect(try await estate.states() == ["tags[owner]": .paused])
        try await estate.desk.resume(Self.role, account: "prod", by: self.alice)
        try await estate.pass()
        #expect(estate.cloud.attempts == 4)
    }

    @Test func resumingAnotherResourceForgivesNothing() async throws {
        let estate = try await self.fighting()
        try await estate.desk.resume(Fixtures.identity(.managedPolicy, "read"), account: "prod", by: self.alice)
        try await estate.desk.resume(nil, account: "elsewhere", by: self.alice)
        try await estate.pass()
        #expect(try await estate.states() == ["tags[owner]": .fighting])
        #expect(try await estate.journal().allSatisfy { $0["kind"] != "operator.resumed" })
    }

    @Test func resumingTheAccountReleasesItsSilenceAndOneResourceDoesNot() async throws {
        let estate = try await Estate()
        estate.configuration.limits.silenceMaxSeconds = 86_400
        estate.tag("x")
        try await estate.pass()
        #expect(try await estate.states() == ["tags[owner]": .awaitingApproval])
        try await estate.reopen()
        estate.clock.advance(by: 100_000)
        try await estate.desk.resume(Self.role, account: "prod", by: self.alice)
        try await estate.pass()
        #expect(estate.cloud.attempts == 0)
        try await estate.desk.resume(nil, account: "prod", by: self.alice)
        try await estate.pass()
        #expect(estate.cloud.attempts == 1)
        #expect(try await estate.journal().first { $0["kind"] == "operator.resumed" }?["what"] == "silence")
    }
}
