import Foundation

/// How often a test repeats what it repeats: enough to notice at each change, or as often as the proof asks for.
package enum TestLength {
    /// Whether `RECONCILED_TEST_LONG=1` is set.
    package static let isLong = ProcessInfo.processInfo.environment["RECONCILED_TEST_LONG"] == "1"

    package static func count(short: Int, long: Int) -> Int { Self.isLong ? long : short }
}
