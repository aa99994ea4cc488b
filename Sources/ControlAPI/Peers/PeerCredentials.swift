/// Who is at the other end of a Unix socket, as the kernel noted it when the connection was made.
/// - SeeAlso: unix(7), SO_PEERCRED and SO_PEERGROUPS.
package struct PeerCredentials: Hashable, Sendable {
    package let pid: Int32
    package let uid: UInt32
    /// The primary group.
    package let gid: UInt32
    /// The supplementary groups, which may name the primary one again.
    package let groups: [UInt32]
    /// The user who logged in, before any change of user; `nil`: nobody did, or it cannot be said.
    package let loginUID: UInt32?

    package init(pid: Int32, uid: UInt32, gid: UInt32, groups: [UInt32] = [], loginUID: UInt32? = nil) {
        self.pid = pid
        self.uid = uid
        self.gid = gid
        self.groups = groups
        self.loginUID = loginUID
    }
}
