import Foundation

/// A small file that is either as it was or wholly as it shall be, whenever the power may go.
struct DurableFile {
    let path: String

    /// Mode 0640. Replaces what is there, and what an interrupted writing has left.
    func replace(with text: String) throws(StoreError) {
        let draft = self.path + ".partial"
        _ = unlink(draft)
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw DatabaseFile.failure(opening: draft, errno: errno) }
        defer {
            _ = close(descriptor)
            _ = unlink(draft)
        }
        _ = fchmod(descriptor, 0o640)
        try Self.write(Array(text.utf8), to: descriptor, path: draft)
        guard fsync(descriptor) == 0, rename(draft, self.path) == 0 else { throw DatabaseFile.failure(opening: draft, errno: errno) }
        try DatabaseFile.syncFolder(of: self.path)
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32, path: String) throws(StoreError) {
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw DatabaseFile.failure(opening: path, errno: errno) }
            written += count
        }
    }
}
