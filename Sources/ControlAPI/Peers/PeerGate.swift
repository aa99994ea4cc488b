import Logging
import NIOCore
import ReconcileCore

/// Knows who a peer is and what it may do.
///
/// The system may look names up in a directory that is far away, so this actor has a thread of its
/// own to wait on; an event loop never does.
actor PeerGate {
    /// How long looked-up names are good for; also how late a changed group shows. Unit: seconds.
    static let namesSeconds: Int64 = 5
    /// So many names of users are kept at once.
    private static let userNamesMax = 256

    private struct Resolution {
        let policy: PeerPolicy
        let members: PeerMembers
        let at: Int64
    }

    private nonisolated let executor = LookupQueue()
    private let policy: @Sendable () async -> PeerPolicy
    private let names: SystemNames
    private let now: @Sendable () -> Int64
    private let logger: Logger
    private var resolution: Resolution?
    private var userNames: [UInt32: String] = [:]
    private var refusals = RefusalLog()

    nonisolated var unownedExecutor: UnownedSerialExecutor { self.executor.asUnownedSerialExecutor() }

    /// - Parameters:
    ///   - policy: the one in force.
    ///   - now: seconds on a clock that only goes forward.
    init(
        policy: @escaping @Sendable () async -> PeerPolicy, names: SystemNames = SystemNames(), logger: Logger,
        now: @escaping @Sendable () -> Int64 = { Int64(NIODeadline.now().uptimeNanoseconds / 1_000_000_000) }
    ) {
        self.policy = policy
        self.names = names
        self.logger = logger
        self.now = now
    }

    func standing(of peer: PeerCredentials) async -> PeerStanding {
        let policy = await self.policy()
        let now = self.now()
        if let resolution = self.resolution, resolution.policy == policy, now - resolution.at < Self.namesSeconds {
            return resolution.members.standing(of: peer)
        }
        let members = policy.members(user: self.names.uidOfUser, group: self.names.gidOfGroup)
        self.tellUnknown(members.unknown, before: self.resolution?.members.unknown ?? [])
        self.resolution = Resolution(policy: policy, members: members, at: now)
        self.userNames = [:]
        return members.standing(of: peer)
    }

    func identity(of peer: PeerCredentials) -> OperatorIdentity {
        OperatorIdentity(name: self.name(of: peer.uid), uid: Int(peer.uid), pid: Int(peer.pid), loginUID: peer.loginUID.map(Int.init))
    }

    /// A line for the log, unless the same was told a short time ago.
    func tellRefusal(of peer: PeerCredentials, _ reason: RefusalLog.Reason) {
        guard let silent = self.refusals.tells(uid: peer.uid, reason, now: self.now()) else { return }
        let message: Logger.Message =
            switch reason {
            case .outsider: "connection refused: neither in control.operators nor in control.viewers"
            case .tooManyConnections: "connection refused: this user holds too many"
            }
        self.logger.warning(
            message,
            metadata: ["user": "\(self.name(of: peer.uid))", "uid": "\(peer.uid)", "pid": "\(peer.pid)", "untold": "\(silent)"])
    }

    private func name(of uid: UInt32) -> String {
        if let name = self.userNames[uid] { return name }
        let name = self.names.nameOfUser(uid) ?? "uid \(uid)"
        if self.userNames.count < Self.userNamesMax { self.userNames[uid] = name }
        return name
    }

    private func tellUnknown(_ unknown: [String], before: [String]) {
        guard !unknown.isEmpty, unknown != before else { return }
        self.logger.warning(
            "control.operators or control.viewers name users or groups that this system does not know; they let nobody in",
            metadata: ["names": "\(unknown.joined(separator: ", "))"])
    }
}
