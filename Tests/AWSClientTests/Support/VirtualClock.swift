import Foundation
import NIOConcurrencyHelpers

@testable import AWSClient

/// Time that passes only while somebody sleeps.
final class VirtualClock: AWSClock {
    private let elapsed = NIOLockedValueBox(0.0)
    private let sleeps = NIOLockedValueBox<[Double]>([])
    private let start: Date

    init(start: Date = Date(timeIntervalSince1970: 1_800_000_000)) { self.start = start }

    var now: Date { self.start.addingTimeInterval(self.elapsed.withLockedValue { $0 }) }
    var monotonicSeconds: Double { self.elapsed.withLockedValue { $0 } }
    /// What was slept so far, each time.
    var slept: [Double] { self.sleeps.withLockedValue { $0 } }

    func advance(by seconds: Double) { self.elapsed.withLockedValue { $0 += seconds } }

    func sleep(seconds: Double) async throws {
        try Task.checkCancellation()
        self.sleeps.withLockedValue { $0.append(seconds) }
        self.advance(by: max(seconds, 0))
        await Task.yield()
    }
}
