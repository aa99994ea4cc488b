import Foundation
import NIOConcurrencyHelpers
package import ReconcileCore

/// Time that moves only when a test says so; wall clock and boot clock can be moved apart.
package final class TestClock: ReconcileClock {
    private struct Sleeper {
        let number: Int
        /// By the boot clock.
        let wakesAt: Double
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct Watcher {
        let sleepersMin: Int
        let continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var now: Instant
        let autoAdvances: Bool
        var sleepers: [Sleeper] = []
        var watchers: [Watcher] = []
        var lastNumber = 0
        /// Sleeps that were cancelled before they began.
        var cancelled: Set<Int> = []
    }

    private let state: NIOLockedValueBox<State>

    /// - Parameter autoAdvances: Whether `sleep` moves the time by itself and returns at once.
    package init(_ start: Instant = .forTests, autoAdvances: Bool = false) {
        self.state = NIOLockedValueBox(State(now: start, autoAdvances: autoAdvances))
    }

    package func now() -> Instant { self.state.withLockedValue { $0.now } }

    /// How many sleep at this moment.
    package var sleeperCount: Int { self.state.withLockedValue { $0.sleepers.count } }

    package func sleep(seconds: Double) async throws {
        try Task.checkCancellation()
        let number = self.state.withLockedValue { state -> Int? in
            if state.autoAdvances {
                state.now = state.now.advanced(by: max(seconds, 0))
                return nil
            }
            state.lastNumber += 1
            return state.lastNumber
        }
        guard let number, seconds > 0 else {
            await Task.yield()
            return
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { self.enter($0, number: number, seconds: seconds) }
        } onCancel: {
            self.cancel(number)
        }
    }

    /// Moves both clocks on, and wakes those whose time has come, earliest first.
    package func advance(by seconds: Double) {
        let woken = self.state.withLockedValue { state -> [Sleeper] in
            state.now = state.now.advanced(by: seconds)
            let due = state.sleepers.filter { $0.wakesAt <= state.now.secondsSinceBoot }
            state.sleepers.removeAll { $0.wakesAt <= state.now.secondsSinceBoot }
            return due.sorted { ($0.wakesAt, $0.number) < ($1.wakesAt, $1.number) }
        }
        for sleeper in woken { sleeper.continuation.resume() }
    }

    /// Somebody sets the wall clock; the boot clock does not notice.
    package func stepWall(by seconds: Double) {
        self.state.withLockedValue { state in
            state.now = Instant(
                wall: state.now.wall.addingTimeInterval(seconds), bootID: state.now.bootID, secondsSinceBoot: state.now.secondsSinceBoot)
        }
    }

    /// The machine starts again, `seconds` later by the wall clock.
    package func reboot(as bootID: String, after seconds: Double) {
        self.state.withLockedValue { state in
            state.now = Instant(wall: state.now.wall.addingTimeInterval(seconds), bootID: bootID, secondsSinceBoot: 1)
        }
    }

    /// Returns once at least `count` sleep.
    package func hasSleepers(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isDone = self.state.withLockedValue { state in
                if state.sleepers.count >= count { return true }
                state.watchers.append(Watcher(sleepersMin: count, continuation: continuation))
                return false
            }
            if isDone { continuation.resume() }
        }
    }

    private func enter(_ continuation: CheckedContinuation<Void, any Error>, number: Int, seconds: Double) {
        let (isCancelled, watchers) = self.state.withLockedValue { state -> (Bool, [Watcher]) in
            if state.cancelled.remove(number) != nil { return (true, []) }
            state.sleepers.append(
                Sleeper(number: number, wakesAt: state.now.secondsSinceBoot + seconds, continuation: continuation))
            let satisfied = state.watchers.filter { $0.sleepersMin <= state.sleepers.count }
            state.watchers.removeAll { $0.sleepersMin <= state.sleepers.count }
            return (false, satisfied)
        }
        if isCancelled { continuation.resume(throwing: CancellationError()) }
        for watcher in watchers { watcher.continuation.resume() }
    }

    private func cancel(_ number: Int) {
        let sleeper = self.state.withLockedValue { state -> Sleeper? in
            guard let place = state.sleepers.firstIndex(where: { $0.number == number }) else {
                state.cancelled.insert(number)
                return nil
            }
            return state.sleepers.remove(at: place)
        }
        sleeper?.continuation.resume(throwing: CancellationError())
    }
}

extension Instant {
    /// A Tuesday morning, an hour after the machine was started.
    package static let forTests = Instant(
        wall: Date(timeIntervalSince1970: 1_773_741_600), bootID: "boot-1", secondsSinceBoot: 3600)
}
