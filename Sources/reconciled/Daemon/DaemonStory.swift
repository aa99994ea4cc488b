import Foundation
import Logging
import ReconcileCore
import Store

/// Tells how the daemon itself is, through the outbox.
struct DaemonStory: Sendable {
    let store: SQLiteStore
    let deliveries: DeliveryService
    let clock: any ReconcileClock
    let logger: Logger

    func tell(_ event: NoticeEvent, _ reason: String, _ webhooks: [WebhookSettings]) async {
        var commit = Commit()
        commit.notices = [NoticeChange(event: event, account: "", passID: 0, change: ["reason": .string(reason)])]
        do {
            _ = try await self.store.commit(commit)
            _ = try await self.store.sealNotices(passID: 0, events: [event], webhooks: webhooks, at: self.clock.now().wall)
            await self.deliveries.wake()
        } catch {
            self.logger.error("notice could not be stored", metadata: ["event": "\(event.rawValue)", "reason": "\(error)"])
        }
    }
}
