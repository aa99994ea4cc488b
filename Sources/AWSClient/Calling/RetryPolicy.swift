/// When a failed call is repeated, and after which wait.
///
/// Source: botocore 1.43, retry mode `standard`. Two things differ, because here a call that is given up may spoil a
/// whole pass: being throttled has a count of its own, and a read may fail more often unless somebody set a number.
package struct RetryPolicy: Hashable, Sendable {
    /// How often a call has failed so far.
    package struct Failures: Hashable, Sendable {
        package var throttled = 0
        /// All others.
        package var other = 0

        package init(throttled: Int = 0, other: Int = 0) {
            self.throttled = throttled
            self.other = other
        }

        package mutating func add(_ error: AWSError) {
            if error.errorClass == .throttled { self.throttled += 1 } else { self.other += 1 }
        }
    }

    /// First attempt included; throttled ones do not count.
    package let attemptsMax: Int
    private let isChosen: Bool

    package static let standardAttemptsMax = 3
    private static let readAttemptsMax = 5
    private static let throttledMax = 10
    private static let waitSecondsMax = 20.0
    /// How much longer than planned a service may make us wait.
    private static let askedSecondsMax = 5.0
    private static let askedByHTTPSecondsMax = 20.0

    /// - Parameter attemptsMax: from 1 up, as somebody chose it; `nil` for 3, the SDKs' own, and 5 for reads.
    package init(attemptsMax: Int? = nil) {
        self.attemptsMax = max(attemptsMax ?? Self.standardAttemptsMax, 1)
        self.isChosen = attemptsMax != nil
    }

    /// Whether repeating can neither do a thing twice nor is in vain.
    package func mayRepeat(_ error: AWSError, mutates: Bool) -> Bool {
        guard error.effect == .none || !mutates else { return false }
        return error.errorClass == .throttled || error.errorClass == .transient
    }

    /// Whether a call that has failed so often, last with `error`, is repeated.
    package func mayRepeat(_ error: AWSError, mutates: Bool, after failures: Failures) -> Bool {
        guard self.mayRepeat(error, mutates: mutates) else { return false }
        if error.errorClass == .throttled { return failures.throttled < (self.isChosen && self.attemptsMax == 1 ? 1 : Self.throttledMax) }
        return failures.other < self.attemptsMax(after: error, mutates: mutates)
    }

    /// Who could not be reached at all will hardly be a moment later; who answered or fell silent may.
    private func attemptsMax(after error: AWSError, mutates: Bool) -> Int {
        let unreachable = ["connect", "connectTimeout", "resolve"].map { AWSErrorCode.transportPrefix + $0 }
        return self.isChosen || mutates || unreachable.contains(error.code) ? self.attemptsMax : Self.readAttemptsMax
    }

    /// The wait before the next attempt. Unit: seconds.
    /// - Parameter failures: those of the kind of the last one, from 1 up.
    /// - Parameter fraction: a random number from 0 to 1, which keeps many clients from coming back at once.
    /// - Parameter asked: what the service asks for; followed within bounds.
    package func waitSeconds(failures: Int, fraction: Double, asked: RetryAfter? = nil) -> Double {
        // 2^5 is above the cap already; larger exponents are of no use.
        let exponent = min(max(failures - 1, 0), 5)
        let planned = fraction * min(Double(1 << exponent), Self.waitSecondsMax)
        return switch asked {
        case nil: planned
        case .milliseconds(let milliseconds): min(max(Double(milliseconds) / 1000, planned), planned + Self.askedSecondsMax)
        case .seconds(let seconds): max(min(seconds, Self.askedByHTTPSecondsMax), planned)
        }
    }
}

/// How many repetitions a client allows itself before a failing service is left alone.
///
/// Source: botocore 1.43, `botocore/retries/quota.py` and `standard.py`. Throttled requests do not pay:
/// the pace, which they lower, already spares the service.
package struct RetryQuota: Hashable, Sendable {
    package static let capacityMax = 500
    private static let retryCost = 5
    private static let timeoutRetryCost = 10

    package private(set) var capacity = RetryQuota.capacityMax

    package init() {}

    /// Pays for one repetition; `nil` if the quota is exhausted, else what was paid.
    package mutating func pay(isTimeout: Bool) -> Int? {
        let cost = isTimeout ? Self.timeoutRetryCost : Self.retryCost
        guard self.capacity >= cost else { return nil }
        self.capacity -= cost
        return cost
    }

    /// A call succeeded: gives back what its last repetition cost, or 1 if it needed none.
    package mutating func succeeded(paid: Int?) {
        self.capacity = min(self.capacity + (paid ?? 1), Self.capacityMax)
    }
}
