/// The pace of requests to one service in one region: a rate with a burst of one second's
/// worth, cut when the service throttles and given back slowly.
///
/// Decides only; its owner waits and sends. All instants are monotonic seconds.
package struct TokenBucket: Hashable, Sendable {
    package enum Decision: Hashable, Sendable {
        case go
        /// Ask again after that many seconds (above 0).
        case wait(seconds: Double)
    }

    /// The rate never exceeds this. Unit: requests a second.
    package let rateMax: Double
    package private(set) var rate: Double
    private var tokens: Double
    private var refilledAt: Double
    private var cutAt: Double?

    /// What throttling leaves of the rate. Source: the beta of CUBIC, RFC 9438, as in botocore's adaptive mode.
    private static let cutFactor = 0.7
    private static let rateMin = 0.5
    /// Answers to requests sent before a cut arrive within this time and are no reason for another.
    private static let cutIntervalSeconds = 1.0
    private static let recoveryDelaySeconds = 2.0
    /// From nothing to the whole rate.
    private static let recoverySeconds = 30.0

    /// - Parameter rateMax: from 0.5 to 10 000; another value is moved to the nearer end.
    package init(rateMax: Double, at instant: Double) {
        self.rateMax = rateMax.isNaN ? Self.rateMin : min(max(rateMax, Self.rateMin), 10_000)
        self.rate = self.rateMax
        self.tokens = max(self.rateMax, 1)
        self.refilledAt = instant
    }

    private var burst: Double { max(self.rate, 1) }

    /// Takes a token if there is one.
    package mutating func take(at instant: Double) -> Decision {
        self.refill(at: instant)
        // Half a millionth forgives what floating point loses when the wait was exactly long enough.
        guard self.tokens >= 1 - 5e-7 else { return .wait(seconds: max((1 - self.tokens) / self.rate, 1e-6)) }
        self.tokens = max(self.tokens - 1, 0)
        return .go
    }

    /// The service refused a request for being one too many.
    package mutating func throttled(at instant: Double) {
        self.refill(at: instant)
        self.tokens = 0
        if let cutAt = self.cutAt, instant - cutAt < Self.cutIntervalSeconds { return }
        self.cutAt = instant
        self.rate = max(self.rate * Self.cutFactor, Self.rateMin)
    }

    private mutating func refill(at instant: Double) {
        let elapsed = max(instant - self.refilledAt, 0)
        self.refilledAt = max(instant, self.refilledAt)
        self.tokens = min(self.tokens + elapsed * self.rate, self.burst)
        if let cutAt = self.cutAt {
            let recovering = max(min(instant - cutAt - Self.recoveryDelaySeconds, elapsed), 0)
            self.rate = min(self.rate + recovering * self.rateMax / Self.recoverySeconds, self.rateMax)
        }
    }
}
