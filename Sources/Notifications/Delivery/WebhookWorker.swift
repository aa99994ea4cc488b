import Foundation
import HTTPTransport
import Logging
import ReconcileCore

/// Brings one webhook its notices, one after the other, oldest first.
///
/// After a failure that concerns the whole webhook nothing is sent to it for a while, so that
/// order is kept and a receiver that is down is not asked once for each notice that waits.
struct WebhookWorker: Sendable {
    /// Deliveries taken from the store at once.
    static let batchCountMax = 32
    /// How far ahead a retry is looked for when nothing is due, in seconds; also the longest time without looking.
    static let lookAheadSeconds = 60.0
    /// The longest time that a webhook is left alone after a failure, in seconds.
    static let pauseSecondsMax = 30.0
    /// How long to wait after the store failed, in seconds.
    static let storePauseSeconds = 10.0

    let webhook: WebhookSettings
    let store: any StateStore
    let transport: any HTTPTransporting
    let clock: any ReconcileClock
    let schedule: DeliverySchedule
    let userAgent: String
    let logger: Logger
    let stopping: StopFlag
    let wakes: AsyncStream<Void>
    let waker: AsyncStream<Void>.Continuation

    /// Works until stopped or cancelled.
    func run(drawingFrom source: any RandomNumberGenerator & Sendable) async {
        var generator: any RandomNumberGenerator & Sendable = source
        var iterator = self.wakes.makeAsyncIterator()
        var pause = Pause()
        while !self.stopping.isRaised, !Task.isCancelled {
            let wait = await self.round(&pause, &generator)
            guard wait > 0 else { continue }
            guard await self.sleep(seconds: wait, orUntilWokenBy: &iterator) else { return }
        }
    }

    /// Delivers what is due, until one fails for the whole webhook.
    /// - Returns: how many seconds there is nothing to do; 0: look again at once.
    private func round(_ pause: inout Pause, _ generator: inout any RandomNumberGenerator & Sendable) async -> Double {
        let left = pause.secondsLeft(at: self.clock.now())
        guard left <= 0 else { return left }
        do {
            let now = self.clock.now().wall
            let due = try await self.store.dueDeliveries(webhook: self.webhook.name, at: now, countMax: Self.batchCountMax)
            guard !due.isEmpty else { return try await self.secondsUntilNext(from: now) }
            for delivery in due where !self.stopping.isRaised && !Task.isCancelled {
                guard let updated = await self.attempt(delivery, &generator) else { return 0 }
                try await self.store.updateDelivery(updated.delivery)
                guard updated.webhookFails else { continue }
                let wait = updated.delivery.nextAttemptAt.timeIntervalSince(self.clock.now().wall)
                pause = Pause(seconds: min(max(wait, 0), Self.pauseSecondsMax), since: self.clock.now())
                return pause.seconds
            }
            return 0
        } catch {
            // Waiting also keeps a receiver from getting again and again what cannot be noted as delivered.
            if !Task.isCancelled { self.logger.error("outbox failed", metadata: self.metadata(error: "\(error)")) }
            pause = Pause(seconds: Self.storePauseSeconds, since: self.clock.now())
            return pause.seconds
        }
    }

    private func secondsUntilNext(from now: Date) async throws -> Double {
        let horizon = now.addingTimeInterval(Self.lookAheadSeconds)
        let coming = try await self.store.dueDeliveries(webhook: self.webhook.name, at: horizon, countMax: Self.batchCountMax)
        let next = coming.map(\.nextAttemptAt).min() ?? horizon
        return min(max(next.timeIntervalSince(now), 0), Self.lookAheadSeconds)
    }

    /// - Returns: the delivery as it is to be stored, or `nil` where the attempt was broken off from here.
    private func attempt(
        _ delivery: Delivery, _ generator: inout any RandomNumberGenerator & Sendable
    ) async -> (delivery: Delivery, webhookFails: Bool)? {
        let outcome = await self.send(delivery)
        // What was under way when the daemon had to stop is repeated with the same id after its next start.
        if Task.isCancelled, outcome != .delivered { return nil }
        let updated = self.schedule.record(outcome, of: delivery, at: self.clock.now().wall, using: &generator)
        self.log(updated)
        switch outcome {
        case .delivered, .hopeless, .failed(_, _, .notice): return (updated, false)
        case .held, .failed(_, _, .webhook): return (updated, true)
        }
    }

    private func send(_ delivery: Delivery) async -> AttemptOutcome {
        let payload: WebhookPayload
        let secrets: [WebhookSecret]
        do throws(NotificationError) {
            payload = try WebhookPayload(delivery.notice, format: self.webhook.format)
            secrets = try self.webhook.secretFile.map { path throws(NotificationError) in try WebhookSecretFile(path: path).read() } ?? []
        } catch {
            switch error.code {
            case .secretUnreadable, .secretMalformed: return .held(reason: error.message)
            case .formatUnsupported, .bodyMalformed: return .hopeless(reason: error.message)
            }
        }
        let attempt = WebhookRequest(
            delivery.notice, payload: payload, webhook: self.webhook, secrets: secrets, at: self.clock.now().wall, userAgent: self.userAgent)
        do throws(HTTPTransportError) {
            let response = try await self.transport.send(attempt.request)
            return AttemptOutcome(response: response, from: self.host, at: self.clock.now().wall)
        } catch {
            return AttemptOutcome(error: error)
        }
    }

    /// For people; the rest of the URL may be a secret.
    private var host: String { URLComponents(string: self.webhook.url)?.host ?? self.webhook.name }

    /// - Returns: `false` where there will be nothing more to do.
    private func sleep(seconds: Double, orUntilWokenBy iterator: inout AsyncStream<Void>.Iterator) async -> Bool {
        await withTaskGroup(of: Void.self) { group in
            // Only the sleeper is ever cancelled: a cancelled iterator would end the stream of wake-ups.
            group.addTask { if (try? await self.clock.sleep(seconds: seconds)) != nil { self.waker.yield() } }
            let woken = await iterator.next() != nil
            group.cancelAll()
            return woken
        }
    }
}

/// For how long a webhook is left alone.
private struct Pause {
    var seconds = 0.0
    /// `nil`: not at all.
    var since: Instant?

    /// From 0 up to the whole pause, whatever the wall clock did.
    func secondsLeft(at now: Instant) -> Double {
        guard let since = self.since else { return 0 }
        return min(max(self.seconds - now.seconds(since: since), 0), self.seconds)
    }
}

extension WebhookWorker {
    private func log(_ delivery: Delivery) {
        var metadata = self.metadata(error: delivery.lastError)
        metadata["notice"] = "\(delivery.notice.id)"
        metadata["attempts"] = "\(delivery.attempts)"
        switch delivery.state {
        case .delivered: self.logger.debug("notice delivered", metadata: metadata)
        case .pending: self.logger.warning("notice not delivered, will be tried again", metadata: metadata)
        case .deadLettered: self.logger.error("notice given up", metadata: metadata)
        }
    }

    private func metadata(error: String?) -> Logger.Metadata {
        var metadata: Logger.Metadata = ["webhook": "\(self.webhook.name)"]
        if let error { metadata["error"] = "\(error)" }
        return metadata
    }
}
