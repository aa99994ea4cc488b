/// What a program's exit code says; the same in both programs.
package enum ExitStatus: Int32, Sendable, CaseIterable {
    /// In sync, equal, verified, reached.
    case fine = 0
    /// A bad file or configuration, a failed operation, a broken journal chain.
    case error = 1
    /// The answer is "differs".
    case differs = 2
    /// Unreadable, stale, undetermined, daemon not reachable, time is up.
    case undetermined = 3
    /// Source: `EX_USAGE` of sysexits(3).
    case usage = 64
    /// Source: `EX_CONFIG` of sysexits(3).
    case configuration = 78

    /// What counts where several hold: an error before "cannot be judged" before "differs".
    package static func worst(_ statuses: [ExitStatus]) -> ExitStatus {
        let order: [ExitStatus] = [.configuration, .usage, .error, .undetermined, .differs, .fine]
        return order.first(where: statuses.contains) ?? .fine
    }
}
