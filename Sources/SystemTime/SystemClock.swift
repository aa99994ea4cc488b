import Foundation
import Glibc
package import ReconcileCore

/// The machine's clocks, behind the core's port.
package struct SystemClock: ReconcileClock {
    private let bootID: String

    package init() {
        let path = "/proc/sys/kernel/random/boot_id"
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        self.bootID = text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    package func now() -> Instant {
        var time = timespec()
        // Without a boot id the wall clock decides, as it does after a restart.
        clock_gettime(CLOCK_BOOTTIME, &time)
        return Instant(
            wall: Date(), bootID: self.bootID, secondsSinceBoot: Double(time.tv_sec) + Double(time.tv_nsec) / 1_000_000_000)
    }

    package func sleep(seconds: Double) async throws {
        // A day is beyond every wait here, and within what a Duration can hold.
        try await Task.sleep(for: .seconds(min(max(seconds, 0), 86_400)))
    }
}
