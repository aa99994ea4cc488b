import Foundation
import GRDB
import IAMPolicy
import ReconcileCore
import Testing

@testable import Store

@Suite struct GrowthTests {
    private func pages(_ store: SQLiteStore) async throws -> Int {
        try await store.access.read { try Int.fetchOne($0, sql: "PRAGMA page_count") ?? 0 }
    }

    /// A pass over an estate in which nothing but the time of the last reading changes.
    private func unchangedPass(_ store: SQLiteStore, _ number: Int, _ identities: [ResourceIdentity]) async throws {
        let date = Samples.later(Double(number) * 300)
        var pass = try await store.beginPass(account: "prod", isWhole: true, at: date)
        pass.finishedAt = date
        pass.outcome = .complete
        pass.requests = 14
        var commit = Commit()
        commit.pass = pass
        commit.observed = identities.map { Samples.observed($0, at: date) }
        commit.accounts = [AccountState(name: "prod", lastCompleteAt: date)]
        _ = try await store.commit(commit)
        _ = try await store.sealNotices(passID: pass.id, events: nil, webhooks: [], at: date)
    }

    @Test func unchangedPassesHardlyGrowTheFile() async throws {
        let bench = try Bench()
        let identities = (0..<20).map { ResourceIdentity(account: "prod", region: nil, kind: .role, name: "role-\($0)") }
        try await self.unchangedPass(bench.store, 0, identities)
        let before = try await self.pages(bench.store)
        for number in 1...1000 { try await self.unchangedPass(bench.store, number, identities) }
        let grown = (try await self.pages(bench.store) - before) * 4096
        // 8,640 of them may take 30 MB, so 1,000 may take 3.4; a row of a pass is about 100 bytes.
        #expect(grown < 400_000, "\(grown) bytes")
        #expect(try bench.folder.bytes("state.sqlite-wal").count < 20 << 20)
        #expect(try await bench.store.journalHead().entries == 0)
    }

    /// As many roles and policies as an estate of middle size has.
    private static let estate = (0..<220).map { number in
        ResourceIdentity(account: "prod", region: nil, kind: number % 2 == 0 ? .role : .managedPolicy, name: "resource-\(number)")
    }

    private static let passesADay = 288

    /// Unchanged passes over the estate with the retention of each day.
    /// - Returns: bytes of the file before and after, the largest log, and rows of passes at the end.
    private func passes(_ count: Int) async throws -> (before: Int, after: Int, log: Int, rows: Int) {
        let bench = try Bench()
        try await self.unchangedPass(bench.store, 0, Self.estate)
        let before = try await self.pages(bench.store) * 4096
        var log = 0
        for number in 1...count {
            try await self.unchangedPass(bench.store, number, Self.estate)
            guard number % Self.passesADay == 0 || number == count else { continue }
            log = max(log, try bench.folder.bytes("state.sqlite-wal").count)
            try await bench.store.prune(Retention(), at: Samples.later(Double(number) * 300))
        }
        let head = try await bench.store.journalHead()
        #expect(head.entries == 0)
        return (before, try await self.pages(bench.store) * 4096, log, try await bench.count("passes"))
    }

    /// A month of passes every five minutes may take 30 MB. `RECONCILED_GROWTH_PASSES` asks for another number of them.
    @Test func aMonthOfUnchangedPassesOverAnEstateHardlyGrowsTheFile() async throws {
        let count = ProcessInfo.processInfo.environment["RECONCILED_GROWTH_PASSES"].flatMap { Int($0) } ?? 60
        let figures = try await self.passes(max(1, count))
        let forAMonth = (figures.after - figures.before) * 8640 / max(1, count)
        #expect(forAMonth < 30_000_000, "\(figures)")
        #expect(figures.log < 16 << 20, "\(figures)")
        if count > 60 { print("growth of \(count) passes: \(figures), a month \(forAMonth)") }
    }

    /// A drift that lasts is seen in each pass.
    @Test func aDriftThatIsOnlySeenAgainIsChangedInItsPlace() async throws {
        let bench = try Bench()
        var commit = Commit()
        commit.drifts = (0..<50).map { Samples.drift("d-\($0)") }
        _ = try await bench.store.commit(commit)
        let before = try await self.pages(bench.store)
        let changes = "SELECT total_changes()"
        let changesBefore = try await bench.store.access.write { try Int.fetchOne($0, sql: changes) ?? 0 }
        for pass in 1...200 {
            for index in commit.drifts.indices { commit.drifts[index].lastSeenAt = Samples.later(Double(pass) * 300) }
            _ = try await bench.store.commit(commit)
        }
        #expect(try await self.pages(bench.store) == before)
        let changed = try await bench.store.access.write { try Int.fetchOne($0, sql: changes) ?? 0 } - changesBefore
        #expect(changed == 200 * 50, "one row a drift, and nothing else")
        #expect(try await bench.store.drifts(of: nil, includingEnded: false).count == 50)
    }

