import Foundation
import ReconcileCore
import Synchronization

/// A clock that jumps over short sleeps and stays asleep in long ones, so that retries take no time
/// and a service that has nothing to do stands still.
final class SteppingClock: ReconcileClock {
    /// Sleeps up to this long pass at once. Unit: seconds.
    private let jumpSecondsMax: Double
    private let milliseconds = Atomic(0)
    let start: Date

    init(start: Date = Date(timeIntervalSince1970: 1_800_000_000), jumpSecondsMax: Double = 45) {
        self.start = start
        self.jumpSecondsMax = jumpSecondsMax
    }

    func now() -> Instant {
        let passed = Double(self.milliseconds.load(ordering: .sequentiallyConsistent)) / 1000
        return Instant(wall: self.start.addingTimeInterval(passed), bootID: "boot", secondsSinceBoot: 100 + passed)
    }

    func advance(seconds: Double) {
        self.milliseconds.add(Int((seconds * 1000).rounded(.up)), ordering: .sequentiallyConsistent)
    }

    func sleep(seconds: Double) async throws {
        try Task.checkCancellation()
        if seconds > self.jumpSecondsMax { return try await Task.sleep(for: .seconds(86_400)) }
        self.advance(seconds: seconds)
        await Task.yield()
    }
}
