import Foundation
import NIOConcurrencyHelpers

@testable import AWSClient

/// Time that passes only when the test says so; sleepers wake up in the order of their times.
final class GatedClock: AWSClock {
    private struct Sleeper {
        let wakesAt: Double
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now = 0.0
        var sleepers: [Sleeper] = []
    }

    private let state = NIOLockedValueBox(State())

    var now: Date { Date(timeIntervalSince1970: 1_800_000_000 + self.monotonicSeconds) }
    var monotonicSeconds: Double { self.state.withLockedValue { $0.now } }

    func sleep(seconds: Double) async throws {
        try await withCheckedThrowingContinuation { continuation in
            self.state.withLockedValue { $0.sleepers.append(Sleeper(wakesAt: $0.now + seconds, continuation: continuation)) }
        }
    }

    /// Returns when that many sleep at the same time.
    func untilSleepers(_ count: Int) async {
        while self.state.withLockedValue({ $0.sleepers.count }) < count { await Task.yield() }
    }

    /// Moves time on to when the next sleeper is due, and wakes it up.
    func advanceToNextWake() async {
        let next = self.state.withLockedValue { state -> Sleeper? in
            guard let index = state.sleepers.indices.min(by: { state.sleepers[$0].wakesAt < state.sleepers[$1].wakesAt }) else { return nil }
            let sleeper = state.sleepers.remove(at: index)
            state.now = max(state.now, sleeper.wakesAt)
            return sleeper
        }
        next?.continuation.resume()
    }

    /// Ends all sleeps as cancelling their tasks does.
    func wakeAllWithCancellation() async {
        let sleepers = self.state.withLockedValue { state in
            defer { state.sleepers = [] }
            return state.sleepers
        }
        for sleeper in sleepers { sleeper.continuation.resume(throwing: CancellationError()) }
    }
}
