import Foundation
import ReconcileCore

/// Durations and times as people write them.
enum Quantity {
    /// A hundred years; longer is a slip of the hand.
    private static let secondsMax = 36_500.0 * 86_400

    /// Seconds of a whole number with `s`, `m`, `h` or `d`; `0` needs no unit.
    static func seconds(_ node: SourceNode, min: Double, fault: (_ message: String, _ suggestion: String?) -> Void) -> Double? {
        guard let scalar = node.scalar, !scalar.value.isNull, scalar.value.boolValue == nil else {
            fault("must be a duration such as 90s, 10m, 6h or 30d, found \(node.described)", nil)
            return nil
        }
        guard let seconds = Self.seconds(scalar.text) else {
            let isBare = !scalar.text.isEmpty && scalar.text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            fault(
                "must be a duration such as 90s, 10m, 6h or 30d, found \(node.described)",
                isBare && scalar.text.utf8.count <= 9 ? "\(scalar.text)s" : nil)
            return nil
        }
        guard seconds >= min else {
            fault("must be at least \(Int(min))s, found `\(scalar.text)`", nil)
            return nil
        }
        guard seconds <= Self.secondsMax else {
            fault("must be at most 36500d, found `\(scalar.text)`", nil)
            return nil
        }
        return seconds
    }

    private static func seconds(_ text: String) -> Double? {
        if text == "0" { return 0 }
        guard let unit = text.last, text.utf8.count <= 12, let factor = Self.units[unit] else { return nil }
        let digits = text.dropLast()
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        return Double(digits).map { $0 * factor }
    }

    private static let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]

    /// The end of a day (`2027-01-31`, UTC, that day included), or an RFC 3339 time.
    static func end(_ text: String) -> Date? {
        if text.utf8.count == 10 {
            guard let day = RFC3339.date("\(text)T00:00:00Z"), RFC3339.string(day).hasPrefix(text) else { return nil }
            return day.addingTimeInterval(86_400)
        }
        return RFC3339.date(text)
    }
}
