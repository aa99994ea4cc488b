import Foundation
import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

@testable import ReconcileEngine

/// Going back from a correction.
@Suite struct RollbackTests {
    private static let role = Fixtures.identity(.role, "export")
    private let alice = OperatorIdentity(name: "alice", uid: 1000)

    /// A tag that was put back, and the correction that did.
    private func corrected() async throws -> (Estate, String) {
        let estate = try await Estate()
        try await estate.pass()
        estate.tag("x")
        #expect(try await estate.settle() == [])
        let correction = try #require(try await estate.store.corrections(of: Self.role, includingFinal: true).first { $0.state == .settled })
        return (estate, correction.id)
    }

    @discardableResult
    private func rollBack(_ id: String, _ estate: Estate) async throws -> CorrectionRecord {
        try await Rollback(context: estate.context, configuration: estate.configuration).plan(id, by: self.alice)
    }

    private func refusal(_ id: String, _ estate: Estate) async throws -> ControlError {
        let before = try await estate.store.journalHead()
        let error = await #expect(throws: ControlError.self) { try await self.rollBack(id, estate) }
        #expect(try await estate.store.journalHead() == before)
        return try #require(error)
    }

    private func tags(_ estate: Estate) -> [String: String]? { estate.cloud.world()[role: "export"]?.tags }

    @Test func whilePausedTheOldValueIsWrittenAndStaysAndAfterwardsIsCorrectedAgain() async throws {
        let (estate, id) = try await self.corrected()
        try await estate.desk.pause(Self.role, account: "prod", reason: "look into it", until: nil, by: self.alice)
        let record = try await self.rollBack(id, estate)
        #expect(estate.cloud.attempts == 1)
        try await estate.pass()
        #expect(self.tags(estate) == ["owner": "x"])
        #expect(estate.cloud.accepted.last == record.mutations.last)
        for _ in 1...5 {
            estate.clock.advance(by: 60)
            try await estate.pass()
        }
        #expect(estate.cloud.attempts == 2)
        #expect(try await estate.states() == ["tags[owner]": .paused])
        #expect(try await estate.store.corrections(of: Self.role, includingFinal: true).first { $0.id == record.id }?.state == .settled)
        #expect(try await estate.openIntents() == [])
        #expect(await estate.watch.unannounced == [])
        try await estate.desk.resume(Self.role, account: "prod", by: self.alice)
        #expect(try await estate.settle() == [])
        #expect(self.tags(estate) == ["owner": "graph"])
        let entry = try await estate.journal().first { $0["goesBackFrom"]?.stringValue == id }
        #expect(entry?["operator"] == self.alice.json)
    }

    @Test func itSurvivesARestartAndIsDoneOnce() async throws {
        let (estate, id) = try await self.corrected()
        try await estate.desk.ignore(Self.role, aspect: "tags", reason: "look into it", until: nil, by: self.alice)
        try await self.rollBack(id, estate)
        try await estate.reopen()
        for _ in 1...3 { try await estate.pass() }
        #expect(self.tags(estate) == ["owner": "x"])
        #expect(estate.cloud.attempts == 2)
    }

    @Test func withoutAPauseItIsRefusedBecauseItWouldBeCorrectedAgain() async throws {
        let (estate, id) = try await self.corrected()
        let error = try await self.refusal(id, estate)
        #expect(error.code == .conflict)
        #expect(error.message.contains("reconcilectl pause"))
        try await estate.desk.ignore(Self.role, aspect: "trustPolicy", reason: "another one", until: nil, by: self.alice)
        #expect(try await self.refusal(id, estate).code == .conflict)
    }

    @Test func whatIsNotKnownOrWasNotCarriedOutIsRefused() async throws {
        let (estate, _) = try await self.corrected()
        try await estate.desk.pause(nil, account: "prod", reason: "r", until: nil, by: self.alice)
        #expect(try await self.refusal("c-0", estate).code == .notFound)
        try await estate.desk.resume(nil, account: "prod", by: self.alice)
        estate.tag("y")
        estate.cloud.failNextSend(.refused(code: "AccessDenied"))
        try await estate.pass()
        let refused = try #require(try await estate.store.corrections(of: nil, includingFinal: false).first { $0.state == .refused })
        try await estate.desk.pause(nil, account: "prod", reason: "r", until: nil, by: self.alice)
        #expect(try await self.refusal(refused.id, estate).message.contains("nothing of"))
    }

