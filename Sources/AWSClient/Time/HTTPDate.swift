import FoundationEssentials

/// The date form of HTTP headers, `Sat, 21 Nov 2026 18:38:07 GMT`; the two obsolete forms are not read.
///
/// - SeeAlso: RFC 9110, section 5.6.7.
enum HTTPDate {
    static func parse(_ text: String) -> Date? {
        let fields = text.split(separator: " ")
        guard fields.count == 6, fields[5] == "GMT", let day = Int(fields[1]), let year = Int(fields[3]),
            let month = Self.months.firstIndex(of: String(fields[2]))
        else { return nil }
        let time = fields[4].split(separator: ":", omittingEmptySubsequences: false).map { Int($0) ?? -1 }
        guard time.count == 3 else { return nil }
        return CivilDay.secondsSince1970(
            year: year, month: month + 1, day: day, hour: time[0], minute: time[1], second: time[2]
        ).map { Date(timeIntervalSince1970: Double($0)) }
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
}
