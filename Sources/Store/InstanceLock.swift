import Foundation

/// The proof of being the one daemon of a database: an exclusive `flock` on `<database>.lock`.
///
/// Taken before the database is opened or a socket is bound. The kernel lets go of it when
/// the process ends, however that happens; the file stays, because removing it would let two
/// processes lock two files of one name.
package final class InstanceLock: Sendable {
    private let descriptor: Int32

    /// - Throws: `alreadyRunning` with the holder's process id, `cannotOpen` or `readOnly`.
    package init(database path: String) throws(StoreError) {
        let lockPath = path + ".lock"
        try DatabaseFile.requireFolder(of: path)
        let descriptor = open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o640)
        guard descriptor >= 0 else { throw DatabaseFile.failure(opening: lockPath, errno: errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let reason = errno
            let holder = Self.holder(descriptor)
            _ = close(descriptor)
            guard reason == EWOULDBLOCK else { throw DatabaseFile.failure(opening: lockPath, errno: reason) }
            throw StoreError(
                code: .alreadyRunning, message: "already running, pid \(holder ?? "unknown"): use `reconcilectl sync --wait`")
        }
        self.descriptor = descriptor
        try Self.write(String(getpid()) + "\n", to: descriptor, path: lockPath)
    }

    deinit { _ = close(self.descriptor) }

    private static func write(_ text: String, to descriptor: Int32, path: String) throws(StoreError) {
        let bytes = Array(text.utf8)
        guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, bytes, bytes.count, 0) == bytes.count else {
            throw DatabaseFile.failure(opening: path, errno: errno)
        }
    }

    /// The process id in the file; `nil` where it holds none.
    private static func holder(_ descriptor: Int32) -> String? {
        var bytes = [UInt8](repeating: 0, count: 32)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        let text = String(decoding: bytes.prefix(count), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        return Int32(text).map { String($0) }
    }
}
