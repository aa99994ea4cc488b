import Foundation

/// Where the open file of the database lies: whether it is still the one under its name, and what its file system says of itself.
struct FilePlace {
    let path: String
    private let device: UInt64
    private let inode: UInt64

    init(path: String) throws(StoreError) {
        let identity = try Self.identity(path)
        self.path = path
        self.device = identity.device
        self.inode = identity.inode
    }

    /// SQLite goes on writing to a file that has lost its name, and all of that would be gone with the process.
    /// - SeeAlso: https://www.sqlite.org/howtocorrupt.html, "Unlinking or renaming a database file while in use"
    /// - Throws: `replaced`.
    func requireUnchanged() throws(StoreError) {
        if let now = try? Self.identity(self.path), now.device == self.device, now.inode == self.inode { return }
        throw StoreError(
            code: .replaced,
            message: "the database \(self.path) was moved or replaced while it was open: nothing was written; put back the file that "
                + "belongs there, and restart the daemon")
    }

    /// SQLite tells a failed write, but not that the disk is full or has become read-only.
    func refine(_ error: StoreError) -> StoreError {
        guard error.code == .ioFailure || error.code == .cannotOpen else { return error }
        var status = statvfs()
        guard statvfs(self.path, &status) == 0 else { return error }
        let code = Self.code(isReadOnly: status.f_flag & Self.readOnlyFlag != 0, blocksLeft: UInt64(status.f_bavail))
        return code.map { error.reclassified(as: $0, path: self.path) } ?? error
    }

    static func code(isReadOnly: Bool, blocksLeft: UInt64) -> StoreError.Code? {
        if isReadOnly { return .readOnly }
        return blocksLeft == 0 ? .diskFull : nil
    }

    /// `ST_RDONLY` of statvfs(3).
    private static let readOnlyFlag: UInt = 1

    private static func identity(_ path: String) throws(StoreError) -> (device: UInt64, inode: UInt64) {
        var status = stat()
        guard stat(path, &status) == 0 else { throw DatabaseFile.failure(opening: path, errno: errno) }
        return (UInt64(status.st_dev), UInt64(status.st_ino))
    }
}
