import FoundationEssentials
import IAMPolicy

/// Turns scalars of JSON form into the texts that bodies, queries and headers carry, and back.
///
/// In JSON form a timestamp is a number of seconds since 1970 (when given: also a text in ISO 8601), a blob a text in
/// base64, and a number that is none is the text `NaN`, `Infinity` or `-Infinity`.
enum ScalarText {
    /// - Parameter timestamps: used where the member itself names no format.
    static func text(
        of value: JSONValue, as shape: Shape, traits: ShapeTraits, timestamps: TimestampFormat
    ) throws(WireFault) -> String {
        switch (shape, value) {
        case (.string, .string(let text)): return text
        case (.boolean, .bool(let flag)): return flag ? "true" : "false"
        case (.integer, .number(let text)) where Self.isInteger(text): return text
        case (.float, .number(let text)): return text
        case (.float, .string(let text)) where Self.nonFinite.contains(text): return text
        case (.blob, .string(let text)) where Data(base64Encoded: text) != nil: return text
        case (.timestamp, _): return try Self.instant(value).text(traits.timestampFormat ?? timestamps)
        default: throw WireFault("\(value.kindDescription) instead of \(shape.description)")
        }
    }

    static func instant(_ value: JSONValue) throws(WireFault) -> WireInstant {
        let instant: WireInstant? =
            switch value {
            case .number(let text): WireInstant(number: text)
            case .string(let text): WireInstant(text: text)
            default: nil
            }
        guard let instant else { throw WireFault("\(value.kindDescription) that is no instant of the years 1 to 9999") }
        return instant
    }

    /// The scalar that a text of an answer stands for.
    static func value(of text: String, as shape: Shape) throws(WireFault) -> JSONValue {
        switch shape {
        case .string, .document: return .string(text)
        case .boolean:
            switch text.lowercased() {
            case "true": return true
            case "false": return false
            default: break
            }
        case .integer: if Self.isInteger(text) { return .number(text) }
        case .float: if let value = Self.number(text) { return value }
        case .timestamp: if let instant = WireInstant(text: text) { return instant.number }
        case .blob: if Data(base64Encoded: text) != nil { return .string(text) }
        case .list, .map, .structure: break
        }
        throw WireFault("a text that is not \(shape.description)")
    }

    static func isInteger(_ text: String) -> Bool { Int64(text) != nil && text.first != "+" }

    private static func number(_ text: String) -> JSONValue? {
        if Self.nonFinite.contains(text) { return .string(text) }
        guard let value = Double(text), value.isFinite else { return nil }
        // What is no JSON number as it stands (`1.`, `+1`, `0x1p3`) is written anew.
        guard let parsed = try? JSONReader.parse(text), case .number = parsed else { return .number(String(value)) }
        return parsed
    }

    static let nonFinite: Set<String> = ["NaN", "Infinity", "-Infinity"]
}
