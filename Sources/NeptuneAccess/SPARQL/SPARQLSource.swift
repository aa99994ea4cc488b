/// A SPARQL text whose codepoint escapes (`\u00E9`, `\U0001F600`) are replaced, which knows where each byte came from.
///
/// The grammar is applied after that replacement, so an escaped quote ends a string.
/// Source: W3C, "SPARQL 1.1 Query Language", section 19.2.
struct SPARQLSource: Sendable {
    let bytes: [UInt8]
    /// For each byte its place in the query; nil where nothing was replaced.
    private let origins: [Int]?

    /// - Throws: where an escape names no Unicode scalar value.
    init(_ query: String) throws(QuerySyntaxFault) {
        let raw = Array(query.utf8)
        guard let first = Self.firstEscape(in: raw) else {
            self.bytes = raw
            self.origins = nil
            return
        }
        var bytes = Array(raw[..<first])
        var origins = Array(0..<first)
        bytes.reserveCapacity(raw.count)
        origins.reserveCapacity(raw.count + 1)
        var index = first
        while index < raw.count {
            let length = Self.escapeLength(in: raw, at: index)
            if length > 0 {
                for byte in try Self.scalar(in: raw, at: index, length: length) {
                    bytes.append(byte)
                    origins.append(index)
                }
                index += length
                continue
            }
            // A pair such as `\\` is kept whole, so that the second backslash begins no escape.
            let kept = raw[index] == UInt8(ascii: "\\") && index + 1 < raw.count ? 2 : 1
            for offset in 0..<kept {
                bytes.append(raw[index + offset])
                origins.append(index + offset)
            }
            index += kept
        }
        origins.append(raw.count)
        self.bytes = bytes
        self.origins = origins
    }

    /// Where the byte stood in the query.
    func origin(of index: Int) -> Int {
        guard let origins = self.origins else { return index }
        return index >= 0 && index < origins.count ? origins[index] : origins.last ?? 0
    }

    private static func firstEscape(in raw: [UInt8]) -> Int? {
        var index = 0
        while index < raw.count {
            if raw[index] == UInt8(ascii: "\\") {
                if self.escapeLength(in: raw, at: index) > 0 { return index }
                index += 1
            }
            index += 1
        }
        return nil
    }

    /// 6 for `\uXXXX`, 10 for `\UXXXXXXXX`, else 0.
    private static func escapeLength(in raw: [UInt8], at index: Int) -> Int {
        guard raw[index] == UInt8(ascii: "\\"), index + 1 < raw.count else { return 0 }
        let length = raw[index + 1] == UInt8(ascii: "u") ? 6 : raw[index + 1] == UInt8(ascii: "U") ? 10 : 0
        guard length > 0, index + length <= raw.count else { return 0 }
        for digit in (index + 2)..<(index + length) where !raw[digit].isHexadecimalDigit { return 0 }
        return length
    }

    private static func scalar(in raw: [UInt8], at index: Int, length: Int) throws(QuerySyntaxFault) -> String.UTF8View {
        var value: UInt32 = 0
        for digit in (index + 2)..<(index + length) {
            value = value << 4 | UInt32(raw[digit].hexadecimalValue)
        }
        guard let scalar = Unicode.Scalar(value) else {
            throw QuerySyntaxFault(message: "a codepoint escape names no character", offset: index)
        }
        return String(Character(scalar)).utf8
    }
}

extension UInt8 {
    var isDecimalDigit: Bool { self >= 0x30 && self <= 0x39 }
    var isASCIILetter: Bool { (self | 0x20) >= 0x61 && (self | 0x20) <= 0x7A }
    var isHexadecimalDigit: Bool { self.isDecimalDigit || ((self | 0x20) >= 0x61 && (self | 0x20) <= 0x66) }
    /// 0 to 15 for a hexadecimal digit; without meaning for another byte.
    var hexadecimalValue: UInt8 { self.isDecimalDigit ? self &- 0x30 : (self | 0x20) &- 0x57 }
}
