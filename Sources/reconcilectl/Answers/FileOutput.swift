import Foundation
import Glibc

/// Writes files that were there before.
enum FileOutput {
    /// Puts `bytes` in the place of the file's content: all of them, or none where something fails.
    ///
    /// A symbolic link stays one, and the file keeps its mode.
    static func replace(_ path: String, with bytes: [UInt8]) throws(VerbFailure) {
        let target = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        var status = stat()
        guard stat(target.path, &status) == 0 else { throw Self.failure(path, errno) }
        // mkstemp writes the name that it took into these bytes, so they are a copy with the closing zero.
        var template = Array((target.path + ".XXXXXX").utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw Self.failure(path, errno) }
        let temporary = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let isWritten = Self.write(bytes, to: descriptor) && fchmod(descriptor, status.st_mode & 0o7777) == 0 && fsync(descriptor) == 0
        let code = errno
        close(descriptor)
        guard isWritten, rename(temporary, target.path) == 0 else {
            let reason = isWritten ? errno : code
            unlink(temporary)
            throw Self.failure(path, reason)
        }
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            if count <= 0 { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    private static func failure(_ path: String, _ code: Int32) -> VerbFailure {
        VerbFailure(.badFile, "\(path) cannot be written: \(String(cString: strerror(code)))")
    }
}
