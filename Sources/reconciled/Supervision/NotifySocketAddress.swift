import Glibc

/// Where the service manager listens: a path, or with `@` in front a name in the abstract namespace.
/// - SeeAlso: sd_notify(3), "NOTIFY_SOCKET"; unix(7), "Abstract sockets".
struct NotifySocketAddress: Equatable, Sendable {
    /// As they go into `sun_path`.
    let bytes: [UInt8]

    /// - Parameter text: the value of `NOTIFY_SOCKET`.
    /// - Returns: `nil` where it is neither form, or too long for an address.
    init?(_ text: String) {
        var bytes = Array(text.utf8)
        guard let first = bytes.first, bytes.count > 1, bytes.count < MemoryLayout.size(ofValue: sockaddr_un().sun_path) else { return nil }
        switch first {
        case UInt8(ascii: "/"): break
        case UInt8(ascii: "@"): bytes[0] = 0
        default: return nil
        }
        self.bytes = bytes
    }

    /// Hands the address to a system call.
    func withSocketAddress<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: self.bytes) }
        // An abstract name ends where the length says, not at a NUL.
        let length = socklen_t(MemoryLayout<sa_family_t>.size + self.bytes.count)
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }
}
