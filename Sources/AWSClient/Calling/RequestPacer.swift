/// Lets requests go at the pace of their service and region, those that change something first.
package actor RequestPacer {
    package struct Lane: Hashable, Sendable {
        package let service: String
        package let region: String

        package init(service: String, region: String) {
            self.service = service
            self.region = region
        }
    }

    private struct Traffic {
        var bucket: TokenBucket
        var waitingWrites = 0
        var waitingReads = 0
    }

    private let rateMax: Double
    private let clock: any AWSClock
    private var traffic: [Lane: Traffic] = [:]

    /// - Parameter rateMax: requests a second for each lane.
    package init(rateMax: Double, clock: any AWSClock) {
        self.rateMax = rateMax
        self.clock = clock
    }

    /// Returns when one request may be sent.
    /// - Throws: `CancellationError`.
    package func waitForTurn(in lane: Lane, isWrite: Bool) async throws {
        guard let firstWait = self.take(lane, isWrite: isWrite) else { return }
        self.enqueue(lane, isWrite: isWrite, by: 1)
        defer { self.enqueue(lane, isWrite: isWrite, by: -1) }
        var wait: Double? = firstWait
        // Ends when a token is had or the task cancelled; each round sleeps until one is due.
        while let seconds = wait {
            try await self.clock.sleep(seconds: seconds)
            wait = self.take(lane, isWrite: isWrite)
        }
    }

    package func throttled(_ lane: Lane) {
        self.traffic[lane, default: self.fresh].bucket.throttled(at: self.clock.monotonicSeconds)
    }

    /// The pace now. Unit: requests a second.
    package func rate(of lane: Lane) -> Double { self.traffic[lane]?.bucket.rate ?? self.rateMax }

    private var fresh: Traffic { Traffic(bucket: TokenBucket(rateMax: self.rateMax, at: self.clock.monotonicSeconds)) }

    /// `nil` if the request may go; else how long to wait before asking again.
    private func take(_ lane: Lane, isWrite: Bool) -> Double? {
        var traffic = self.traffic[lane] ?? self.fresh
        defer { self.traffic[lane] = traffic }
        if !isWrite, traffic.waitingWrites > 0 {
            return Double(traffic.waitingWrites + 1) / traffic.bucket.rate
        }
        switch traffic.bucket.take(at: self.clock.monotonicSeconds) {
        case .go: return nil
        case .wait(let seconds):
            // Who comes late to a queue need not wake up for the tokens of those before.
            let ahead = isWrite ? traffic.waitingWrites : traffic.waitingWrites + traffic.waitingReads
            return seconds + Double(max(ahead - 1, 0)) / (2 * traffic.bucket.rate)
        }
    }

    private func enqueue(_ lane: Lane, isWrite: Bool, by count: Int) {
        if isWrite {
            self.traffic[lane]?.waitingWrites += count
        } else {
            self.traffic[lane]?.waitingReads += count
        }
    }
}
