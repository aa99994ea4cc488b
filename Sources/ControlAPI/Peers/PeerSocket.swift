import CPeer
import Glibc

/// What the kernel tells about the other end of a Unix socket; nothing here waits.
enum PeerSocket {
    /// More groups than anybody has without trouble elsewhere; asked for again where they are more.
    private static let groupCountFirst = 64
    /// The kernel's own bound, NGROUPS_MAX.
    static let groupCountMax = 65_536

    /// - Returns: `nil` where the descriptor is no connected Unix socket.
    static func credentials(of descriptor: Int32, processes: ProcessFiles = ProcessFiles()) -> PeerCredentials? {
        var found = cpeer_credentials()
        // The highest number stands for nobody: a socket that is not connected.
        guard cpeer_credentials_of(descriptor, &found) == 0, found.uid != .max else { return nil }
        return PeerCredentials(
            pid: found.pid, uid: found.uid, gid: found.gid, groups: self.groups(of: descriptor),
            loginUID: self.loginUID(of: found.pid, descriptor, processes))
    }

    /// Where the kernel does not say, there are none: that can only take rights away.
    private static func groups(of descriptor: Int32) -> [UInt32] {
        var capacity = self.groupCountFirst
        // The groups of a connection never change, so the second try fits.
        for _ in 0..<2 {
            var groups = [UInt32](repeating: 0, count: capacity)
            var count = capacity
            let code = groups.withUnsafeMutableBufferPointer { cpeer_groups_of(descriptor, $0.baseAddress, &count) }
            if code == 0 { return Array(groups.prefix(count)) }
            guard code == ERANGE, count > capacity, count <= self.groupCountMax else { return [] }
            capacity = count
        }
        return []
    }

    /// The process may have ended meanwhile, and its number may be another's; then nobody is named.
    private static func loginUID(of pid: Int32, _ descriptor: Int32, _ processes: ProcessFiles) -> UInt32? {
        // 0: a process that this pid namespace does not see.
        guard pid > 0 else { return nil }
        let acceptedAt = processes.ticksNow()
        guard let loginUID = processes.loginUID(of: pid) else { return nil }
        var process: Int32 = -1
        switch cpeer_process_of(descriptor, &process) {
        case 0:
            defer { close(process) }
            // A number is not given away while its process is there, so what has been read was the peer's.
            return self.isRunning(process) ? loginUID : nil
        case ENOPROTOOPT:
            // Kernels before 6.5: who started after the connection was taken is somebody else.
            guard let startedAt = processes.startTicks(of: pid), startedAt <= acceptedAt else { return nil }
            return loginUID
        default:
            return nil
        }
    }

    /// - Parameter process: a process descriptor; it is readable once the process has ended (pidfd_open(2)).
    private static func isRunning(_ process: Int32) -> Bool {
        var entry = pollfd(fd: process, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, 0) == 0
    }
}
