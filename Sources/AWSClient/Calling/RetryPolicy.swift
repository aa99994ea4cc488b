/// When a failed call is repeated, and after which wait.
///
/// Source: botocore 1.43, retry mode `standard`.
package struct RetryPolicy: Hashable, Sendable {
    /// First attempt included.
    package let attemptsMax: Int

    private static let waitSecondsMax = 20.0

    /// - Parameter attemptsMax: from 1 up; 3 is the SDKs' own.
    package init(attemptsMax: Int = 3) { self.attemptsMax = max(attemptsMax, 1) }

    /// Whether repeating can neither do a thing twice nor is in vain.
    package func mayRepeat(_ error: AWSError, mutates: Bool) -> Bool {
        guard error.effect == .none || !mutates else { return false }
        return error.errorClass == .throttled || error.errorClass == .transient
    }

    /// The wait before the next attempt. Unit: seconds.
    /// - Parameter attemptsMade: from 1 up.
    /// - Parameter fraction: a random number from 0 to 1, which keeps many clients from coming back at once.
    package func waitSeconds(attemptsMade: Int, fraction: Double) -> Double {
        // 2^5 is above the cap already; larger exponents are of no use.
        let exponent = min(max(attemptsMade - 1, 0), 5)
        return fraction * min(Double(1 << exponent), Self.waitSecondsMax)
    }
}

/// How many repetitions a client allows itself before a failing service is left alone.
///
/// Source: botocore 1.43, `botocore/retries/quota.py` and `standard.py`.
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
