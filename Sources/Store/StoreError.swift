import GRDB
package import ReconcileCore

/// Why the database could not do what was asked; bound values are never in it.
package struct StoreError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable, CaseIterable {
        /// Another process is the one daemon of this database.
        case alreadyRunning
        /// Another process holds the write lock for longer than the busy time-out.
        case busy
        /// The file or its folder is not there, or may not be opened.
        case cannotOpen
        case closed
        /// The change contradicts the schema: a foreign key, a CHECK, the order of the journal.
        case constraintViolated
        /// The file is damaged, or no database.
        case corrupt
        /// One row holds what no program of ours writes.
        case corruptRow
        /// A backup never overwrites.
        case destinationExists
        case diskFull
        case failed
        case ioFailure
        case migrationFailed
        /// `synchronous=FULL` or `WAL` is not in force: what is written may be lost by a power cut.
        case notDurable
        /// What shall be changed does not exist.
        case notFound
        /// A database, but of another application.
        case notOurs
        case readOnly
        /// Another file has taken the place of the one that is open: only a new start can use it.
        case replaced
        /// Written by a newer version of the product.
        case schemaTooNew
        /// Not yet migrated by a daemon of this version.
        case schemaTooOld
        /// A value that JSON or the database cannot hold, such as an infinite number.
        case unusableValue
    }

    package let code: Code
    /// What, where, and what to do.
    package let message: String
    /// 0 where SQLite was not the one to refuse.
    /// - SeeAlso: https://www.sqlite.org/rescode.html
    package let extendedResultCode: Int32
    /// The statement with its placeholders; empty where none was at fault.
    package let sql: String

    package init(code: Code, message: String, extendedResultCode: Int32 = 0, sql: String = "") {
        self.code = code
        self.message = message
        self.extendedResultCode = extendedResultCode
        self.sql = sql
    }

    package var description: String {
        var text = "\(self.message) [\(self.code.rawValue)"
        if self.extendedResultCode != 0 { text += ", SQLite \(self.extendedResultCode)" }
        return text + "]"
    }
}

extension StoreError: StoreFault {
    package var degradation: StoreDegradation {
        switch self.code {
        case .busy: .busy
        case .diskFull: .diskFull
        case .readOnly: .readOnly
        case .corrupt, .corruptRow: .corrupt
        // A file that cannot be opened any more, or does not write durably, is a state of the disk as well.
        case .ioFailure, .cannotOpen, .notDurable, .replaced: .ioFailure
        case .alreadyRunning, .closed, .constraintViolated, .destinationExists, .failed, .migrationFailed, .notFound, .notOurs,
            .schemaTooNew, .schemaTooOld, .unusableValue:
            .other
        }
    }
}

extension StoreError {
    /// - Parameter path: of the database, for the message.
    init(_ error: any Error, path: String) {
        switch error {
        case let error as StoreError:
            self = error
        case let error as DatabaseError:
            self.init(sqlite: error, path: path)
        default:
            self.init(code: .failed, message: "the database \(path) cannot be used: \(error)")
        }
    }

    private init(sqlite error: DatabaseError, path: String) {
        let code = Self.code(of: error)
        let said = error.message ?? "no message"
        self.init(
            code: code, message: Self.message(code, path: path, said: said),
            extendedResultCode: error.extendedResultCode.rawValue, sql: error.sql ?? "")
    }

    func reclassified(as code: Code, path: String) -> StoreError {
        StoreError(
            code: code, message: Self.message(code, path: path, said: self.message), extendedResultCode: self.extendedResultCode,
            sql: self.sql)
    }

    private static func code(of error: DatabaseError) -> Code {
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED: .busy
        case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH: .cannotOpen
        case .SQLITE_CONSTRAINT: .constraintViolated
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: .corrupt
        case .SQLITE_FULL: .diskFull
        case .SQLITE_IOERR: .ioFailure
        case .SQLITE_READONLY: .readOnly
        case .SQLITE_MISUSE: .closed
        default: .failed
        }
    }

    private static func message(_ code: Code, path: String, said: String) -> String {
        switch code {
        case .busy: "the database \(path) is locked by another process: end what holds it; it is tried again by itself"
        case .cannotOpen: "the database \(path) cannot be opened: check that it is there and that this user may read it and its folder (\(said))"
        case .closed: "the database \(path) is closed"
        case .constraintViolated: "the database \(path) refuses a change that contradicts what it holds (\(said)): nothing of it was written"
        case .corrupt:
            "the database \(path) is damaged or no database (\(said)): nothing was changed in it; stop the daemon, keep the file, "
                + "and put a backup in its place"
        case .diskFull: "the disk of the database \(path) is full: make room; nothing of the change was written"
        case .ioFailure: "the database \(path) cannot be read or written (\(said)): check the disk and its file system"
        case .readOnly: "the database \(path) is read-only for this user: check its owner, its mode and how its file system is mounted"
        case .alreadyRunning, .corruptRow, .destinationExists, .failed, .migrationFailed, .notDurable, .notFound, .notOurs, .replaced,
            .schemaTooNew, .schemaTooOld, .unusableValue:
            "the database \(path) cannot be used: \(said)"
        }
    }
}
