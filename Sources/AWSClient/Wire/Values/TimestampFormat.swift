import FoundationEssentials
import IAMPolicy

/// How an instant is written on the wire.
///
/// - SeeAlso: Smithy 2.0 specification, "timestampFormat trait".
package enum TimestampFormat: String, Hashable, Sendable {
    /// `2026-11-21T18:38:07Z`, with a fraction where there is one.
    case iso8601
    /// `Sat, 21 Nov 2026 18:38:07 GMT`; fractions are lost.
    case rfc822
    /// `1795286287`, with a fraction where there is one.
    case unixTimestamp

    /// In a service model's spelling, whatever its case; `date-time`, `http-date` and `epoch-seconds` are Smithy's.
    package init?(modelName: String) {
        switch modelName.lowercased() {
        case "iso8601", "date-time": self = .iso8601
        case "rfc822", "http-date": self = .rfc822
        case "unixtimestamp", "epoch-seconds": self = .unixTimestamp
        default: return nil
        }
    }
}

/// An instant to the microsecond.
struct WireInstant: Hashable, Sendable {
    /// Since 1970. Unit: microseconds; within the years 1 to 9999.
    let microseconds: Int

    private static let second = 1_000_000
    private static let secondsRange = -62_135_596_800...253_402_300_799

    /// - Returns: `nil` outside the years 1 to 9999.
    init?(seconds: Int, microseconds: Int = 0) {
        guard Self.secondsRange.contains(seconds), (0..<Self.second).contains(microseconds) else { return nil }
        self.microseconds = seconds * Self.second + microseconds
    }

    /// The number form: digits, perhaps with a sign, a fraction, an exponent.
    init?(number text: String) {
        if let seconds = Int(text) {
            self.init(seconds: seconds)
            return
        }
        guard let value = Double(text), value.isFinite, abs(value) < 1e12 else { return nil }
        let whole = value.rounded(.down)
        let fraction = Int(((value - whole) * Double(Self.second)).rounded())
        self.init(seconds: Int(whole) + fraction / Self.second, microseconds: fraction % Self.second)
    }

    /// Any of the three forms.
    init?(text: String) {
        if let instant = WireInstant(number: text) {
            self = instant
        } else if let instant = WireInstant(iso8601: text) ?? WireInstant(httpDate: text) {
            self = instant
        } else {
            return nil
        }
    }

    /// RFC 3339 with any offset.
    private init?(iso8601 text: String) {
        let text = text.uppercased()
        guard text.utf8.count <= 40, let separator = text.firstIndex(where: { $0 == "T" || $0 == " " }) else { return nil }
        let date = text[..<separator].split(separator: "-", omittingEmptySubsequences: false)
        let afterDate = text[text.index(after: separator)...]
        let zoneStart = afterDate.firstIndex { $0 == "Z" || $0 == "+" || $0 == "-" } ?? afterDate.endIndex
        let clock = afterDate[..<zoneStart].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let time = clock.first?.split(separator: ":", omittingEmptySubsequences: false) ?? []
        guard date.count == 3, time.count == 3, let offset = Self.offset(afterDate[zoneStart...]),
            let seconds = Self.seconds(date: date.map(Self.digits), time: time.map(Self.digits)),
            let fraction = clock.count == 1 ? 0 : Self.fraction(clock[1])
        else { return nil }
        self.init(seconds: seconds - offset, microseconds: fraction)
    }

    private init?(httpDate text: String) {
        let fields = text.split(separator: " ")
        guard fields.count == 6, fields[5] == "GMT" || fields[5] == "UTC", let month = Self.months.firstIndex(of: String(fields[2])) else {
            return nil
        }
        let clock = fields[4].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let time = clock.first?.split(separator: ":", omittingEmptySubsequences: false) ?? []
        guard time.count == 3, let fraction = clock.count == 1 ? 0 : Self.fraction(clock[1]),
            let seconds = Self.seconds(date: [Self.digits(fields[3]), month + 1, Self.digits(fields[1])], time: time.map(Self.digits))
        else { return nil }
        self.init(seconds: seconds, microseconds: fraction)
    }

    /// The instant as a JSON number of seconds.
    var number: JSONValue { .number(self.text(.unixTimestamp)) }

