import Foundation
import GRDB
import Migrations
import ReconcileCore
import Testing

@testable import Store

@Suite struct OpeningTests {
    @Test func aMissingDatabaseIsMadeWithItsSettingsInForce() async throws {
        let folder = try TemporaryFolder()
        let store = try folder.store()
        let pragmas = try await store.access.read { database in
            try ["auto_vacuum", "application_id", "user_version", "journal_mode", "foreign_keys"].map { name in
                try String.fetchOne(database, sql: "PRAGMA \(name)") ?? ""
            }
        }
        #expect(pragmas == ["2", "\(0x5265_636E)", "\(Migration.all.count)", "wal", "1"])
        let mode = try FileManager.default.attributesOfItem(atPath: folder.database)[.posixPermissions] as? Int
        #expect(mode == 0o640)
        let synchronous = try await store.access.write { try Int.fetchOne($0, sql: "PRAGMA synchronous") ?? -1 }
        #expect(synchronous == 2, "FULL on the connection that writes")
        #expect(folder.names == ["state.sqlite", "state.sqlite-shm", "state.sqlite-wal"])
    }

    @Test func anEmptyFileIsTakenAsANewDatabase() async throws {
        let folder = try TemporaryFolder()
        #expect(FileManager.default.createFile(atPath: folder.database, contents: Data()))
        let store = try folder.store()
        #expect(try await store.journalHead().entries == 0)
    }

    @Test func aMissingFolderIsSaidAndNotMade() throws {
        let folder = try TemporaryFolder()
        let error = #expect(throws: StoreError.self) { try SQLiteStore.open(path: folder.path + "/none/state.sqlite") }
        #expect(error?.code == .cannotOpen)
        #expect(error?.message.contains("the folder \(folder.path)/none") == true)
        #expect(folder.names.isEmpty)
    }

    @Test(arguments: [
        Data("accounts: []\n".utf8), Data("SQLite format 3\0".utf8), Data(repeating: 0, count: 4096), Data([0])
    ])
    func whatIsNoDatabaseIsRefusedAndUntouched(content: Data) throws {
        let folder = try TemporaryFolder()
        try content.write(to: URL(fileURLWithPath: folder.database))
        let error = #expect(throws: StoreError.self) { try folder.store() }
        #expect(error?.code == .corrupt && error?.extendedResultCode == 26)
        #expect(throws: StoreError.self) { try SQLiteStore.openReadOnly(path: folder.database) }
        #expect(try folder.bytes() == content)
        #expect(folder.names == ["state.sqlite"])
    }

    @Test(arguments: ["PRAGMA application_id = 7", "PRAGMA user_version = 1", "PRAGMA journal_mode = WAL"])
    func anotherApplicationsDatabaseIsRefusedAndUntouched(setting: String) throws {
        let folder = try TemporaryFolder()
        try folder.raw { try $0.execute(sql: "CREATE TABLE notes (text); \(setting)") }
        let before = try folder.bytes()
        #expect(throws: StoreError.self) { try folder.store() }
        let error = #expect(throws: StoreError.self) { try SQLiteStore.openReadOnly(path: folder.database) }
        #expect(error?.code == .notOurs)
        #expect(try folder.bytes() == before)
    }

    @Test func aNewerSchemaIsRefusedAndUntouched() throws {
        let folder = try TemporaryFolder()
        try folder.store().close()
        try folder.raw { try $0.execute(sql: "PRAGMA user_version = \(Migration.all.count + 1)") }
        let before = try folder.bytes()
        #expect(throws: StoreError.self) { try folder.store() }
        let error = #expect(throws: StoreError.self) { try SQLiteStore.openReadOnly(path: folder.database) }
        #expect(error?.code == .schemaTooNew)
        #expect(try folder.bytes() == before)
    }

    @Test func aDamagedDatabaseIsRefusedAndUntouched() throws {
        let folder = try TemporaryFolder()
        try folder.store().close()
        var bytes = try folder.bytes()
        for page in 1..<(bytes.count / 4096) { bytes.replaceSubrange(page * 4096..<page * 4096 + 64, with: Data(repeating: 0xEE, count: 64)) }
        try bytes.write(to: URL(fileURLWithPath: folder.database))
        let error = #expect(throws: StoreError.self) { try folder.store() }
        #expect(error?.code == .corrupt)
        #expect(try folder.bytes() == bytes)
    }

