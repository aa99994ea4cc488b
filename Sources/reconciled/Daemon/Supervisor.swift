import Foundation
import NIOConcurrencyHelpers

/// Passes the engine's progress on to systemd's watchdog, no more often than is useful.
struct Supervisor: Sendable {
    let notifier: SystemdNotifier
    private let lastBeat = NIOLockedValueBox<ContinuousClock.Instant?>(nil)

    init(environment: [String: String]) { self.notifier = SystemdNotifier(environment: environment) }

    /// To be called from real progress only.
    func progress() {
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
