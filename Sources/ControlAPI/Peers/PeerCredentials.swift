import Glibc
import NIOCore

/// Who is at the other end of a Unix socket, as the kernel noted it when the connection was made.
///
/// Laid out as the kernel's `struct ucred`, which the C library shows to GNU sources only.
/// - SeeAlso: unix(7), SO_PEERCRED.
package struct PeerCredentials: Hashable, Sendable {
    package let pid: Int32
    package let uid: UInt32
    package let gid: UInt32

    package init(pid: Int32, uid: UInt32, gid: UInt32) {
        self.pid = pid
        self.uid = uid
        self.gid = gid
    }

    /// Asks the kernel about the peer of `channel`.
    /// - Returns: `nil` where the channel is no Unix socket.
    init?(of channel: any Channel) async {
        guard let socket = channel as? any SocketOptionProvider, channel.remoteAddress?.protocol == .unix || channel.localAddress?.protocol == .unix
        else { return nil }
        let answer: EventLoopFuture<PeerCredentials> = socket.unsafeGetSocketOption(
            level: .socket, name: NIOBSDSocket.Option(rawValue: SO_PEERCRED))
        guard let credentials = try? await answer.get() else { return nil }
        self = credentials
    }

    /// The name of the peer's user; `uid N` where the system knows no name for it.
    package var userName: String { UserNames.name(ofUser: self.uid) ?? "uid \(self.uid)" }
}
