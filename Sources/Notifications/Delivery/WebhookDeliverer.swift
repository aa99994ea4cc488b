package import HTTPTransport
package import Logging
package import ReconcileCore

/// Empties the outbox: brings each webhook the notices that wait for it, at least once each.
///
/// Everything that must survive a restart is in the store; this only looks there and writes there.
/// Webhooks do not wait for each other: one request is under way for each of them at most.
package struct WebhookDeliverer: Sendable {
    /// How long requests under way may take to end after `stop()`, in seconds.
    package static let drainSeconds = 5.0

    private let workers: [WebhookWorker]
    private let clock: any ReconcileClock
    private let generator: any RandomNumberGenerator & Sendable
    private let stopping: StopFlag
    private let stopped: AsyncStream<Never>
    private let stopper: AsyncStream<Never>.Continuation

    /// - Parameters:
    ///   - version: the product's, for the header `user-agent`.
    ///   - generator: where the jitter of retries comes from.
    package init(
        webhooks: [WebhookSettings], store: any StateStore, transport: any HTTPTransporting, clock: any ReconcileClock, version: String,
        logger: Logger = Logger(label: "notifications"), schedule: DeliverySchedule = DeliverySchedule(),
        generator: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
    ) {
        let stopping = StopFlag()
        self.workers = webhooks.map { webhook in
            let (wakes, waker) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
            return WebhookWorker(
                webhook: webhook, store: store, transport: transport, clock: clock, schedule: schedule,
                userAgent: "reconciled/\(version)", logger: logger, stopping: stopping, wakes: wakes, waker: waker)
        }
        self.clock = clock
        self.generator = generator
        self.stopping = stopping
        (self.stopped, self.stopper) = AsyncStream<Never>.makeStream()
    }

    /// Delivers until `stop()` is called or the task is cancelled; to be called once.
    ///
    /// After `stop()` nothing is started, and what is under way has `drainSeconds` to end.
    package func run() async throws {
        await withTaskGroup(of: Ended.self) { group in
            for worker in self.workers {
                group.addTask {
                    await worker.run(drawingFrom: self.generator)
                    return .worker
                }
            }
            group.addTask {
                for await _ in self.stopped {}
                return .stopAwaited
            }
            var (working, stopIsAwaited) = (self.workers.count, true)
            while working > 0 || stopIsAwaited, let ended = await group.next() {
                switch ended {
                case .worker: working -= 1
                case .drain: working = 0
                case .stopAwaited:
                    stopIsAwaited = false
                    group.addTask {
                        try? await self.clock.sleep(seconds: Self.drainSeconds)
                        return .drain
                    }
                }
            }
            group.cancelAll()
        }
    }

    /// Says that there may be something to deliver; cheap, and never lost.
    package func wake() {
        for worker in self.workers { worker.waker.yield() }
    }

    /// Ends `run()` in good order. A second call is harmless.
    package func stop() {
        self.stopping.raise()
        for worker in self.workers { worker.waker.finish() }
        self.stopper.finish()
    }

    private enum Ended: Sendable { case worker, stopAwaited, drain }
}