    @Test func aCreationIsNotGoneBackFrom() async throws {
        let estate = try await Estate([Fixtures.fullRole("fresh")])
        #expect(try await estate.settle() == [])
        let creation = try #require(try await estate.store.corrections(of: nil, includingFinal: true).first)
        try await estate.desk.pause(nil, account: "prod", reason: "r", until: nil, by: self.alice)
        #expect(try await self.refusal(creation.id, estate).message.contains("delete"))
    }

    @Test func whatIsOnlyLookedAtIsNotWritten() async throws {
        let (estate, id) = try await self.corrected()
        try await estate.desk.pause(Self.role, account: "prod", reason: "r", until: nil, by: self.alice)
        estate.configuration.accounts[0].mode = .observe
        #expect(try await self.refusal(id, estate).message.contains("observe"))
    }

    @Test func whatIsAlreadySoIsRefused() async throws {
        let (estate, id) = try await self.corrected()
        try await estate.desk.pause(Self.role, account: "prod", reason: "r", until: nil, by: self.alice)
        estate.tag("x")
        #expect(try await self.refusal(id, estate).message.contains("already"))
    }

    @Test func whatCannotBeReadOrIsGoneIsRefused() async throws {
        let (estate, id) = try await self.corrected()
        try await estate.desk.pause(Self.role, account: "prod", reason: "r", until: nil, by: self.alice)
        estate.cloud.failReads(of: Self.role, .throttled)
        #expect(try await self.refusal(id, estate).code == .unavailable)
        estate.cloud.failReads(of: Self.role, part: "tags", .denied)
        #expect(try await self.refusal(id, estate).code == .unavailable)
        estate.cloud.edit { $0[role: "export"] = nil }
        #expect(try await self.refusal(id, estate).message.contains("gone"))
    }

    @Test func whatIsNoLongerDeclaredIsRefused() async throws {
        let (estate, id) = try await self.corrected()
        try await estate.desk.pause(nil, account: "prod", reason: "r", until: nil, by: self.alice)
        _ = try await estate.store.applyDesired(DesiredChange(deletions: [Self.role], at: estate.clock.now().wall, actor: "tests"))
        #expect(try await self.refusal(id, estate).message.contains("no longer declared"))
    }

    @Test func aPauseThatEndsBeforeItIsSentWithdrawsIt() async throws {
        let (estate, id) = try await self.corrected()
        try await estate.desk.pause(Self.role, account: "prod", reason: "r", until: nil, by: self.alice)
        try await self.rollBack(id, estate)
        try await estate.desk.resume(Self.role, account: "prod", by: self.alice)
        try await estate.pass()
        #expect(estate.cloud.attempts == 1)
        #expect(try await estate.settle() == [])
    }

    @Test func anEditInBetweenWithdrawsIt() async throws {
        let (estate, id) = try await self.corrected()
        try await estate.desk.pause(Self.role, account: "prod", reason: "r", until: nil, by: self.alice)
        try await self.rollBack(id, estate)
        estate.tag("somebody")
        try await estate.pass()
        #expect(estate.cloud.attempts == 1)
        #expect(self.tags(estate) == ["owner": "somebody"])
    }

    @Test(arguments: [SimulatedCloud.SendFault.refused(code: "AccessDenied"), .failed(code: "Throttling"), .unknown(takesEffect: false)])
    func whatIsNotCarriedOutEndsAndIsNotTriedAgain(fault: SimulatedCloud.SendFault) async throws {
        let (estate, id) = try await self.corrected()
        try await estate.desk.pause(Self.role, account: "prod", reason: "r", until: nil, by: self.alice)
        let record = try await self.rollBack(id, estate)
        estate.cloud.failNextSend(fault)
        for _ in 1...3 {
            try await estate.pass()
            estate.clock.advance(by: 60)
        }
        #expect(estate.cloud.attempts == 2)
        #expect(self.tags(estate) == ["owner": "graph"])
        let stored = try await estate.store.corrections(of: Self.role, includingFinal: true).first { $0.id == record.id }
        #expect(stored?.state == .superseded)
        #expect(try await estate.openIntents() == [])
    }

    @Test func oneThatIsProtectedMeanwhileIsNotSent() async throws {
        let (estate, id) = try await self.corrected()
        try await estate.desk.pause(Self.role, account: "prod", reason: "r", until: nil, by: self.alice)
        try await self.rollBack(id, estate)
        estate.configuration.protected = [Fixtures.roleARN("export")]
        for _ in 1...2 { try await estate.pass() }
        #expect(estate.cloud.attempts == 1)
        #expect(try await estate.store.corrections(of: nil, includingFinal: false).isEmpty)
    }
}
