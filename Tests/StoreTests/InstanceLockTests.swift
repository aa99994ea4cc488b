import Foundation
import Testing

@testable import Store

@Suite struct InstanceLockTests {
    @Test func theSecondIsRefusedWithThePidOfTheFirst() throws {
        let folder = try TemporaryFolder()
        let lock = try InstanceLock(database: folder.database)
        let error = #expect(throws: StoreError.self) { try InstanceLock(database: folder.database) }
        #expect(error?.code == .alreadyRunning)
        #expect(error?.message == "already running, pid \(getpid()): use `reconcilectl sync --wait`")
        withExtendedLifetime(lock) {}
    }

    @Test func theLockGoesWithItsHolderAndTheFileStays() throws {
        let folder = try TemporaryFolder()
        do { _ = try InstanceLock(database: folder.database) }
        #expect(folder.names == ["state.sqlite.lock"])
        _ = try InstanceLock(database: folder.database)
    }

    @Test func anOlderLongerPidIsOverwritten() throws {
        let folder = try TemporaryFolder()
        try Data("4194303999999\nnonsense".utf8).write(to: URL(fileURLWithPath: folder.database + ".lock"))
        let lock = try InstanceLock(database: folder.database)
        #expect(try folder.bytes("state.sqlite.lock") == Data("\(getpid())\n".utf8))
        withExtendedLifetime(lock) {}
    }

    @Test func aMissingFolderOrALinkInItsPlaceIsSaid() throws {
        let folder = try TemporaryFolder()
        #expect(#expect(throws: StoreError.self) { try InstanceLock(database: folder.path + "/none/a") }?.code == .cannotOpen)
        try FileManager.default.createSymbolicLink(atPath: folder.database + ".lock", withDestinationPath: "/dev/null")
        #expect(#expect(throws: StoreError.self) { try InstanceLock(database: folder.database) }?.code == .cannotOpen)
    }
}
