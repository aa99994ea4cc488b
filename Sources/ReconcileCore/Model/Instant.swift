package import Foundation

/// A moment, told by two clocks.
///
/// Within one boot `secondsSinceBoot` decides what has elapsed, because nobody
/// can set it; across boots only the wall clock is left.
package struct Instant: Hashable, Sendable {
    /// UTC.
    package let wall: Date
    /// Source: `/proc/sys/kernel/random/boot_id`.
    package let bootID: String
    /// Source: `clock_gettime(CLOCK_BOOTTIME)`, which also counts while suspended.
    package let secondsSinceBoot: Double

    package init(wall: Date, bootID: String, secondsSinceBoot: Double) {
        self.wall = wall
        self.bootID = bootID
        self.secondsSinceBoot = secondsSinceBoot
    }

    /// Seconds from `earlier` to this instant; negative only where the wall clock decides and was set back.
    package func seconds(since earlier: Instant) -> Double {
        self.bootID == earlier.bootID
            ? self.secondsSinceBoot - earlier.secondsSinceBoot
            : self.wall.timeIntervalSince(earlier.wall)
    }
}

extension Instant {
    package func advanced(by seconds: Double) -> Instant {
        Instant(wall: self.wall.addingTimeInterval(seconds), bootID: self.bootID, secondsSinceBoot: self.secondsSinceBoot + seconds)
    }
}
