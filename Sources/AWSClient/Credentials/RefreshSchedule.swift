package import FoundationEssentials

/// When credentials are replaced, and when a failed replacement is tried again. Decides only.
package struct RefreshSchedule: Hashable, Sendable {
    package enum Step: Hashable, Sendable {
        /// They are good, and need nothing.
        case use
        /// They are good, and are to be replaced; they serve where that fails.
        case refresh
        /// There are none, or they have ended.
        case load
        /// As `load`, but that failed a moment ago: the same error again, without asking.
        case failAgain
    }

    /// An instant by both clocks: wall time for what AWS dates, and one that nobody sets for our own waits.
    package struct Moment: Hashable, Sendable {
        package let wall: Date
        package let monotonicSeconds: Double

        package init(_ clock: any AWSClock) {
            self.wall = clock.now
            self.monotonicSeconds = clock.monotonicSeconds
        }
    }

    /// How long before their end credentials are replaced.
    package static let aheadSeconds = 600.0
    /// Of the life of those that do not live long enough for that, what is left when they are replaced.
    private static let aheadFraction = 0.5
    private static let retrySecondsMax = 60.0
    /// Where nothing serves in the meantime, it is tried again sooner.
    private static let loadRetrySecondsMax = 15.0
    private static let retrySecondsMin = 1.0
    private static let refusalSecondsMin = 1.0

    private var expiresAt: Date?
    private var lifeSeconds = Double.infinity
    private var hasAny = false
    private var failures = 0
    private var notBefore: Double?
    private var refusedAt: Double?

    package init() {}

    package func step(at now: Moment) -> Step {
        let waits = self.notBefore.map { now.monotonicSeconds < $0 } ?? false
        guard self.hasAny, self.remaining(at: now) > 0 else { return waits ? .failAgain : .load }
        return waits || self.remaining(at: now) > self.ahead ? .use : .refresh
    }

    package mutating func loaded(expiresAt: Date?, at now: Moment) {
        self.expiresAt = expiresAt
        self.hasAny = true
        self.lifeSeconds = self.remaining(at: now)
        self.failures = 0
        self.notBefore = nil
    }

    /// Waits double from one second on, never for longer than a quarter of what is left of the old ones.
    package mutating func failed(at now: Moment) {
        let remaining = self.hasAny ? max(self.remaining(at: now), 0) : 0
        let longest = remaining > 0 ? max(min(Self.retrySecondsMax, remaining / 4), Self.retrySecondsMin) : Self.loadRetrySecondsMax
        let seconds = min(Self.retrySecondsMin * Double(1 << min(self.failures, 6)), longest)
        self.failures = min(self.failures + 1, 100)
        self.notBefore = now.monotonicSeconds + seconds
    }

    /// AWS did not accept them; true if others are to be loaded, which is done at most once a second.
    package mutating func refused(at now: Moment) -> Bool {
        if let refusedAt = self.refusedAt, now.monotonicSeconds - refusedAt < Self.refusalSecondsMin { return false }
        self.refusedAt = now.monotonicSeconds
        self.hasAny = false
        self.notBefore = nil
        return true
    }

    private var ahead: Double { min(Self.aheadSeconds, self.lifeSeconds * Self.aheadFraction) }

    private func remaining(at now: Moment) -> Double { self.expiresAt?.timeIntervalSince(now.wall) ?? .infinity }
}
