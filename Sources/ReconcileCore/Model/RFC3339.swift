package import Foundation

/// Writes and reads the one form of time that leaves the product: UTC, with milliseconds.
/// - SeeAlso: RFC 3339, section 5.6.
package enum RFC3339 {
    package static func string(_ date: Date) -> String {
        // The formatter cuts off what is below a millisecond, and .010 is stored a little below itself.
        Date(timeIntervalSince1970: (date.timeIntervalSince1970 * 1000).rounded() / 1000 + 0.000_01).formatted(Self.style)
    }

    /// - Returns: `nil` where the text is no such time; a missing fraction is accepted.
    package static func date(_ text: String) -> Date? {
        (try? Self.style.parse(text)) ?? (try? Date.ISO8601FormatStyle().parse(text))
    }

    private static let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
}
