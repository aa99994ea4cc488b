import HTTPTransport
import Logging
import Notifications
import ReconcileCore
import ServiceLifecycle
import Store

/// Delivers notices to the webhooks of the configuration, whichever they are at the moment.
actor DeliveryService: Service {
    private let store: SQLiteStore
    private let transport: CurlTransport
    private let clock: any ReconcileClock
    private let logger: Logger
    private var deliverer: WebhookDeliverer
    private var isStopping = false
    private var webhooks: [WebhookSettings]

    init(webhooks: [WebhookSettings], store: SQLiteStore, transport: CurlTransport, clock: any ReconcileClock, logger: Logger) {
        self.store = store
        self.transport = transport
        self.clock = clock
        self.logger = logger
        self.webhooks = webhooks
        self.deliverer = WebhookDeliverer(
            webhooks: webhooks, store: store, transport: transport, clock: clock, version: ProductVersion.text, logger: logger)
    }

    func run() async throws {
        try await withGracefulShutdownHandler {
            while !self.isStopping && !Task.isCancelled { try await self.deliverer.run() }
        } onGracefulShutdown: {
            Task { await self.stop() }
        }
    }

    func wake() { self.deliverer.wake() }

    func stop() {
        self.isStopping = true
        self.deliverer.stop()
    }

    /// What is under way ends as it began; what waits goes by the new list.
    func adopt(_ webhooks: [WebhookSettings]) {
        let before = self.deliverer
        self.webhooks = webhooks
        self.deliverer = WebhookDeliverer(
            webhooks: webhooks, store: self.store, transport: self.transport, clock: self.clock, version: ProductVersion.text,
            logger: self.logger)
        before.stop()
    }

    /// Tells what the outbox cannot keep, because the outbox is what failed.
    func tellAtOnce(_ event: NoticeEvent, _ reason: String) async {
        var generator = SystemRandomNumberGenerator()
        let notice = UrgentNotice(event: event, reason: reason, at: self.clock.now().wall)
        let told = await notice.send(to: self.webhooks, transport: self.transport, version: ProductVersion.text, using: &generator)
        self.logger.notice("told from memory", metadata: ["event": "\(event.rawValue)", "webhooks": "\(told.sorted().joined(separator: ","))"])
    }
}
