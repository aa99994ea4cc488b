import IAMPolicy
import ReconcileCore
import ReconcileEngine
import ReconcileTestKit
import Testing

/// A database from before: nobody knows what was done and decided since, so everything asks until a person has looked.
@Suite struct OlderDatabaseTests {
    private let alice = OperatorIdentity(name: "alice", uid: 1000)
    private let noted = JournalHead(entries: 99, hash: String(repeating: "a", count: 64))

    private func estate(_ mode: ReconcileMode = .enforce) async throws -> Estate {
        let estate = try await Estate(mode: mode)
        estate.configuration.limits.silenceMaxSeconds = 86_400
        try await estate.pass()
        return estate
    }

    private func notice(_ estate: Estate) async throws {
        _ = try await estate.store.commit(
            OlderDatabase.noticed(
                self.noted, head: try await estate.store.journalHead(), accounts: ["prod", "new"], states: try await estate.store.accountStates(),
                corrections: try await estate.store.corrections(of: nil, includingFinal: false), at: estate.clock.now()))
    }

    @Test func everythingAsksWithItsOwnReasonUntilSomebodyResumes() async throws {
        let estate = try await self.estate()
        try await self.notice(estate)
        // Passes that find nothing to do do not wear it off.
        for _ in 1...3 { try await estate.pass() }
        estate.tag("x")
        try await estate.reopen()
        try await estate.pass()
        #expect(estate.cloud.attempts == 0)
        #expect(try await estate.asking().map(\.reason) == [SilenceGuard.olderDatabaseReason])
        try await estate.desk.resume(nil, account: "prod", by: self.alice)
        try await estate.pass()
        #expect(estate.cloud.accepted.map(\.operation) == ["TagRole"])
        #expect(try await estate.journal().last { $0["kind"] == "operator.resumed" }?["what"] == "olderDatabase")
        #expect(try await estate.store.accountStates().first { $0.name == "prod" }?.isDatabaseOlder == false)
    }

    @Test func accountsThatWereNeverSeenAskToo() async throws {
        let estate = try await self.estate()
        try await self.notice(estate)
        #expect(try await estate.store.accountStates().map(\.name) == ["new", "prod"])
        #expect(try await estate.store.accountStates().allSatisfy { $0.isSilenceLatched && $0.isDatabaseOlder })
    }

    @Test func itIsJournalledOnce() async throws {
        let estate = try await self.estate()
        for _ in 1...3 { try await self.notice(estate) }
        let entries = try await estate.journal().filter { $0["kind"] == "database.older" }
        #expect(entries.map { $0["noted"]?["entries"] } == [99])
    }

    @Test func whatWasApprovedBeforeAsksAgain() async throws {
        let estate = try await self.estate(.approve)
        estate.tag("x")
        try await estate.pass()
        try await estate.desk.approve([], by: self.alice)
        try await self.notice(estate)
        try await estate.pass()
        #expect(estate.cloud.attempts == 0)
        #expect(try await estate.asking().count == 1)
    }

    @Test func aCompletePassThatOnlyLooksReleasesIt() async throws {
        let estate = try await self.estate(.observe)
        try await self.notice(estate)
        try await estate.pass()
        let state = try await estate.store.accountStates().first { $0.name == "prod" }
        #expect(state?.isSilenceLatched == false && state?.isDatabaseOlder == false)
    }
}
