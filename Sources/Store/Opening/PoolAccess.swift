import Foundation
import GRDB
import Migrations

/// The daemon's way to the database: one writer, some readers, WAL.
struct PoolAccess: DatabaseAccess {
    let path: String
    private let pool: DatabasePool
    private let place: FilePlace

    /// WAL beyond this is given back to the disk after a checkpoint.
    private static let walBytesMax = 16 << 20

    init(path: String, migrations: [Migration], busySeconds: Double) throws(StoreError) {
        let file = DatabaseFile(path: path)
        self.path = file.path
        try file.createOrCheck()
        self.place = try FilePlace(path: file.path)
        try ReadOnlyAccess(path: file.path).readNow { database in
            try SchemaVersion.requireNotNewer(SchemaVersion.current(database), than: migrations.count, path: file.path)
            try IntegrityProbe.check(database, path: file.path)
        }
        do {
            var configuration = Configuration()
            configuration.label = "store"
            configuration.busyMode = .timeout(busySeconds)
            configuration.foreignKeysEnabled = true
            self.pool = try DatabasePool(path: file.path, configuration: configuration)
            try Self.makeDurable(self.pool, path: file.path)
            try SchemaMigrator(path: file.path, migrations: migrations).migrate(self.pool)
            try self.pool.writeWithoutTransaction { try Self.requireDurable($0, path: file.path) }
        } catch {
            throw self.place.refine(StoreError(error, path: file.path))
        }
    }

    /// The pool sets `synchronous` to NORMAL on its writer, which loses the last commits in a power cut.
    private static func makeDurable(_ pool: DatabasePool, path: String) throws {
        try pool.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA synchronous = FULL")
            try database.execute(sql: "PRAGMA journal_size_limit = \(Self.walBytesMax)")
            // Proves that the file can be written to before anybody relies on it.
            try database.inTransaction(.immediate) { .commit }
        }
    }

    /// Reads back what durability and integrity rest on.
    /// - Throws: `notDurable`.
    static func requireDurable(_ database: Database, path: String) throws {
        let synchronous = try Int.fetchOne(database, sql: "PRAGMA synchronous") ?? -1
        let foreignKeys = try Int.fetchOne(database, sql: "PRAGMA foreign_keys") ?? -1
        let mode = try String.fetchOne(database, sql: "PRAGMA journal_mode") ?? "none"
        guard synchronous == 2, foreignKeys == 1, mode == "wal" else {
            throw StoreError(
                code: .notDurable,
                message: "the database \(path) does not write durably (synchronous \(synchronous), foreign keys \(foreignKeys), "
                    + "journal \(mode)): put it on a local file system")
        }
    }

    func read<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws(StoreError) -> Value {
        let result: Result<Value, any Error> = await withCheckedContinuation { continuation in
            self.pool.asyncRead { database in
                continuation.resume(returning: Result { try body(database.get()) })
            }
        }
        return try self.unwrap(result)
    }

    func write<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws(StoreError) -> Value {
        let result: Result<Value, any Error> = await withCheckedContinuation { continuation in
            self.pool.asyncWriteWithoutTransaction { database in
                continuation.resume(
                    returning: Result {
                        try self.place.requireUnchanged()
                        return try self.transaction(on: database, body)
                    })
            }
        }
        return try self.unwrap(result)
    }

    func maintain(_ body: @escaping @Sendable (Database) throws -> Void) async throws(StoreError) {
        let result: Result<Void, any Error> = await withCheckedContinuation { continuation in
            self.pool.asyncWriteWithoutTransaction { database in
                continuation.resume(
                    returning: Result {
                        try self.place.requireUnchanged()
                        try body(database)
                    })
            }
        }
        try self.unwrap(result)
    }

    func close() throws(StoreError) {
        // SQLite writes the log back when the last connection closes, which must be the one that can write.
        self.pool.invalidateReadOnlyConnections()
        do { try self.pool.close() } catch { throw StoreError(error, path: self.path) }
    }

    private func transaction<Value>(on database: Database, _ body: (Database) throws -> Value) throws -> Value {
        // Compiled anew each time: the statement bears the setting of the moment at which it was compiled.
        guard try Int.fetchOne(database, sql: "PRAGMA synchronous") == 2 else {
            throw StoreError(
                code: .notDurable, message: "the database \(self.path) no longer writes durably: nothing was written; restart the daemon")
        }
        var outcome: Value?
        try database.inTransaction(.immediate) {
            outcome = try body(database)
            return .commit
        }
        guard let outcome else { throw StoreError(code: .failed, message: "a transaction ended without a result") }
        return outcome
    }

    private func unwrap<Value>(_ result: Result<Value, any Error>) throws(StoreError) -> Value {
        do { return try result.get() } catch {
            let error = self.place.refine(StoreError(error, path: self.path))
            // What was read while the disk was at fault must not outlast the fault in a cache.
            if error.degradation == .corrupt || error.degradation == .ioFailure { self.pool.releaseMemoryEventually() }
            throw error
        }
    }
}