    func text(_ format: TimestampFormat) -> String {
        let (seconds, fraction) = self.parts
        switch format {
        case .unixTimestamp:
            // Before 1970 the fraction counts backwards in a decimal number.
            let (whole, rest) = seconds < 0 && fraction > 0 ? (seconds + 1, Self.second - fraction) : (seconds, fraction)
            let sign = seconds < 0 && whole == 0 && rest > 0 ? "-" : ""
            return rest == 0 ? String(whole) : "\(sign)\(whole).\(Self.trimmed(rest))"
        case .iso8601:
            let (day, time) = Self.dayAndTime(seconds)
            let date = CivilDay.anyDate(daysSince1970: day)
            let clock = "\(Self.padded(time / 3600, 2)):\(Self.padded(time / 60 % 60, 2)):\(Self.padded(time % 60, 2))"
            let tail = fraction == 0 ? "Z" : ".\(Self.padded(fraction, 6))Z"
            return "\(Self.padded(date.year, 4))-\(Self.padded(date.month, 2))-\(Self.padded(date.day, 2))T\(clock)\(tail)"
        case .rfc822:
            let (day, time) = Self.dayAndTime(seconds)
            let date = CivilDay.anyDate(daysSince1970: day)
            let clock = "\(Self.padded(time / 3600, 2)):\(Self.padded(time / 60 % 60, 2)):\(Self.padded(time % 60, 2))"
            let weekday = Self.weekdays[((day % 7) + 11) % 7]
            return "\(weekday), \(Self.padded(date.day, 2)) \(Self.months[date.month - 1]) \(Self.padded(date.year, 4)) \(clock) GMT"
        }
    }

    private var parts: (seconds: Int, fraction: Int) {
        let fraction = ((self.microseconds % Self.second) + Self.second) % Self.second
        return ((self.microseconds - fraction) / Self.second, fraction)
    }

    private static func dayAndTime(_ seconds: Int) -> (day: Int, time: Int) {
        let time = ((seconds % 86_400) + 86_400) % 86_400
        return ((seconds - time) / 86_400, time)
    }

    private static func seconds(date: [Int?], time: [Int?]) -> Int? {
        guard let year = date[0], let month = date[1], let day = date[2], let hour = time[0], let minute = time[1], let second = time[2],
            (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second),
            let days = CivilDay.anyDays(year: year, month: month, day: day)
        else { return nil }
        return days * 86_400 + hour * 3600 + minute * 60 + second
    }

    private static func offset(_ zone: Substring) -> Int? {
        if zone == "Z" || zone.isEmpty { return 0 }
        let parts = zone.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let hours = Self.digits(parts[0]), let minutes = Self.digits(parts[1]), hours <= 23, minutes <= 59 else {
            return nil
        }
        return (zone.first == "-" ? -1 : 1) * (hours * 3600 + minutes * 60)
    }

    private static func digits(_ text: Substring) -> Int? {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) } && text.utf8.count <= 4 ? Int(text) : nil
    }

    /// To microseconds; what is finer is cut off.
    private static func fraction(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        let digits = text.prefix(6)
        return Int(digits + String(repeating: "0", count: 6 - digits.count))
    }

    private static func padded(_ value: Int, _ width: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(width - text.count, 0)) + text
    }

    private static func trimmed(_ fraction: Int) -> String {
        var text = Substring(Self.padded(fraction, 6))
        while text.last == "0" { text = text.dropLast() }
        return String(text)
    }

    /// Of day 0, a Thursday, on.
    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
}

extension CivilDay {
    /// 400 Gregorian years: shifting by them changes neither months nor weekdays.
    private static let eraDays = 146_097

    /// Also for days before 1970.
    static func anyDate(daysSince1970 days: Int) -> (year: Int, month: Int, day: Int) {
        let eras = days < 0 ? (-days + Self.eraDays - 1) / Self.eraDays : 0
        let date = Self.date(daysSince1970: days + eras * Self.eraDays)
        return (date.year - eras * 400, date.month, date.day)
    }

    /// Also for years before 1970, from 1 on.
    static func anyDays(year: Int, month: Int, day: Int) -> Int? {
        guard (1...9999).contains(year) else { return nil }
        let eras = year < 1970 ? (1970 - year + 399) / 400 : 0
        return Self.daysSince1970(year: year + eras * 400, month: month, day: day).map { $0 - eras * Self.eraDays }
    }
}