    /// Root may write whatever the mode says.
    @Test(.enabled(if: geteuid() != 0), arguments: [0o444, 0o000])
    func aFileThatMayNotBeWrittenIsSaid(mode: Int) throws {
        let folder = try TemporaryFolder()
        try folder.store().close()
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder.database)
        #expect(#expect(throws: StoreError.self) { try folder.store() }?.code == .readOnly)
    }

    @Test(.enabled(if: geteuid() != 0))
    func aFolderThatMayNotBeWrittenIsSaidAndItsDatabaseCanBeRead() async throws {
        let folder = try TemporaryFolder()
        try folder.store().close()
        try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.path)
        defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path) }
        #expect(try await SQLiteStore.openReadOnly(path: folder.database).journalHead().entries == 0)
        let missing = #expect(throws: StoreError.self) { try SQLiteStore.open(path: folder.path + "/other.sqlite") }
        #expect(missing?.code == .readOnly)
        #expect(#expect(throws: StoreError.self) { try InstanceLock(database: folder.database) }?.code == .readOnly)
    }

    @Test func aDraftOfAnInterruptedStartIsNoObstacle() throws {
        let folder = try TemporaryFolder()
        try Data("half".utf8).write(to: URL(fileURLWithPath: folder.database + ".new"))
        try folder.store().close()
        #expect(folder.names == ["state.sqlite"])
    }

    @Test func aFolderInItsPlaceIsRefused() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: folder.database, withIntermediateDirectories: false)
        #expect(#expect(throws: StoreError.self) { try folder.store() }?.code == .cannotOpen)
    }

    @Test func aLockHeldBySomebodyElseIsBusyAndPasses() async throws {
        let bench = try Bench()
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: bench.folder.database, configuration: configuration)
        try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
        let error = await storeError { _ = try await bench.store.beginPass(account: "a", isWhole: true, at: Samples.start) }
        #expect(error?.code == .busy)
        try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        #expect(try await bench.store.beginPass(account: "a", isWhole: true, at: Samples.start).id == 1)
    }

    @Test func aFullDiskIsSaidAndNothingOfTheCommitStays() async throws {
        let bench = try Bench()
        try await bench.store.access.maintain { database in
            let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            try database.execute(sql: "PRAGMA max_page_count = \(pages)")
        }
        var commit = Commit()
        commit.journal = (0..<200).map { Samples.entry(.driftDetected, String(repeating: "x", count: 200) + "\($0)") }
        let failing = commit
        let error = await storeError { _ = try await bench.store.commit(failing) }
        #expect(error?.code == .diskFull && error?.extendedResultCode == 13)
        #expect(error?.sql.contains("?") == true, "placeholders, not values")
        #expect(try await bench.store.journalHead().entries == 0)
    }

    @Test func aClosedStoreSaysSo() async throws {
        let bench = try Bench()
        try bench.store.close()
        #expect(await storeError { _ = try await bench.store.journalHead() }?.code == .closed)
        #expect(await storeError { _ = try await bench.store.beginPass(account: "a", isWhole: true, at: Samples.start) } != nil)
    }

    @Test(arguments: [
        (ResultCode.SQLITE_BUSY_SNAPSHOT, StoreError.Code.busy), (.SQLITE_CANTOPEN, .cannotOpen), (.SQLITE_CORRUPT_VTAB, .corrupt),
        (.SQLITE_NOTADB, .corrupt), (.SQLITE_FULL, .diskFull), (.SQLITE_IOERR_WRITE, .ioFailure), (.SQLITE_READONLY_DBMOVED, .readOnly),
        (.SQLITE_CONSTRAINT_CHECK, .constraintViolated), (.SQLITE_ERROR, .failed)
    ])
    func whatSQLiteSaysHasACodeOfOurs(result: ResultCode, expected: StoreError.Code) {
        let error = StoreError(DatabaseError(resultCode: result, message: "m", sql: "SELECT ?"), path: "/p/state.sqlite")
        #expect(error.code == expected)
        #expect(error.extendedResultCode == result.rawValue && error.sql == "SELECT ?")
        #expect(error.message.contains("/p/state.sqlite"))
    }
}
