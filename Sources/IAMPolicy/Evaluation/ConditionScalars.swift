/// A decimal number of any length, exactly.
struct ExactDecimal: Hashable, Sendable {
    private let isNegative: Bool
    /// Without leading zeros.
    private let whole: [UInt8]
    /// Without trailing zeros.
    private let fraction: [UInt8]

    /// Digits with an optional sign and point; an exponent is no documented form.
    init?(_ text: String) {
        var bytes = Array(text.utf8)[...]
        let isNegative = bytes.first == UInt8(ascii: "-")
        if isNegative || bytes.first == UInt8(ascii: "+") { bytes = bytes.dropFirst() }
        let parts = bytes.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        let digits = parts.joined()
        guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        let zero = UInt8(ascii: "0")
        self.whole = Array((parts.first ?? []).drop { $0 == zero })
        var fraction = parts.count == 2 ? Array(parts[1]) : []
        while fraction.last == zero { fraction.removeLast() }
        self.fraction = fraction
        self.isNegative = isNegative && !(self.whole.isEmpty && fraction.isEmpty)
    }

    var isBelowZero: Bool { self.isNegative }

    /// The shortest way to write it.
    var text: String {
        let whole = self.whole.isEmpty ? "0" : String(decoding: self.whole, as: UTF8.self)
        let fraction = self.fraction.isEmpty ? "" : "." + String(decoding: self.fraction, as: UTF8.self)
        return (self.isNegative ? "-" : "") + whole + fraction
    }
}

extension ExactDecimal: Comparable {
    static func < (left: Self, right: Self) -> Bool {
        if left.isNegative != right.isNegative { return left.isNegative }
        return left.isNegative ? right.isSmallerInSize(than: left) : left.isSmallerInSize(than: right)
    }

    private func isSmallerInSize(than other: Self) -> Bool {
        if self.whole.count != other.whole.count { return self.whole.count < other.whole.count }
        if self.whole != other.whole { return self.whole.lexicographicallyPrecedes(other.whole) }
        return self.fraction.lexicographicallyPrecedes(other.fraction)
    }
}

/// A point in time as condition values write it.
///
/// Source: IAM User Guide, "IAM JSON policy elements: Condition operators", date operators; W3C NOTE-datetime.
struct PolicyDate: Hashable, Sendable {
    /// Since 1970.
    let seconds: Int
    let nanoseconds: Int

    init(seconds: Int, nanoseconds: Int = 0) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    /// `YYYY`, `YYYY-MM`, `YYYY-MM-DD`, a time with `Z` or an offset behind it (none is UTC), or epoch seconds.
    ///
    /// Four digits are a year. From twelve digits on an epoch can only be meant in milliseconds.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        if bytes.count != 4, let epoch = Self.epoch(text) {
            self = epoch
            return
        }
        var reader = DigitReader(bytes: bytes)
        guard let year = reader.number(4) else { return nil }
        var (month, day, time) = (1, 1, (seconds: 0, nanoseconds: 0))
        if reader.skip("-") {
            guard let value = reader.number(2), (1...12).contains(value) else { return nil }
            month = value
            if reader.skip("-") {
                guard let value = reader.number(2), (1...Self.days(inMonth: month, of: year)).contains(value) else { return nil }
                day = value
                if reader.skip("T") || reader.skip("t") || reader.skip(" ") {
                    guard let value = reader.time() else { return nil }
                    time = value
                }
            }
        }
        guard reader.isAtEnd else { return nil }
        self.seconds = Self.daysSinceEpoch(year, month, day) * 86_400 + time.seconds
        self.nanoseconds = time.nanoseconds
    }

    private static func epoch(_ text: String) -> Self? {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, let value = Int(whole), whole.utf8.count < 18, !whole.hasPrefix("+") else { return nil }
        var nanoseconds = 0
        if parts.count == 2 {
            let digits = parts[1].prefix(9)
            guard !digits.isEmpty, parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), value >= 0 else { return nil }
            nanoseconds = Int(digits + String(repeating: "0", count: 9 - digits.count)) ?? 0
        }
        if whole.utf8.count >= 12 && value > 0 {
            return Self(seconds: value / 1000, nanoseconds: value % 1000 * 1_000_000)
        }
        return Self(seconds: value, nanoseconds: nanoseconds)
    }

    private static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    private static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: Self.isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func daysSinceEpoch(_ year: Int, _ month: Int, _ day: Int) -> Int {
        // Counted from a year that starts in March, so that the leap day is its last.
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}

