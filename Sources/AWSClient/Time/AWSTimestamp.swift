package import FoundationEssentials

/// The date form of AWS's XML answers, `2026-11-21T18:38:07Z`, with or without a fraction of a second.
package enum AWSTimestamp {
    /// `nil` for anything else; UTC is the only zone that AWS writes.
    package static func parse(_ text: String) -> Date? {
        guard text.last == "Z", text.utf8.count <= 40 else { return nil }
        let parts = text.dropLast().split(separator: "T", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let day = parts[0].split(separator: "-", omittingEmptySubsequences: false).map { Int($0) ?? -1 }
        let clock = parts[1].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let time = clock[0].split(separator: ":", omittingEmptySubsequences: false).map { Int($0) ?? -1 }
        guard day.count == 3, time.count == 3,
            let seconds = CivilDay.secondsSince1970(
                year: day[0], month: day[1], day: day[2], hour: time[0], minute: time[1], second: time[2])
        else { return nil }
        guard clock.count == 2 else { return Date(timeIntervalSince1970: Double(seconds)) }
        guard !clock[1].isEmpty, clock[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let fraction = Double("0.\(clock[1])") else {
            return nil
        }
        return Date(timeIntervalSince1970: Double(seconds) + fraction)
    }

    /// The same with another zone than UTC, `+02:00`, or with the `UTC` that older tools write.
    static func parseWithOffset(_ text: String) -> Date? {
        if text.hasSuffix("UTC") { return Self.parse(text.dropLast(3) + "Z") }
        guard let sign = text.utf8.suffix(6).first, text.utf8.count > 6, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else {
            return Self.parse(text)
        }
        let fields = text.suffix(5).split(separator: ":", omittingEmptySubsequences: false)
        guard fields.count == 2, fields.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let hours = Int(fields[0]), let minutes = Int(fields[1]), hours < 24, minutes < 60, let date = Self.parse(text.dropLast(6) + "Z")
        else { return nil }
        return date.addingTimeInterval(Double((hours * 3600 + minutes * 60) * (sign == UInt8(ascii: "+") ? -1 : 1)))
    }
}
