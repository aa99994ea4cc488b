/// What the service manager is told: lines of `NAME=value`.
/// - SeeAlso: sd_notify(3), "Well-known assignments".
struct NotifyMessage: Equatable, Sendable {
    /// The datagram's text.
    let text: String

    /// The service is up; also after a reload.
    /// - Parameter status: one line for people, beside it.
    static func ready(status: String? = nil) -> NotifyMessage { NotifyMessage(["READY=1"], status: status) }

    /// One line that `systemctl status` shows.
    static func status(_ status: String) -> NotifyMessage { NotifyMessage([], status: status) }

    /// The service is alive; to be sent from real progress only.
    static let watchdog = NotifyMessage(["WATCHDOG=1"], status: nil)

    /// The service has begun to end.
    static func stopping(status: String? = nil) -> NotifyMessage { NotifyMessage(["STOPPING=1"], status: status) }

    /// The configuration is being read again; always followed by `ready`.
    /// - Parameter monotonicMicroseconds: CLOCK_MONOTONIC when the reload began.
    static func reloading(monotonicMicroseconds: UInt64) -> NotifyMessage {
        NotifyMessage(["RELOADING=1", "MONOTONIC_USEC=\(monotonicMicroseconds)"], status: nil)
    }

    private init(_ assignments: [String], status: String?) {
        // A line break would begin another assignment.
        let line = status.map { "STATUS=" + String($0.map { $0.isNewline ? " " : $0 }) }
        self.text = (assignments + [line].compactMap(\.self)).joined(separator: "\n")
    }
}
