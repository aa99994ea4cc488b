import Foundation
import GRDB
import ReconcileCore
import ReconcileTestKit
import Testing

@testable import Store

@Suite struct BackupTests {
    private func fill(_ store: SQLiteStore, entries: Int, size: Int = 500) async throws {
        for number in 0..<entries {
            var commit = Commit()
            commit.journal = [Samples.entry(.driftDetected, "\(number) " + String(repeating: "x", count: size))]
            commit.observed = [Samples.observed()]
            _ = try await store.commit(commit)
        }
    }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test(arguments: [true, false])
    func theBackupOfARunningOrStoppedDaemonOpensAsADatabase(isRunning: Bool) async throws {
        let bench = try Bench()
        try await self.fill(bench.store, entries: 20)
        let head = try await bench.store.journalHead()
        if !isRunning { try bench.store.close() }
        let before = bench.folder.names
        let copy = try TemporaryFolder()
        try SQLiteStore.backup(from: bench.folder.database, to: copy.database)
        #expect(copy.names == ["state.sqlite"], "no draft, no log")
        #expect(bench.folder.names == before)
        #expect(try self.mode(copy.database) == 0o640)
        #expect(try await SQLiteStore.openReadOnly(path: copy.database).journalHead() == head)
        let restored = try copy.store()
        #expect(try await restored.observedResources().first?.live == Samples.observed().live)
        let vacuum = try await restored.access.read { try Int.fetchOne($0, sql: "PRAGMA auto_vacuum") }
        #expect(vacuum == 2)
        try await self.fill(restored, entries: 1)
        #expect(try await restored.journalHead().entries == 21)
    }

    @Test func aBackupUnderWritesIsOneConsistentState() async throws {
        let bench = try Bench()
        try await self.fill(bench.store, entries: 100)
        let writing = Task { try await self.fill(bench.store, entries: 200) }
        let copy = try TemporaryFolder()
        for number in 0..<5 {
            let path = copy.path + "/\(number).sqlite"
            try SQLiteStore.backup(from: bench.folder.database, to: path)
            let store = try SQLiteStore.openReadOnly(path: path)
            let entries = try await store.journal(fromSequence: 1, countMax: 1000)
            var verification = JournalVerification()
            verification.add(entries)
            verification.finish(storedHead: try await store.journalHead())
            #expect(verification.fault == nil && verification.entries >= 100)
            await Task.yield()
        }
        try await writing.value
        #expect(try await bench.store.journalHead().entries == 300)
    }

    @Test(arguments: [true, false])
    func nothingIsOverwritten(isLink: Bool) async throws {
        let bench = try Bench()
        let target = bench.folder.path + "/backup"
        if isLink {
            try FileManager.default.createSymbolicLink(atPath: target, withDestinationPath: "/nowhere/at/all")
        } else {
            try Data("mine".utf8).write(to: URL(fileURLWithPath: target))
        }
        let error = #expect(throws: StoreError.self) { try SQLiteStore.backup(from: bench.folder.database, to: target) }
        #expect(error?.code == .destinationExists)
        if !isLink { #expect(try bench.folder.bytes("backup") == Data("mine".utf8)) }
        #expect(!bench.folder.names.contains("backup.partial"))
        #expect(
            #expect(throws: StoreError.self) {
                try SQLiteStore.backup(from: bench.folder.database, to: bench.folder.database)
            }?.code == .destinationExists)
    }

    @Test func whatAnInterruptedBackupLeftIsReplacedAndOneAtWorkIsLeftAlone() async throws {
        let bench = try Bench()
        let target = bench.folder.path + "/backup"
        try Data(repeating: 7, count: 100_000).write(to: URL(fileURLWithPath: target + ".partial"))
        let descriptor = open(target + ".partial", O_RDONLY | O_CLOEXEC)
        #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
        #expect(#expect(throws: StoreError.self) { try SQLiteStore.backup(from: bench.folder.database, to: target) }?.code == .busy)
        #expect(try bench.folder.bytes("backup.partial").count == 100_000)
        close(descriptor)
        try SQLiteStore.backup(from: bench.folder.database, to: target)
        #expect(try await SQLiteStore.openReadOnly(path: target).journalHead().entries == 0)
        #expect(!bench.folder.names.contains("backup.partial"))
    }

    @Test func whatCannotBeBackedUpIsSaidAndLeavesNothing() throws {
        let folder = try TemporaryFolder()
        let target = folder.path + "/backup"
        #expect(#expect(throws: StoreError.self) { try SQLiteStore.backup(from: folder.database, to: target) }?.code == .cannotOpen)
        #expect(FileManager.default.createFile(atPath: folder.database, contents: Data()))
        #expect(#expect(throws: StoreError.self) { try SQLiteStore.backup(from: folder.database, to: target) }?.code == .cannotOpen)
        try folder.raw { try $0.execute(sql: "PRAGMA application_id = 7; CREATE TABLE notes (text)") }
        #expect(#expect(throws: StoreError.self) { try SQLiteStore.backup(from: folder.database, to: target) }?.code == .notOurs)
        #expect(folder.names == ["state.sqlite"])
        let other = try Bench()
        let nowhere = folder.path + "/none/backup"
        #expect(#expect(throws: StoreError.self) { try SQLiteStore.backup(from: other.folder.database, to: nowhere) }?.code == .cannotOpen)
    }

    @Test func aDamagedDatabaseGivesNoBackup() async throws {
        let bench = try Bench()
        try await self.fill(bench.store, entries: 300)
        try bench.store.close()
        var bytes = try bench.folder.bytes()
        let middle = bytes.count / 2 / 4096 * 4096
        bytes.replaceSubrange(middle..<middle + 3 * 4096, with: Data(repeating: 0xEE, count: 3 * 4096))
        try bytes.write(to: URL(fileURLWithPath: bench.folder.database))
        let target = bench.folder.path + "/backup"
        #expect(#expect(throws: StoreError.self) { try SQLiteStore.backup(from: bench.folder.database, to: target) }?.code == .corrupt)
        #expect(bench.folder.names == ["state.sqlite"])
    }

    @Test(.enabled(if: SmallDisk.isPossible))
    func aBackupThatDoesNotFitIsSaidAndLeavesNothing() async throws {
        let bench = try Bench()
        try await self.fill(bench.store, entries: 1, size: 2_000_000)
        let disk = try SmallDisk(kilobytes: 512)
        let error = #expect(throws: StoreError.self) { try SQLiteStore.backup(from: bench.folder.database, to: disk.path + "/backup") }
        #expect(error?.code == .diskFull && error?.message.contains("backup") == true)
        #expect(try FileManager.default.contentsOfDirectory(atPath: disk.path).isEmpty)
    }
}
