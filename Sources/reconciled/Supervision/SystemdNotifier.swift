import Glibc

/// Tells systemd how the daemon is; outside of systemd it does nothing.
///
/// Never blocks: a message that the manager's queue has no room for is lost, and the next one comes.
struct SystemdNotifier: Sendable {
    private let address: NotifySocketAddress?
    /// How often `watchdog` is expected at least, in seconds; `nil`: not at all.
    /// To be sent at less than half of that.
    /// - SeeAlso: sd_watchdog_enabled(3).
    let watchdogSeconds: Double?

    /// - Parameters:
    ///   - environment: with `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID`, as systemd sets them.
    ///   - pid: this process's.
    init(environment: [String: String], pid: Int32 = getpid()) {
        self.address = environment["NOTIFY_SOCKET"].flatMap { NotifySocketAddress($0) }
        self.watchdogSeconds = Self.watchdogSeconds(environment, pid: pid)
    }

    /// Whether somebody listens.
    var isSupervised: Bool { self.address != nil }

    /// - Returns: whether the manager has got it.
    @discardableResult func send(_ message: NotifyMessage) -> Bool {
        guard let address = self.address else { return false }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        let bytes = Array(message.text.utf8)
        return address.withSocketAddress { sendto(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL), $0, $1) } == bytes.count
    }

    /// Says that a reload begins at this moment.
    @discardableResult func sendReloading() -> Bool {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        let microseconds = UInt64(max(time.tv_sec, 0)) * 1_000_000 + UInt64(max(time.tv_nsec, 0)) / 1_000
        return self.send(.reloading(monotonicMicroseconds: microseconds))
    }

    private static func watchdogSeconds(_ environment: [String: String], pid: Int32) -> Double? {
        guard let microseconds = environment["WATCHDOG_USEC"].flatMap({ UInt64($0) }), microseconds > 0 else { return nil }
        if let meant = environment["WATCHDOG_PID"], meant != String(pid) { return nil }
        return Double(microseconds) / 1_000_000
    }
}
