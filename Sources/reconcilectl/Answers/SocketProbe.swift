import Foundation
import Glibc

/// Why nobody answers on a Unix socket, in the system's own terms.
enum SocketProbe {
    enum Result: Equatable {
        /// Somebody accepts connections there.
        case answered
        case failed(String)
    }

    /// Connects once, sends nothing.
    static func knock(at path: String) -> Result {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        let capacity = MemoryLayout.size(ofValue: address.sun_path)
        guard bytes.count < capacity else { return .failed("the path is longer than the \(capacity - 1) bytes that a socket's may have") }
        guard !bytes.isEmpty else { return .failed("the path is empty") }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return .failed(Self.reason(errno)) }
        defer { close(descriptor) }
        let outcome = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        return outcome == 0 ? .answered : .failed(Self.reason(errno))
    }

    private static func reason(_ code: Int32) -> String {
        switch code {
        case ENOENT: "there is no such socket"
        case ECONNREFUSED: "nobody listens there"
        case EACCES: "this user may not open it"
        default: String(cString: strerror(code))
        }
    }
}
