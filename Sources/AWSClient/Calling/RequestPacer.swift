import NIOConcurrencyHelpers

/// Lets requests go at the pace of their service and region, those that change something first.
///
/// One for each account, shared by all who call for it.
package final class RequestPacer: Sendable {
    package struct Lane: Hashable, Sendable {
        package let service: String
        package let region: String

        package init(service: String, region: String) {
            self.service = service
            self.region = region
        }
    }

    /// More wait than are let wait.
    package struct Overcrowded: Error, Hashable, Sendable {}

    /// Half of what AWS publishes of services that take less than anybody would ask for: others ask, too. Unit: requests a second.
    /// - SeeAlso: AWS CloudTrail API Reference, `LookupEvents`: two a second for each account and region.
    private static let rateMaxOfService = ["CloudTrail": 1.0]

    /// So that a rate that has risen since is soon noticed. Unit: seconds.
    private static let sleepSecondsMax = 5.0

    private let rateMax: Double
    private let clock: any AWSClock
    private let queues = NIOLockedValueBox<[Lane: TurnQueue]>([:])

    /// - Parameter rateMax: requests a second for each lane.
    package init(rateMax: Double, clock: any AWSClock) {
        self.rateMax = rateMax
        self.clock = clock
    }

    /// Returns when one request may be sent.
    /// - Throws: `CancellationError`, or `Overcrowded`.
    package func waitForTurn(in lane: Lane, isWrite: Bool) async throws {
        guard let ticket = self.with(lane, { $0.enter(isWrite: isWrite) }) else { throw Overcrowded() }
        defer { self.with(lane) { $0.leave(ticket) } }
        // Ends when it is this one's turn or the task is cancelled; each round sleeps until a token is due.
        while let seconds = self.with(lane, { [clock] queue in queue.ask(ticket, at: clock.monotonicSeconds) }) {
            try await self.clock.sleep(seconds: min(seconds, Self.sleepSecondsMax))
        }
    }

    /// - Parameter sentAt: when the request went that was one too many.
    package func throttled(_ lane: Lane, sentAt: Double) {
        self.with(lane) { $0.throttled(sentAt: sentAt, at: self.clock.monotonicSeconds) }
    }

    /// The service took a request of that lane.
    package func succeeded(_ lane: Lane) { self.with(lane) { $0.succeeded() } }

    /// The pace now. Unit: requests a second.
    package func rate(of lane: Lane) -> Double { self.with(lane) { $0.bucket.rate } }

    /// How many wait for their turn.
    package func waiting(in lane: Lane) -> Int { self.with(lane) { $0.waiting } }

    private func with<Value>(_ lane: Lane, _ body: (inout TurnQueue) -> Value) -> Value {
        self.queues.withLockedValue { queues in
            let rateMax = min(self.rateMax, Self.rateMaxOfService[lane.service] ?? .infinity)
            return body(&queues[lane, default: TurnQueue(bucket: TokenBucket(rateMax: rateMax, at: self.clock.monotonicSeconds))])
        }
    }
}