extension PolicyDate {
    /// For witnesses: `YYYY-MM-DDThh:mm:ssZ` where that is a year of four digits, epoch seconds otherwise.
    var text: String { self.text(fraction: self.nanoseconds == 0 ? "" : "." + Self.padded(self.nanoseconds, 9)) }

    /// A moment after this one and before the next bound, a second later if that fits.
    func textAbove(below next: Self?) -> String {
        let above = Self(seconds: self.seconds + 1, nanoseconds: self.nanoseconds)
        if next.map({ above < $0 }) ?? true { return above.text }
        return self.nanoseconds < 999_999_999
            ? Self(seconds: self.seconds, nanoseconds: self.nanoseconds + 1).text : Self(seconds: self.seconds + 1).text
    }

    private func text(fraction: String) -> String {
        let days = self.seconds >= 0 ? self.seconds / 86_400 : (self.seconds - 86_399) / 86_400
        let (year, month, day) = Self.civil(days)
        guard (0...9999).contains(year) else { return String(self.seconds) + fraction }
        let time = self.seconds - days * 86_400
        let parts = [time / 3600, time / 60 % 60, time % 60].map { Self.padded($0, 2) }.joined(separator: ":")
        return "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))T\(parts)\(fraction)Z"
    }

    private static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }

    private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let calendarMonth = month < 10 ? month + 3 : month - 9
        return (yearOfEra + era * 400 + (calendarMonth <= 2 ? 1 : 0), calendarMonth, dayOfYear - (153 * month + 2) / 5 + 1)
    }
}

extension PolicyDate: Comparable {
    static func < (left: Self, right: Self) -> Bool { (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds) }
}

/// Reads fixed runs of digits.
private struct DigitReader {
    let bytes: [UInt8]
    var place = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { self.place == self.bytes.count }

    mutating func skip(_ character: Character) -> Bool {
        guard self.place < self.bytes.count, self.bytes[self.place] == character.asciiValue else { return false }
        self.place += 1
        return true
    }

    mutating func number(_ count: Int) -> Int? {
        guard self.place + count <= self.bytes.count else { return nil }
        var value = 0
        for byte in self.bytes[self.place..<(self.place + count)] {
            guard (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        self.place += count
        return value
    }

    /// `hh:mm`, `hh:mm:ss` or with a fraction, and a zone.
    mutating func time() -> (seconds: Int, nanoseconds: Int)? {
        guard let hour = self.number(2), hour <= 24, self.skip(":"), let minute = self.number(2), minute < 60 else { return nil }
        var (second, nanoseconds) = (0, 0)
        if self.skip(":") {
            guard let value = self.number(2), value <= 60 else { return nil }
            second = value
            if self.skip(".") || self.skip(",") {
                guard let value = self.fraction() else { return nil }
                nanoseconds = value
            }
        }
        guard let offset = self.zone() else { return nil }
        return (hour * 3600 + minute * 60 + second - offset, nanoseconds)
    }

    private mutating func fraction() -> Int? {
        var (value, scale, count) = (0, 100_000_000, 0)
        while let digit = self.number(1) {
            value += digit * scale
            scale /= 10
            count += 1
        }
        return count == 0 ? nil : value
    }

    /// Seconds east of UTC.
    private mutating func zone() -> Int? {
        if self.isAtEnd || self.skip("Z") || self.skip("z") { return 0 }
        let isWest = self.place < self.bytes.count && self.bytes[self.place] == UInt8(ascii: "-")
        guard self.skip("+") || self.skip("-"), let hours = self.number(2) else { return nil }
        _ = self.skip(":")
        guard let minutes = self.isAtEnd ? 0 : self.number(2) else { return nil }
        return (hours * 3600 + minutes * 60) * (isWest ? -1 : 1)
    }
}
