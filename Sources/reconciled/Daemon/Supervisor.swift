import Foundation
import NIOConcurrencyHelpers
import ReconcileCore
import ReconcileEngine
import SystemTime

/// Passes the engine's progress on to systemd's watchdog, no more often than is useful, and not while the work on an account hangs.
struct Supervisor: Sendable {
    let notifier: SystemdNotifier
    private let clock = SystemClock()
    private let lastBeat = NIOLockedValueBox<ContinuousClock.Instant?>(nil)
    private let accounts = NIOLockedValueBox(AccountProgress())

    init(environment: [String: String]) { self.notifier = SystemdNotifier(environment: environment) }

    /// To be called from real progress only, in the task that makes it.
    func progress() {
        let isHung = self.accounts.withLockedValue { accounts in
            let now = self.clock.now()
            accounts.note(WorkingAccount.name, at: now)
            return !accounts.hung(at: now).isEmpty
        }
        if !isHung { self.beat() }
    }

    /// From here on the progress of each of these counts.
    func watch(_ names: Set<String>) { self.accounts.withLockedValue { $0.watch(names, at: self.clock.now()) } }

    /// Accounts on which no work has gone on for too long, by name.
    var hungAccounts: [String] { self.accounts.withLockedValue { $0.hung(at: self.clock.now()) } }

    private func beat() {
        guard let limit = self.notifier.watchdogSeconds else { return }
        let now = ContinuousClock.now
        let isDue = self.lastBeat.withLockedValue { last in
            if let last, last.duration(to: now) < .seconds(limit / 4) { return false }
            last = now
            return true
        }
        if isDue { self.notifier.send(.watchdog) }
    }
}