    @Test func passesOlderThanTheRetentionGo() async throws {
        let bench = try Bench()
        for number in 0..<10 { try await self.unchangedPass(bench.store, number * 288, [Samples.role]) }
        try await bench.store.prune(Retention(snapshotsSeconds: 3 * 86_400), at: Samples.later(9 * 86_400))
        #expect(try await bench.count("passes") == 4, "what is exactly as old as the retention stays")
    }

    @Test func anUnchangedRowIsNotWritten() async throws {
        let bench = try Bench()
        var commit = Commit()
        commit.observed = [Samples.observed()]
        commit.drifts = [Samples.drift()]
        commit.corrections = [Samples.correction()]
        commit.windows = [Samples.window()]
        commit.accounts = [AccountState(name: "prod")]
        _ = try await bench.store.commit(commit)
        let again = commit
        let changes = "SELECT total_changes()"
        let before = try await bench.store.access.write { try Int.fetchOne($0, sql: changes) ?? 0 }
        _ = try await bench.store.commit(again)
        #expect(try await bench.store.access.write { try Int.fetchOne($0, sql: changes) ?? 0 } == before)
    }

    @Test func whatIsOverAndOldIsPrunedAndItsSpaceGivenBack() async throws {
        let bench = try Bench()
        for number in 0..<200 {
            var commit = Commit()
            var pass = try await bench.store.beginPass(account: "prod", isWhole: true, at: Samples.later(Double(number)))
            pass.finishedAt = Samples.later(Double(number))
            commit.pass = pass
            var drift = Samples.drift("d-\(number)")
            drift.live = .string(String(repeating: "\(number) ", count: 500))
            drift.end = DriftEnd(reason: .settled, at: Samples.later(Double(number)))
            drift.correctionID = "c-\(number)"
            commit.corrections = [Samples.correction("c-\(number)", state: .settled)]
            commit.drifts = [drift]
            commit.notices = [Samples.change(passID: pass.id)]
            commit.journal = [Samples.entry()]
            _ = try await bench.store.commit(commit)
        }
        var kept = Commit()
        kept.drifts = [Samples.drift("d-open")]
        kept.corrections = [Samples.correction("c-open")]
        kept.windows = [Samples.window("w-open", correction: "c-open")]
        kept.observed = [Samples.observed()]
        _ = try await bench.store.commit(kept)
        _ = try await bench.store.applyDesired(DesiredChange(upserts: [Samples.desired()], at: Samples.start, actor: "a"))
        _ = try await bench.store.sealNotices(
            passID: nil, events: nil, webhooks: [WebhookSettings(name: "w", url: "https://a.example")], at: Samples.start)
        let before = try await self.pages(bench.store)

        try await bench.store.prune(Retention(snapshotsSeconds: 0), at: Samples.later(1e9))
        #expect(try await bench.count("passes") == 200, "0 is for ever")
        try await bench.store.prune(Retention(snapshotsSeconds: 86_400), at: Samples.later(86_400 + 100.5))
        #expect(try await bench.count("passes") == 99)
        try await bench.store.prune(Retention(snapshotsSeconds: 86_400), at: Samples.later(1e9))

        #expect(try await bench.store.lastPasses().map(\.id) == [200], "the last look stays")
        #expect(try await bench.store.drifts(of: nil, includingEnded: true).map(\.id) == ["d-open"])
        #expect(try await bench.store.corrections(of: nil, includingFinal: true).map(\.id) == ["c-open"])
        #expect(try await bench.store.openWindows().count == 1)
        #expect(try await bench.store.observedResources().first?.live == Samples.observed().live)
        #expect(try await bench.store.desiredResources().count == 1)
        #expect(try await bench.store.journalHead().entries == 201, "the journal stays")
        #expect(try await bench.store.deliveryCounts() == [.pending: 200], "what is not delivered stays")
        #expect(try await bench.count("contents") < 20)
        #expect(try await self.pages(bench.store) < before - 50)
        let problems = try await bench.store.access.read { try Row.fetchAll($0, sql: "PRAGMA foreign_key_check").count }
        #expect(problems == 0)
    }
}
