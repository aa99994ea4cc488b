package import FoundationEssentials

/// The time that calls depend on; the system's in the product, a virtual one in tests.
package protocol AWSClock: Sendable {
    /// Wall time, for signatures and the expiry of credentials.
    var now: Date { get }
    /// Seconds from some fixed instant, never going back, for rates.
    var monotonicSeconds: Double { get }
    /// Returns after that time, at once for zero and less.
    /// - Throws: `CancellationError` as soon as the task is cancelled.
    func sleep(seconds: Double) async throws
}

/// The machine's clocks.
package struct SystemAWSClock: AWSClock {
    private let start = ContinuousClock.now

    package init() {}

    package var now: Date { Date() }

    package var monotonicSeconds: Double {
        let elapsed = self.start.duration(to: .now).components
        return Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18
    }

    package func sleep(seconds: Double) async throws {
        // A day is far above any wait here, and a bound against a number that no Duration can hold.
        try await Task.sleep(for: .seconds(min(max(seconds, 0), 86_400)))
    }
}
