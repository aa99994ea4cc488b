import Logging
import ReconcileCore
import ReconcileEngine

/// Makes the store's state the daemon's: told once when it fails, and once when it works again.
struct StoreWatch: Sendable {
    let health: DaemonHealth
    let deliveries: DeliveryService
    let statusLine: StatusLine
    let notifier: SystemdNotifier
    let logger: Logger

    func checked(_ trouble: StoreTrouble?) async {
        guard let trouble else {
            if await self.health.degrade(.store, nil) {
                self.logger.notice("the store works again")
                await self.statusLine.send(by: self.notifier)
                await self.deliveries.tellAtOnce(.daemonRecovered, "the database can be written again")
                await self.deliveries.wake()
            }
            return
        }
        let reason = "nothing can be recorded, so nothing is corrected: \(trouble.message)"
        guard await self.health.degrade(.store, reason) else { return }
        self.logger.error("the store fails", metadata: ["state": "\(trouble.degradation.rawValue)", "reason": "\(trouble.message)"])
        await self.statusLine.send(by: self.notifier)
        await self.deliveries.tellAtOnce(.daemonDegraded, reason)
    }
}
