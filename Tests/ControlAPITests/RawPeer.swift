import Foundation
import Glibc

/// One connection to a server, byte by byte.
final class RawPeer: Sendable {
    struct Failure: Error { let code: Int32 }

    private let descriptor: Int32
    private let queue = DispatchQueue(label: "peer")

    init(_ path: String) throws(Failure) {
        self.descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let descriptor = self.descriptor
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else { throw Failure(code: errno) }
    }

    deinit { close(self.descriptor) }

    /// Whoever is gone already is not a fault of the sender.
    func send(_ text: String) {
        _ = text.withCString { Glibc.send(self.descriptor, $0, strlen($0), Int32(MSG_NOSIGNAL)) }
    }

    /// Says that nothing follows.
    func end() { shutdown(self.descriptor, Int32(SHUT_RDWR)) }

    /// - Returns: one answer, head and body; nothing where the connection has ended.
    func receive() async -> String {
        await withCheckedContinuation { continuation in
            self.queue.async { continuation.resume(returning: self.read()) }
        }
    }

    private func read() -> String {
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 4_096)
        while !Self.isWhole(bytes) {
            let count = recv(self.descriptor, &part, part.count, 0)
            guard count > 0 else { break }
            bytes += part.prefix(count)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isWhole(_ bytes: [UInt8]) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = text.range(of: "\r\n\r\n"), let field = text.lowercased().range(of: "content-length: ") else { return false }
        let length = Int(text.lowercased()[field.upperBound...].prefix { $0.isNumber }) ?? 0
        return text[end.upperBound...].utf8.count >= length
    }
}
