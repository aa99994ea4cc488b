import Foundation
import GRDB
import Migrations

@testable import Store

/// A folder of its own for one test, gone with the value.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "store-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        self.path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: self.path) }

    var database: String { self.path + "/state.sqlite" }

    var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: self.path).sorted()) ?? [] }

    func bytes(_ name: String = "state.sqlite") throws -> Data { try Data(contentsOf: URL(fileURLWithPath: self.path + "/" + name)) }

    /// Opened by SQLite itself, as somebody with a shell would.
    func raw<Value>(_ body: (Database) throws -> Value) throws -> Value {
        let queue = try DatabaseQueue(path: self.database)
        defer { try? queue.close() }
        return try queue.writeWithoutTransaction(body)
    }

    func store(migrations: [Migration] = Migration.all, busySeconds: Double = 0.05) throws -> SQLiteStore {
        try SQLiteStore.open(path: self.database, migrations: migrations, busySeconds: busySeconds)
    }
}

/// A store in a folder of its own.
struct Bench {
    let folder: TemporaryFolder
    let store: SQLiteStore

    init() throws {
        self.folder = try TemporaryFolder()
        self.store = try self.folder.store()
    }

    /// Runs SQL on the connection of the store.
    func sql(_ text: String) async throws {
        try await self.store.access.maintain { try $0.execute(sql: text) }
    }

    func count(_ table: String) async throws -> Int {
        try await self.store.access.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") ?? -1 }
    }
}

/// The code of the `StoreError` that `body` throws; `nil` where it throws none.
func storeError(_ body: () async throws -> Void) async -> StoreError? {
    do {
        try await body()
        return nil
    } catch {
        return error as? StoreError
    }
}
