import AWSClient
package import Foundation
import NIOConcurrencyHelpers

/// Time that passes only where a test says so or where somebody sleeps.
package final class SimulationClock: AWSClock {
    private let start: Date
    private let elapsed = NIOLockedValueBox(0.0)

    package init(start: Date = Date(timeIntervalSince1970: 1_773_741_600)) { self.start = start }

    package var now: Date { self.start.addingTimeInterval(self.monotonicSeconds) }
    package var monotonicSeconds: Double { self.elapsed.withLockedValue { $0 } }

    package func advance(by seconds: Double) { self.elapsed.withLockedValue { $0 += max(seconds, 0) } }

    package func sleep(seconds: Double) async throws {
        try Task.checkCancellation()
        self.advance(by: seconds)
        await Task.yield()
    }
}
