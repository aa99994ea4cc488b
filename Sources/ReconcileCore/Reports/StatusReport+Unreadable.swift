package import IAMPolicy

extension StatusReport {
    /// What can be told where the state itself cannot be read: of the process, not of any resource.
    ///
    /// `resources`, `corrections`, `notifications` and `journal` are null, lists are empty.
    package static func unreadable(because reason: String, daemon: DaemonReport, configured: [AccountSettings], now: Instant) -> JSONValue {
        var daemon = daemon
        if daemon.state != .degraded {
            daemon.state = .degraded
            daemon.reason = "the state cannot be read: \(reason)"
        }
        let accounts = configured.map { AccountReport(name: $0.name, accountID: $0.accountID) }
        guard case .object(var object) = StatusReport(daemon: daemon, accounts: accounts, now: now).json else { return .null }
        for name in ["resources", "corrections", "notifications", "journal"] { object[name] = .null }
        return .object(object)
    }
}
