package import ReconcileCore

/// For which account a task is at work, so that its progress can be told from that of the others.
package enum WorkingAccount {
    /// `nil`: for none in particular.
    @TaskLocal package static var name: String?
}

/// When the work on each account last went on.
package struct AccountProgress: Sendable {
    /// Longer than the longest wait for one answer of AWS, which is two minutes. Unit: seconds.
    package static let hungSeconds = 150.0

    private var last: [String: Instant] = [:]

    package init() {}

    /// From here on these are looked after; the others are forgotten.
    package mutating func watch(_ accounts: Set<String>, at now: Instant) {
        self.last = Dictionary(accounts.map { ($0, self.last[$0] ?? now) }, uniquingKeysWith: { first, _ in first })
    }

    /// - Parameter account: `nil` and those that are not looked after change nothing.
    package mutating func note(_ account: String?, at now: Instant) {
        if let account, self.last[account] != nil { self.last[account] = now }
    }

    /// Accounts of which nothing has been heard for too long, by name.
    package func hung(at now: Instant) -> [String] {
        self.last.filter { now.seconds(since: $0.value) > Self.hungSeconds }.keys.sorted()
    }
}
