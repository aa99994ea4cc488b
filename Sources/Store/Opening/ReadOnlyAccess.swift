import Foundation
import GRDB
import Migrations

/// The operator's way to the database, whether or not a daemon is at work on it.
///
/// Nothing is created or written, so that whoever may read the files can look. Where there is
/// a write-ahead log, SQLite reads it with the shared memory beside it, also the one left by a
/// killed daemon. Where there is none, the daemon has stopped in good order, and the file is
/// opened as one that does not change; should it change all the same, because a daemon has
/// started meanwhile, the reading is repeated.
/// - SeeAlso: https://www.sqlite.org/wal.html#read_only_databases
struct ReadOnlyAccess: DatabaseAccess {
    let path: String

    private static let attemptsMax = 4
    private static let busySeconds = 2.0

    func read<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws(StoreError) -> Value {
        let result: Result<Value, any Error> = await withCheckedContinuation { continuation in
            DispatchQueue.global(qos: .userInitiated).async {
                continuation.resume(
                    returning: Result {
                        try self.readNow { database in
                            try SchemaVersion.requireReadable(
                                SchemaVersion.current(database), known: Migration.all.count, path: self.path)
                            return try body(database)
                        }
                    })
            }
        }
        do { return try result.get() } catch { throw StoreError(error, path: self.path) }
    }

    func write<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws(StoreError) -> Value {
        throw self.refusal
    }

    func maintain(_ body: @escaping @Sendable (Database) throws -> Void) async throws(StoreError) { throw self.refusal }

    func close() throws(StoreError) {}

    private var refusal: StoreError {
        StoreError(code: .readOnly, message: "the database \(self.path) was opened for reading only")
    }

    /// Blocks.
    /// - Parameter inTransaction: `false` for what opens its own; `body` may run more than once.
    func readNow<Value>(inTransaction: Bool = true, _ body: (Database) throws -> Value) throws(StoreError) -> Value {
        var attempt = 1
        while true {
            let before = try FileState(path: self.path)
            do {
                let value = try self.read(in: before.mode, inTransaction: inTransaction, body)
                if try before.mode != .unchanging || FileState(path: self.path) == before { return value }
                if attempt >= Self.attemptsMax {
                    throw StoreError(code: .busy, message: "the database \(self.path) changes while it is read: try again")
                }
            } catch {
                // A daemon that starts or stops takes the files away that were just seen.
                let hasChanged = (try? FileState(path: self.path)) != before
                guard hasChanged, attempt < Self.attemptsMax else { throw StoreError(error, path: self.path) }
            }
            attempt += 1
        }
    }

    private func read<Value>(in mode: FileState.Mode, inTransaction: Bool, _ body: (Database) throws -> Value) throws -> Value {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(Self.busySeconds)
        configuration.label = "store.readonly"
        let queue = try DatabaseQueue(path: self.uri(mode.parameters), configuration: configuration)
        defer { try? queue.close() }
        return try queue.inDatabase { database in
            guard inTransaction else { return try body(database) }
            var outcome: Value?
            try database.inTransaction(.deferred) {
                outcome = try body(database)
                return .commit
            }
            guard let outcome else { throw StoreError(code: .failed, message: "a reading ended without a result") }
            return outcome
        }
    }

    private func uri(_ parameters: String) -> String {
        let allowed = CharacterSet(charactersIn: "/-_.~").union(.alphanumerics)
        let encoded = self.path.addingPercentEncoding(withAllowedCharacters: allowed) ?? self.path
        return "file:\(encoded)?mode=ro&\(parameters)"
    }
}

/// What the files of a database look like from outside.
private struct FileState: Equatable {
    enum Mode: Equatable {
        /// With a write-ahead log and its shared memory, neither of which is written to.
        case withLog
        /// With a write-ahead log whose shared memory is missing, as in a copy: SQLite has to make it.
        case withBareLog
        /// Nobody has it open.
        case unchanging

        var parameters: String {
            switch self {
            case .withLog: "readonly_shm=1"
            case .withBareLog: "cache=private"
            case .unchanging: "immutable=1"
            }
        }
    }

    let mode: Mode
    let inode: UInt64
    let size: Int
    let modifiedSeconds: Int
    let modifiedNanoseconds: Int

    init(path: String) throws(StoreError) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            let reason = errno
            guard reason == ENOENT else { throw DatabaseFile.failure(opening: path, errno: reason) }
            throw StoreError(code: .cannotOpen, message: "there is no database \(path): has the daemon run, and is that its path?")
        }
        self.inode = UInt64(status.st_ino)
        self.size = Int(status.st_size)
        self.modifiedSeconds = Int(status.st_mtim.tv_sec)
        self.modifiedNanoseconds = Int(status.st_mtim.tv_nsec)
        let hasMemory = access(path + "-shm", F_OK) == 0
        var log = stat()
        let hasLog = stat(path + "-wal", &log) == 0 && (log.st_size > 0 || hasMemory)
        self.mode = hasLog ? (hasMemory ? .withLog : .withBareLog) : .unchanging
    }
}
