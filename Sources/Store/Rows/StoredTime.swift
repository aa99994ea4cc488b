import Foundation
import ReconcileCore

/// Times as the database holds them: RFC 3339 with milliseconds, rounded to the nearest.
enum StoredTime {
    /// From 1900 to the end of 9999: what RFC 3339 can write and what sorts as text.
    private static let range = -2_208_988_800.0...253_402_300_799.0

    static func text(_ date: Date) -> String {
        let seconds = date.timeIntervalSince1970
        let bounded = seconds.isNaN ? 0 : min(max(seconds, Self.range.lowerBound), Self.range.upperBound)
        // Dates are binary fractions: without the nudge a time that was read back would be written a millisecond earlier.
        let milliseconds = (bounded * 1000).rounded()
        return RFC3339.string(Date(timeIntervalSince1970: milliseconds / 1000 + 0.0001))
    }

    static func text(_ date: Date?) -> String? { date.map { Self.text($0) } }
}
