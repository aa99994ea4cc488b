import Foundation
import ReconcileCore
import Testing

@testable import Store

/// The head that is noted beside the database tells an older one from the one that it was noted of.
@Suite struct JournalHeadFileTests {
    private func commit(_ count: Int, _ note: String = "n", at seconds: Double = 0) -> Commit {
        var commit = Commit()
        commit.journal = (0..<count).map {
            JournalDraft(
                .driftDetected, at: Samples.later(seconds), resource: Samples.role, details: ["note": .string("\(note) \($0)")])
        }
        return commit
    }

    private func copy(_ bench: Bench) throws -> Data { try bench.folder.bytes() }

    @Test func aDatabaseThatWentOnHoldsTheHead() async throws {
        let bench = try Bench()
        #expect(try await bench.store.missingHead() == nil, "nothing was noted")
        try await bench.store.keepHeadOutside()
        #expect(try await bench.store.missingHead() == nil, "an empty journal is behind nothing")
        _ = try await bench.store.commit(self.commit(3))
        try await bench.store.keepHeadOutside()
        #expect(try await bench.store.missingHead() == nil)
        // As a crash leaves it: journalled, not noted.
        _ = try await bench.store.commit(self.commit(2))
        #expect(try await bench.store.missingHead() == nil)
    }

    @Test func anOlderDatabaseDoesNot() async throws {
        let bench = try Bench()
        _ = try await bench.store.commit(self.commit(3))
        let backup = bench.folder.path + "/backup.sqlite"
        try SQLiteStore.backup(from: bench.folder.database, to: backup)
        _ = try await bench.store.commit(self.commit(1))
        try await bench.store.keepHeadOutside()
        let head = try await bench.store.journalHead()
        try bench.store.close()
        try FileManager.default.removeItem(atPath: bench.folder.database)
        try FileManager.default.moveItem(atPath: backup, toPath: bench.folder.database)
        let older = try bench.folder.store()
        #expect(try await older.missingHead() == head)
        // It went on by itself, beyond the number that was noted.
        _ = try await older.commit(self.commit(5, "another"))
        #expect(try await older.missingHead() == head)
        try await older.keepHeadOutside()
        #expect(try await older.missingHead() == nil)
        try older.close()
    }

    @Test func anEmptyDatabaseInItsPlaceDoesNot() async throws {
        let bench = try Bench()
        _ = try await bench.store.commit(self.commit(1))
        try await bench.store.keepHeadOutside()
        try bench.store.close()
        try FileManager.default.removeItem(atPath: bench.folder.database)
        #expect(try await bench.folder.store().missingHead()?.entries == 1)
    }

    @Test func whatIsArchivedIsNotMissing() async throws {
        let bench = try Bench()
        for _ in 1...2 {
            _ = try await bench.store.commit(self.commit(2))
            if try await bench.store.journalHead().entries == 2 { try await bench.store.keepHeadOutside() }
        }
        try await bench.store.prune(Retention(journalSeconds: 100, snapshotsSeconds: 0), at: Samples.later(1e6))
        #expect(try await bench.store.journalCheckpoint()?.entries == 4)
        #expect(try await bench.store.missingHead() == nil)
        try await bench.store.keepHeadOutside()
        #expect(try await bench.store.missingHead() == nil)
    }

    @Test(arguments: ["", "{", "[]", #"{"entries": "1", "hash": "a"}"#, #"{"entries": -1, "hash": "a"}"#, String(repeating: "x", count: 10_000)])
    func aFileThatHoldsNoHeadIsSaidAndWrittenAnew(text: String) async throws {
        let bench = try Bench()
        _ = try await bench.store.commit(self.commit(1))
        try Data(text.utf8).write(to: URL(fileURLWithPath: bench.folder.database + ".head"))
        #expect(await storeError { _ = try await bench.store.missingHead() }?.code == .corrupt)
        try await bench.store.keepHeadOutside()
        #expect(try await bench.store.missingHead() == nil)
    }

    @Test func theFileIsForTheDaemonAndItsGroupAndWrittenOnlyWhereTheHeadHasChanged() async throws {
        let bench = try Bench()
        let path = bench.folder.database + ".head"
        func inode() throws -> Int? { try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int }
        _ = try await bench.store.commit(self.commit(1))
        try await bench.store.keepHeadOutside()
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o640)
        let first = try inode()
        try await bench.store.keepHeadOutside()
        #expect(try inode() == first)
        _ = try await bench.store.commit(self.commit(1))
        try await bench.store.keepHeadOutside()
        #expect(try inode() != first)
        #expect(!bench.folder.names.contains { $0.hasSuffix(".partial") })
    }
}
