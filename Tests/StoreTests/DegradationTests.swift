import Foundation
import GRDB
import ReconcileCore
import ReconcileTestKit
import Testing

@testable import Store

/// Each fault is brought about for real, told as what it is, and over when its cause is.
@Suite struct DegradationTests {
    private func commit(_ note: String = "n", count: Int = 1, length: Int = 10) -> Commit {
        var commit = Commit()
        commit.journal = (0..<count).map { Samples.entry(.driftDetected, "\(note) \($0) " + String(repeating: "x", count: length)) }
        return commit
    }

    private func degradation(_ body: () async throws -> Void) async -> StoreDegradation? {
        do { try await body() } catch { return (error as? any StoreFault)?.degradation }
        return nil
    }

    private func verify(_ store: SQLiteStore, entries: Int) async throws {
        var verification = JournalVerification()
        verification.add(try await store.journal(fromSequence: 1, countMax: 100_000))
        verification.finish(storedHead: try await store.journalHead())
        #expect(verification.fault == nil && verification.entries == entries)
    }

    @Test(.enabled(if: SmallDisk.isPossible))
    func aFullDiskIsSaidAndOverWhenThereIsRoom() async throws {
        let disk = try SmallDisk(kilobytes: 4096)
        let store = try SQLiteStore.open(path: disk.path + "/state.sqlite")
        _ = try await store.commit(self.commit())
        try disk.fill()
        let large = self.commit(count: 100, length: 3000)
        for _ in 1...3 { #expect(await self.degradation { _ = try await store.commit(large) } == .diskFull) }
        #expect(try await store.journalHead().entries == 1, "reading goes on")
        try disk.empty()
        #expect(try await store.commit(large).head.entries == 101)
        try await self.verify(store, entries: 101)
        try store.close()
    }

    @Test(.enabled(if: SmallDisk.isPossible))
    func aFullDiskAtOpeningIsSaid() async throws {
        let disk = try SmallDisk(kilobytes: 256)
        try disk.fill()
        let error = #expect(throws: StoreError.self) { try SQLiteStore.open(path: disk.path + "/state.sqlite") }
        #expect(error?.degradation == .diskFull)
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/sqlite3")))
    func aLockHeldByAnotherProcessIsBusyAndPasses() async throws {
        let bench = try Bench()
        let holder = Process()
        let (input, output) = (Pipe(), Pipe())
        holder.executableURL = URL(fileURLWithPath: "/usr/bin/sqlite3")
        holder.arguments = ["-batch", bench.folder.database]
        holder.standardInput = input
        holder.standardOutput = output
        try holder.run()
        try input.fileHandleForWriting.write(contentsOf: Data("BEGIN IMMEDIATE;\nSELECT 'held';\n".utf8))
        #expect(output.fileHandleForReading.availableData == Data("held\n".utf8))
        let commit = self.commit()
        for _ in 1...2 { #expect(await self.degradation { _ = try await bench.store.commit(commit) } == .busy) }
        #expect(try await bench.store.journalHead().entries == 0, "reading goes on")
        try input.fileHandleForWriting.close()
        holder.waitUntilExit()
        #expect(try await bench.store.commit(commit).head.entries == 1)
    }

    @Test(.enabled(if: SmallDisk.isPossible))
    func aReadOnlyFileSystemIsSaidAndOverWhenItIsNot() async throws {
        let disk = try SmallDisk(kilobytes: 4096)
        let path = disk.path + "/state.sqlite"
        let first = try SQLiteStore.open(path: path)
        _ = try await first.commit(self.commit())
        try first.close()
        try disk.remount("ro")
        let error = #expect(throws: StoreError.self) { try SQLiteStore.open(path: path) }
        #expect(error?.degradation == .readOnly && error?.code == .readOnly, "\(String(describing: error))")
        #expect(try await SQLiteStore.openReadOnly(path: path).journalHead().entries == 1)
        try disk.remount("rw")
        let store = try SQLiteStore.open(path: path)
        #expect(try await store.commit(self.commit()).head.entries == 2)
        try store.close()
    }

    /// Linux does not let a file system become read-only under an open file, save after a failure of its disk.
    @Test func anOpenStoreThatMayNotWriteSaysSoAndGoesOnWhenItMay() async throws {
        let bench = try Bench()
        try await bench.sql("PRAGMA query_only = ON")
        let commit = self.commit()
        #expect(await self.degradation { _ = try await bench.store.commit(commit) } == .readOnly)
        try await bench.sql("PRAGMA query_only = OFF")
        #expect(try await bench.store.commit(commit).head.entries == 1)
    }

    @Test(
        arguments: [(true, 5, StoreError.Code.readOnly), (true, 0, .readOnly), (false, 0, .diskFull), (false, 1, nil)]
            as [(Bool, UInt64, StoreError.Code?)])
    func aFailedWriteIsExplainedByTheStateOfTheDisk(isReadOnly: Bool, blocks: UInt64, expected: StoreError.Code?) {
        #expect(FilePlace.code(isReadOnly: isReadOnly, blocksLeft: blocks) == expected)
    }

    @Test(.enabled(if: SmallDisk.isPossible))
    func aFailedWriteOnAFullDiskIsADiskFull() throws {
        let disk = try SmallDisk(kilobytes: 64)
        #expect(FileManager.default.createFile(atPath: disk.path + "/a", contents: Data([1])))
        let place = try FilePlace(path: disk.path + "/a")
        let failed = StoreError(code: .ioFailure, message: "m", extendedResultCode: 4874)
        #expect(place.refine(failed) == failed)
        try disk.fill()
        #expect(place.refine(failed).code == .diskFull && place.refine(failed).extendedResultCode == 4874)
        #expect(place.refine(StoreError(code: .busy, message: "m")).code == .busy)
        try disk.remount("ro")
        #expect(place.refine(failed).code == .readOnly)
    }

    @Test func aDamagedPageIsSaidAndOverWhenTheFileIsPutRight() async throws {
        let bench = try Bench()
        for number in 0..<40 { _ = try await bench.store.commit(self.commit("\(number)", count: 50, length: 1000)) }
        try await bench.store.access.maintain { try $0.checkpoint(.truncate) }
        let whole = try bench.folder.bytes()
        let start = whole.count / 3 / 4096 * 4096
        func overwrite(_ bytes: Data) throws {
            let file = try FileHandle(forWritingTo: URL(fileURLWithPath: bench.folder.database))
            try file.seek(toOffset: UInt64(start))
            try file.write(contentsOf: bytes)
            try file.close()
        }
        try overwrite(Data(repeating: 0xEE, count: 64 * 4096))
        for _ in 1...2 {
            #expect(await self.degradation { _ = try await bench.store.journal(fromSequence: 1, countMax: 100_000) } == .corrupt)
        }
        #expect(try await bench.store.journalHead().entries == 2000, "what is not damaged can be read")
        try overwrite(whole.subdata(in: start..<start + 64 * 4096))
        try await self.verify(bench.store, entries: 2000)
        #expect(try await bench.store.commit(self.commit()).head.entries == 2001)
        try await self.verify(bench.store, entries: 2001)
    }

    @Test(arguments: [true, false])
    func aFileThatWasReplacedUnderTheStoreIsNotWrittenTo(isReplaced: Bool) async throws {
        let bench = try Bench()
        _ = try await bench.store.commit(self.commit())
        let aside = bench.folder.path + "/aside"
        try FileManager.default.moveItem(atPath: bench.folder.database, toPath: aside)
        if isReplaced { try FileManager.default.copyItem(atPath: aside, toPath: bench.folder.database) }
        let commit = self.commit()
        let error = await storeError { _ = try await bench.store.commit(commit) }
        #expect(error?.code == .replaced && error?.degradation == .ioFailure)
        #expect(error?.message.contains("restart the daemon") == true)
        #expect(await storeError { try await bench.store.prune(Retention(), at: Samples.start) }?.code == .replaced)
        if isReplaced { try FileManager.default.removeItem(atPath: bench.folder.database) }
        try FileManager.default.moveItem(atPath: aside, toPath: bench.folder.database)
        #expect(try await bench.store.commit(commit).head.entries == 2)
        try await self.verify(bench.store, entries: 2)
    }

    @Test func eachCodeHasADegradation() {
        var codes: [StoreDegradation: Set<StoreError.Code>] = [:]
        for code in StoreError.Code.allCases { codes[StoreError(code: code, message: "m").degradation, default: []].insert(code) }
        #expect(codes[.busy] == [.busy] && codes[.diskFull] == [.diskFull] && codes[.readOnly] == [.readOnly])
        #expect(codes[.corrupt] == [.corrupt, .corruptRow])
        #expect(codes[.ioFailure] == [.ioFailure, .cannotOpen, .notDurable, .replaced])
        #expect(codes[.other]?.isSuperset(of: [.constraintViolated, .closed, .failed, .notFound, .unusableValue]) == true)
    }
}
