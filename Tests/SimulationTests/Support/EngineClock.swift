import Foundation
import ReconcileCore
import SimulatedAWS

/// The simulation's time as the engine's port knows it: wall clock and boot clock move together.
struct EngineClock: ReconcileClock {
    let clock: SimulationClock

    func now() -> Instant {
        Instant(wall: self.clock.now, bootID: "boot-1", secondsSinceBoot: 3600 + self.clock.monotonicSeconds)
    }

    func sleep(seconds: Double) async throws { try await self.clock.sleep(seconds: seconds) }
}
