import Foundation
import GRDB

/// A copy of the database as it is at one instant, whether or not a daemon is at work on it.
///
/// It appears under its name only when it is complete, durable and looked through.
/// - SeeAlso: https://www.sqlite.org/lang_vacuum.html#vacuuminto
struct DatabaseBackup {
    let source: String
    let destination: String

    private var draft: String { self.destination + ".partial" }

    /// - Throws: `destinationExists`, `busy` while another backup to that place is under way, `diskFull`, and what reading throws.
    func make() throws(StoreError) {
        guard try DatabaseFile(path: self.source).check() == .database else {
            throw StoreError(code: .cannotOpen, message: "the database \(self.source) is empty: there is nothing to back up")
        }
        try DatabaseFile.requireFolder(of: self.destination)
        try self.requireFree()
        let descriptor = try self.makeDraft()
        defer {
            _ = unlink(self.draft)
            _ = close(descriptor)
        }
        do {
            try ReadOnlyAccess(path: self.source).readNow(inTransaction: false) { database in
                // An earlier attempt may have come to nothing half-way.
                guard ftruncate(descriptor, 0) == 0 else { throw DatabaseFile.failure(opening: self.draft, errno: errno) }
                try database.execute(sql: "VACUUM INTO ?", arguments: [self.draft])
            }
        } catch  where error.code == .diskFull || error.code == .ioFailure {
            throw StoreError(
                code: error.code, message: "the backup \(self.draft) cannot be written: make room for it; nothing of it was kept",
                extendedResultCode: error.extendedResultCode)
        }
        try self.inspect()
        guard fsync(descriptor) == 0 else { throw DatabaseFile.failure(opening: self.draft, errno: errno) }
        try self.publish(descriptor)
    }

    private func requireFree() throws(StoreError) {
        var status = stat()
        guard lstat(self.destination, &status) != 0 else { throw self.occupied }
        guard errno == ENOENT else { throw DatabaseFile.failure(opening: self.destination, errno: errno) }
    }

    private var occupied: StoreError {
        StoreError(code: .destinationExists, message: "\(self.destination) is there already, and a backup overwrites nothing: name another file")
    }

    /// What an interrupted backup left is removed; one that is being written is not.
    private func makeDraft() throws(StoreError) -> Int32 {
        for _ in 1...2 {
            let descriptor = open(self.draft, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o640)
            if descriptor >= 0 {
                // The mode is decided here, not by whatever umask the caller has.
                guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, fchmod(descriptor, 0o640) == 0 else {
                    let reason = errno
                    _ = close(descriptor)
                    throw DatabaseFile.failure(opening: self.draft, errno: reason)
                }
                return descriptor
            }
            guard errno == EEXIST else { throw DatabaseFile.failure(opening: self.draft, errno: errno) }
            try self.removeAbandonedDraft()
        }
        throw self.underWay
    }

    private func removeAbandonedDraft() throws(StoreError) {
        let descriptor = open(self.draft, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else {
            if errno == ENOENT { return }
            throw DatabaseFile.failure(opening: self.draft, errno: errno)
        }
        defer { _ = close(descriptor) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw self.underWay }
        _ = unlink(self.draft)
    }

    private var underWay: StoreError {
        StoreError(code: .busy, message: "another backup to \(self.destination) is under way: wait for it, or name another file")
    }

    /// Reads the copy through, as a file that nobody writes to.
    private func inspect() throws(StoreError) {
        do {
            try ReadOnlyAccess(path: self.draft).readNow { database in
                let verdict = try String.fetchOne(database, sql: "PRAGMA quick_check(1)") ?? "no answer"
                let application = try Int32.fetchOne(database, sql: "PRAGMA application_id")
                guard verdict == "ok", application == DatabaseFile.applicationID else {
                    throw StoreError(
                        code: .corrupt, message: "the copy is damaged (\(verdict))", extendedResultCode: ResultCode.SQLITE_CORRUPT.rawValue)
                }
            }
        } catch  where error.code == .corrupt {
            throw StoreError(
                code: .corrupt, message: "the copy of \(self.source) is damaged and was not kept (\(error.message)): check the database and the disk",
                extendedResultCode: error.extendedResultCode)
        }
    }

    private func publish(_ descriptor: Int32) throws(StoreError) {
        // Unlike a renaming, a link never replaces a file that somebody has put there meanwhile.
        if link(self.draft, self.destination) != 0 {
            switch errno {
            case EEXIST: throw self.occupied
            case EPERM, EOPNOTSUPP, EMLINK:
                // A file system without links.
                try self.requireFree()
                guard rename(self.draft, self.destination) == 0 else {
                    throw DatabaseFile.failure(opening: self.destination, errno: errno)
                }
            default: throw DatabaseFile.failure(opening: self.destination, errno: errno)
            }
        }
        try DatabaseFile.syncFolder(of: self.destination)
    }
}
