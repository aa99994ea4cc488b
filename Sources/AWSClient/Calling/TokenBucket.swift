/// The pace of requests to one service in one region: a rate that is cut when the service throttles, kept for a while,
/// and then raised slowly up to where it was cut and ever faster beyond.
///
/// The way back is measured in requests, not in seconds, so that at any pace few requests are spent on finding the
/// limit: one throttled request in each round of more than `holdRequestsMin`. The curve is CUBIC's, RFC 9438, as in the
/// SDKs' adaptive mode, whose way back takes seconds and therefore throttles several requests in a hundred.
///
/// Decides only; its owner waits and sends. All instants are monotonic seconds.
package struct TokenBucket: Hashable, Sendable {
    private struct Cut: Hashable, Sendable {
        let at: Double
        /// The rate that was throttled, and what was left of it.
        let before: Double
        let after: Double
        var requestsSince = 0
        /// Whether any request has been taken since.
        var hadSuccess = false
    }

    /// The rate never exceeds this. Unit: requests a second.
    package let rateMax: Double
    package private(set) var rate: Double
    private var tokens: Double
    private var refilledAt: Double
    private var cut: Cut?
    private var pausedUntil = -Double.infinity
    private var pauseSeconds = TokenBucket.pauseSecondsMin

    private static let cutFactor = 0.7
    /// Below this a pass would take for ever; where the cap is lower, the cap.
    private static let rateMin = 1.0
    private static let rateMaxRange = 0.5...10_000.0
    /// Throttled requests come in heaps; what comes within this time is of the same heap.
    private static let heapSeconds = 1.0
    /// How long the rate of a cut is kept, and how long the way back to where it was cut is: so many requests,
    /// and for fast services so many seconds' worth, because more are on their way when the answer comes.
    private static let holdRequestsMin = 200.0
    private static let holdSeconds = 20.0
    private static let climbRequestsMin = 100.0
    private static let climbSeconds = 10.0
    /// Nobody sends for so long after a throttled request, and twice as long after each further one without a success between.
    private static let pauseSecondsMin = 0.5
    private static let pauseSecondsMax = 4.0
    /// After so long without a throttled request the cut says nothing any more.
    private static let forgottenAfterSeconds = 3600.0

    /// - Parameter rateMax: from 0.5 to 10 000; another value is moved to the nearer end.
    package init(rateMax: Double, at instant: Double) {
        self.rateMax = rateMax.isNaN ? Self.rateMaxRange.lowerBound : min(max(rateMax, Self.rateMaxRange.lowerBound), Self.rateMaxRange.upperBound)
        self.rate = self.rateMax
        self.tokens = max(self.rateMax, 1)
        self.refilledAt = instant
    }

    /// One second's worth at once; one request while the service's limit is near.
    private var burst: Double { self.cut == nil ? max(self.rate, 1) : 1 }

    /// Takes a token, if one is left after those that others are to have.
    /// - Parameter ahead: how many go before this one.
    /// - Returns: after how many seconds (above 0) to ask again; `nil` if the request may go.
    package mutating func take(ahead: Int = 0, at instant: Double) -> Double? {
        self.refill(at: instant)
        if instant < self.pausedUntil - 1e-9 { return self.pausedUntil - instant + Double(max(ahead, 0)) / self.rate }
        let wanted = Double(max(ahead, 0) + 1)
        // Half a millionth forgives what floating point loses when the wait was exactly long enough.
        guard self.tokens >= wanted - 5e-7 else { return max((wanted - self.tokens) / self.rate, 1e-6) }
        self.tokens = max(self.tokens - 1, 0)
        self.climb(at: instant)
        return nil
    }

    /// The service refused a request for being one too many.
    /// - Parameter sentAt: when that went; one that went before the last cut says nothing about the rate since.
    package mutating func throttled(sentAt: Double, at instant: Double) {
        self.refill(at: instant)
        self.tokens = 0
        // What was sent before the last one was throttled tells nothing that is not known.
        if sentAt >= self.pausedUntil {
            self.pausedUntil = instant + self.pauseSeconds
            self.pauseSeconds = min(self.pauseSeconds * 2, Self.pauseSecondsMax)
        }
        // Where nothing has come through since the last cut, the service is closed whatever the rate.
        if let cut = self.cut, sentAt <= cut.at || instant - cut.at < Self.heapSeconds || !cut.hadSuccess { return }
        let after = max(self.rate * Self.cutFactor, min(Self.rateMin, self.rateMax))
        self.cut = Cut(at: instant, before: self.rate, after: after)
        self.rate = after
    }

    /// The service took a request.
    package mutating func succeeded() {
        self.cut?.hadSuccess = true
        self.pauseSeconds = Self.pauseSecondsMin
    }

    private mutating func refill(at instant: Double) {
        let elapsed = max(instant - self.refilledAt, 0)
        self.refilledAt = max(instant, self.refilledAt)
        self.tokens = min(self.tokens + elapsed * self.rate, max(self.burst, self.tokens))
    }

    private mutating func climb(at instant: Double) {
        guard var cut = self.cut else { return }
        cut.requestsSince += 1
        let hold = max(Self.holdRequestsMin, Self.holdSeconds * cut.after)
        let climb = max(Self.climbRequestsMin, Self.climbSeconds * cut.after)
        // From -1 at the end of the hold over 0 at the rate of the cut.
        let way = (Double(cut.requestsSince) - hold) / climb - 1
        if way > -1 {
            let cubed = way * way * way
            self.rate = min(cubed < 0 ? cut.before + (cut.before - cut.after) * cubed : cut.before * (1 + cubed), self.rateMax)
        }
        let isOver = self.rate >= self.rateMax || instant - cut.at > Self.forgottenAfterSeconds
        self.cut = isOver ? nil : cut
        if isOver { self.rate = self.rateMax }
    }
}
