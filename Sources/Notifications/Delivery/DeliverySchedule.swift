package import Foundation
package import ReconcileCore

/// When a delivery is tried again, and when it is given up: a function of its inputs.
///
/// Waits grow from seconds to half a day. What is not delivered three days after the
/// notice was made is tried one last time then and kept as a dead letter.
package struct DeliverySchedule: Equatable, Sendable {
    /// The wait after the first, second, … failed attempt in seconds; the last one repeats.
    package let waitsSeconds: [Double]
    /// How much of a wait is added at random, as a share of it, so that deliveries that failed together do not return together.
    package let jitter: Double
    /// From the making of a notice to its last attempt, in seconds.
    package let ageSecondsMax: Double
    /// At most this many attempts, whatever the clocks say.
    package let attemptsMax: Int
    /// A receiver's `Retry-After` beyond this is cut, in seconds.
    package let retryAfterSecondsMax: Double
    /// How long a delivery is held that cannot be sent as things are, in seconds.
    package let holdSeconds: Double

    package init(
        waitsSeconds: [Double] = [5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 43_200], jitter: Double = 0.2,
        ageSecondsMax: Double = 259_200, attemptsMax: Int = 40, retryAfterSecondsMax: Double = 43_200, holdSeconds: Double = 30
    ) {
        self.waitsSeconds = waitsSeconds
        self.jitter = jitter
        self.ageSecondsMax = ageSecondsMax
        self.attemptsMax = attemptsMax
        self.retryAfterSecondsMax = retryAfterSecondsMax
        self.holdSeconds = holdSeconds
    }

    /// `delivery` as it is to be stored after an attempt that came to `outcome`.
    package func record(
        _ outcome: AttemptOutcome, of delivery: Delivery, at now: Date, using generator: inout some RandomNumberGenerator
    ) -> Delivery {
        var result = delivery
        switch outcome {
        case .delivered:
            result.attempts += 1
            result.state = .delivered
            result.lastError = nil
        case .hopeless(let reason):
            result.attempts += 1
            result.state = .deadLettered
            result.lastError = reason
        case .held(let reason):
            result.lastError = reason
            self.postpone(&result, bySeconds: self.holdSeconds, at: now)
        case .failed(let reason, let retryAfterSeconds, _):
            result.attempts += 1
            result.lastError = reason
            let asked = min(max(retryAfterSeconds ?? 0, 0), self.retryAfterSecondsMax)
            let wait = max(self.waitSeconds(afterAttempts: result.attempts, using: &generator), asked)
            self.postpone(&result, bySeconds: wait, at: now)
        }
        return result
    }

    /// - Parameter attempts: how many have failed, from 1.
    /// - Returns: seconds, from the wait itself up to the wait with all its jitter.
    package func waitSeconds(afterAttempts attempts: Int, using generator: inout some RandomNumberGenerator) -> Double {
        let index = min(max(attempts, 1), self.waitsSeconds.count) - 1
        guard self.waitsSeconds.indices.contains(index) else { return self.holdSeconds }
        return self.waitsSeconds[index] * (1 + self.jitter * Double.random(in: 0..<1, using: &generator))
    }

    private func postpone(_ delivery: inout Delivery, bySeconds wait: Double, at now: Date) {
        let lastAttemptAt = delivery.notice.createdAt.addingTimeInterval(self.ageSecondsMax)
        guard now < lastAttemptAt, delivery.attempts < self.attemptsMax else {
            delivery.state = .deadLettered
            return
        }
        delivery.nextAttemptAt = min(now.addingTimeInterval(wait), lastAttemptAt)
    }
}
