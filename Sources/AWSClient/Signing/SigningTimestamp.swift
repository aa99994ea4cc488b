package import FoundationEssentials

/// The instant of signing in the form that is signed: `20260131T235959Z`.
package struct SigningTimestamp: Hashable, Sendable {
    /// ISO 8601 basic format, UTC, whole seconds.
    package let text: String
    /// The first eight characters, the day of the credential scope.
    package let day: String

    /// Fractions of a second are cut off; an instant outside the years 1970 to 9999 is moved to the nearer end.
    package init(_ date: Date) {
        // `max` with NaN second gives 0.
        let seconds = Int(min(max(0, date.timeIntervalSince1970), Self.lastSecond))
        let (year, month, dayOfMonth) = CivilDay.date(daysSince1970: seconds / 86_400)
        let second = seconds % 86_400
        self.day = Self.digits(year, 4) + Self.digits(month, 2) + Self.digits(dayOfMonth, 2)
        self.text =
            self.day + "T" + Self.digits(second / 3600, 2) + Self.digits(second / 60 % 60, 2) + Self.digits(second % 60, 2) + "Z"
    }

    /// 9999-12-31T23:59:59Z.
    private static let lastSecond = 253_402_300_799.0

    private static func digits(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(width - text.count, 0)) + text
    }
}
