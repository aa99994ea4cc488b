/// Day numbers and Gregorian dates, without calendar, locale or time zone.
///
/// Years are counted from March, so that the leap day is a year's last.
/// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
enum CivilDay {
    /// - Parameter days: days since 1970-01-01, from 0 up.
    static func date(daysSince1970 days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = shifted / 146_097 * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }

    /// - Returns: days since 1970-01-01, or `nil` for what is no date of the years 1970 to 9999.
    static func daysSince1970(year: Int, month: Int, day: Int) -> Int? {
        guard (1970...9999).contains(year), (1...12).contains(month), (1...31).contains(day) else { return nil }
        let marchYear = month <= 2 ? year - 1 : year
        let yearOfEra = marchYear % 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = marchYear / 400 * 146_097 + dayOfEra - 719_468
        // A day that its month does not have comes out as one of the next month.
        return Self.date(daysSince1970: days) == (year, month, day) ? days : nil
    }

    /// - Returns: seconds since 1970, or `nil` for what is no instant; the 60 of a leap second counts as the next minute.
    static func secondsSince1970(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) -> Int? {
        guard (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second) else { return nil }
        return Self.daysSince1970(year: year, month: month, day: day).map { $0 * 86_400 + hour * 3600 + minute * 60 + second }
    }
}
