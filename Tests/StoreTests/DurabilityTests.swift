import Foundation
import GRDB
import ReconcileCore
import Testing

@testable import Store

@Suite struct DurabilityTests {
    private func synchronous(_ store: SQLiteStore) async throws -> Int? {
        try await store.access.write { try Int.fetchOne($0, sql: "PRAGMA synchronous") }
    }

    @Test func whatIsWrittenIsSyncedAlsoAfterACheckpointAndAfterRetention() async throws {
        let bench = try Bench()
        #expect(try await self.synchronous(bench.store) == 2)
        var commit = Commit()
        commit.journal = [Samples.entry()]
        _ = try await bench.store.commit(commit)
        try await bench.store.access.maintain { try $0.checkpoint(.truncate) }
        #expect(try bench.folder.bytes("state.sqlite-wal").isEmpty)
        #expect(try await self.synchronous(bench.store) == 2)
        try await bench.store.prune(Retention(journalSeconds: 1, snapshotsSeconds: 1), at: Samples.later(1e6))
        #expect(try await self.synchronous(bench.store) == 2)
    }

    @Test(arguments: ["synchronous = NORMAL", "synchronous = OFF", "foreign_keys = OFF"])
    func aConnectionThatDoesNotWriteDurablyIsRefused(setting: String) async throws {
        let bench = try Bench()
        let path = bench.folder.database
        try await bench.store.access.maintain { try PoolAccess.requireDurable($0, path: path) }
        try await bench.sql("PRAGMA \(setting)")
        let error = await storeError { try await bench.store.access.maintain { try PoolAccess.requireDurable($0, path: path) } }
        #expect(error?.code == .notDurable && error?.degradation == .ioFailure)
        #expect(error?.message.contains("\(path) does not write durably") == true)
    }

    @Test func aDatabaseWithoutALogIsRefused() throws {
        let folder = try TemporaryFolder()
        let error = #expect(throws: StoreError.self) {
            try folder.raw { database in
                try database.execute(sql: "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON")
                try PoolAccess.requireDurable(database, path: "p")
            }
        }
        #expect(error?.code == .notDurable && error?.message.contains("journal delete") == true)
    }

    @Test func aStoreThatHasLostItsDurabilityWritesNothing() async throws {
        let bench = try Bench()
        var commit = Commit()
        commit.journal = [Samples.entry()]
        let change = commit
        try await bench.sql("PRAGMA synchronous = NORMAL")
        for _ in 1...2 { #expect(await storeError { _ = try await bench.store.commit(change) }?.code == .notDurable) }
        #expect(try await bench.store.journalHead().entries == 0)
        try await bench.sql("PRAGMA synchronous = FULL")
        #expect(try await bench.store.commit(change).head.entries == 1)
    }

    @Test func theLogStaysSmallWhileNobodyKeepsItBusy() async throws {
        let bench = try Bench()
        let limit = try await bench.store.access.write { try Int.fetchOne($0, sql: "PRAGMA journal_size_limit") }
        let pages = try await bench.store.access.write { try Int.fetchOne($0, sql: "PRAGMA wal_autocheckpoint") }
        #expect(limit == 16 << 20 && pages == 1000)
        for number in 0..<60 {
            var commit = Commit()
            commit.journal = (0..<50).map { Samples.entry(.driftDetected, "\(number) \($0) " + String(repeating: "x", count: 3000)) }
            _ = try await bench.store.commit(commit)
        }
        #expect(try bench.folder.bytes().count > 8 << 20)
        #expect(try bench.folder.bytes("state.sqlite-wal").count < 8 << 20)
    }
}
