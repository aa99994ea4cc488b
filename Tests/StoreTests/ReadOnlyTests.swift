import Foundation
import GRDB
import ReconcileCore
import Testing

@testable import Store

@Suite struct ReadOnlyTests {
    private func write(_ store: SQLiteStore, _ note: String = "n") async throws {
        var commit = Commit()
        commit.journal = [Samples.entry(.driftDetected, note)]
        commit.observed = [Samples.observed()]
        _ = try await store.commit(commit)
    }

    @Test func aRunningDaemonsDatabaseIsReadAsItGoesOn() async throws {
        let bench = try Bench()
        try await self.write(bench.store)
        let reader = try SQLiteStore.openReadOnly(path: bench.folder.database)
        #expect(try await reader.journalHead().entries == 1)
        try await self.write(bench.store)
        #expect(try await reader.journalHead().entries == 2)
        #expect(try await reader.observedResources().count == 1)
    }

    @Test func aStoppedDaemonsDatabaseIsReadWithoutATrace() async throws {
        let bench = try Bench()
        try await self.write(bench.store)
        try bench.store.close()
        let before = (bench.folder.names, try bench.folder.bytes())
        #expect(before.0 == ["state.sqlite"])
        let reader = try SQLiteStore.openReadOnly(path: bench.folder.database)
        #expect(try await reader.journalHead().entries == 1)
        #expect(bench.folder.names == before.0)
        #expect(try bench.folder.bytes() == before.1)
    }

    /// As `kill -9` leaves them: the log holds what the file does not.
    @Test(arguments: [true, false])
    func aKilledDaemonsDatabaseIsRead(withSharedMemory: Bool) async throws {
        let bench = try Bench()
        try await self.write(bench.store)
        let killed = try TemporaryFolder()
        for suffix in withSharedMemory ? ["", "-wal", "-shm"] : ["", "-wal"] {
            try FileManager.default.copyItem(atPath: bench.folder.database + suffix, toPath: killed.database + suffix)
        }
        let before = try killed.names.map { try killed.bytes($0) }
        let reader = try SQLiteStore.openReadOnly(path: killed.database)
        #expect(try await reader.journalHead().entries == 1)
        if withSharedMemory {
            #expect(try killed.names.map { try killed.bytes($0) } == before, "nothing is written, not even to the shared memory")
        }
        #expect(try killed.bytes() == before[0])
        let again = try killed.store()
        #expect(try await again.journalHead().entries == 1)
    }

    @Test func aReaderOutlivesStopsAndStarts() async throws {
        let bench = try Bench()
        let reader = try SQLiteStore.openReadOnly(path: bench.folder.database)
        try await self.write(bench.store)
        try bench.store.close()
        #expect(try await reader.journalHead().entries == 1)
        let again = try bench.folder.store()
        try await self.write(again)
        #expect(try await reader.journalHead().entries == 2)
    }

    @Test func aMissingOrEmptyDatabaseIsSaidAndNotMade() throws {
        let folder = try TemporaryFolder()
        let missing = #expect(throws: StoreError.self) { try SQLiteStore.openReadOnly(path: folder.database) }
        #expect(missing?.code == .cannotOpen && missing?.message.contains("there is no database") == true)
        #expect(folder.names.isEmpty)
        #expect(FileManager.default.createFile(atPath: folder.database, contents: Data()))
        let empty = #expect(throws: StoreError.self) { try SQLiteStore.openReadOnly(path: folder.database) }
        #expect(empty?.code == .cannotOpen)
        #expect(try folder.bytes().isEmpty)
    }

    @Test func aPathMayHoldWhatAURIGivesAMeaning() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/a b?c#d%41ü.sqlite"
        try await self.write(try SQLiteStore.open(path: path))
        #expect(try await SQLiteStore.openReadOnly(path: path).journalHead().entries == 1)
    }

    @Test func theReadOnlyWayRefusesToWrite() async throws {
        let bench = try Bench()
        let access = ReadOnlyAccess(path: bench.folder.database)
        #expect(await storeError { try await access.write { try $0.execute(sql: "DELETE FROM passes") } }?.code == .readOnly)
        #expect(await storeError { try await access.read { try $0.execute(sql: "DELETE FROM passes") } }?.code == .readOnly)
    }
}
