import Foundation
import GRDB

/// The file of the database, before SQLite has a word in it.
struct DatabaseFile {
    /// `Recn` in ASCII: says whose database it is.
    /// - SeeAlso: https://www.sqlite.org/pragma.html#pragma_application_id
    static let applicationID: Int32 = 0x5265_636E

    /// Absolute, so that no text is taken for a URI.
    let path: String

    init(path: String) {
        self.path = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    }

    /// Makes the file where there is none, and refuses what is not ours without touching it.
    /// - Throws: `cannotOpen`, `readOnly`, `diskFull`, `corrupt`, `notOurs`.
    func createOrCheck() throws(StoreError) {
        try Self.requireFolder(of: self.path)
        if access(self.path, F_OK) != 0 && errno == ENOENT {
            try self.create()
        } else if try self.check() == .empty {
            try Self.initialize(self.path)
        }
    }

    /// The file appears under its name only when its settings are in it, whenever the process may be killed.
    private func create() throws(StoreError) {
        let draft = self.path + ".new"
        _ = unlink(draft)
        let descriptor = open(draft, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw Self.failure(opening: draft, errno: errno) }
        // The mode is decided here, not by whatever umask the caller has.
        _ = fchmod(descriptor, 0o640)
        _ = close(descriptor)
        defer { _ = unlink(draft) }
        try Self.initialize(draft)
        // Unlike a renaming, a link never replaces a file that somebody has put there meanwhile.
        guard link(draft, self.path) == 0 else { throw Self.failure(opening: self.path, errno: errno) }
    }

    enum Content { case empty, database }

    /// Reads the header of the file by itself, because even opening a foreign database may write beside it.
    /// - SeeAlso: https://www.sqlite.org/fileformat2.html#the_database_header
    func check() throws(StoreError) -> Content {
        let descriptor = open(self.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure(opening: self.path, errno: errno) }
        defer { _ = close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Self.failure(opening: self.path, errno: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw StoreError(code: .cannotOpen, message: "\(self.path) is no file: name the database's file in `database`")
        }
        if status.st_size == 0 { return .empty }
        var header = [UInt8](repeating: 0, count: 100)
        let count = pread(descriptor, &header, header.count, 0)
        guard count == header.count, header.starts(with: Array("SQLite format 3\0".utf8)) else {
            throw StoreError(
                code: .corrupt,
                message: "\(self.path) is no SQLite database: nothing was changed in it; name another file in `database`, or put a backup there",
                extendedResultCode: ResultCode.SQLITE_NOTADB.rawValue)
        }
        let found = header[68..<72].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        guard found == UInt32(bitPattern: Self.applicationID) else {
            throw StoreError(
                code: .notOurs,
                message: "\(self.path) is a database of another application (id \(found)): nothing was changed in it; "
                    + "name another file in `database`")
        }
        return .database
    }

    /// Writes the first page. `auto_vacuum` can only be set before there is one, and both settings before WAL is on.
    private static func initialize(_ path: String) throws(StoreError) {
        do {
            let queue = try DatabaseQueue(path: path)
            defer { try? queue.close() }
            try queue.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
                try database.execute(sql: "PRAGMA application_id = \(Self.applicationID)")
            }
        } catch {
            throw StoreError(error, path: path)
        }
    }

    static func requireFolder(of path: String) throws(StoreError) {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
            throw StoreError(
                code: .cannotOpen, message: "the folder \(folder) of the database does not exist: make it, owned by the user of the daemon")
        }
    }

    /// Makes the names in the folder of `path` durable.
    static func syncFolder(of path: String) throws(StoreError) {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure(opening: folder, errno: errno) }
        defer { _ = close(descriptor) }
        // Some file systems cannot sync a folder, and say EINVAL: https://man7.org/linux/man-pages/man2/fsync.2.html
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw Self.failure(opening: folder, errno: errno) }
    }

    static func failure(opening path: String, errno reason: Int32) -> StoreError {
        let said = String(cString: strerror(reason))
        switch reason {
        case EACCES, EPERM, EROFS:
            return StoreError(code: .readOnly, message: "\(path) cannot be opened by this user (\(said)): check owner, mode and mount")
        case ENOSPC, EDQUOT:
            return StoreError(code: .diskFull, message: "\(path) cannot be made: the disk is full (\(said)): make room")
        default:
            return StoreError(code: .cannotOpen, message: "\(path) cannot be opened: \(said)")
        }
    }
}
