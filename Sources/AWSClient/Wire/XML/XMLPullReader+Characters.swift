// Bytes, names, references and characters.
extension XMLPullReader {
    func fault(_ code: XMLSyntaxError.Code, _ message: String) -> XMLSyntaxError {
        XMLSyntaxError(code: code, offset: self.offset, message: message)
    }

    func byte(at index: Int) -> UInt8? { index < self.bytes.count ? self.bytes[index] : nil }

    func hasPrefix(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { wanted in
            self.offset + wanted.count <= self.bytes.count
                && self.bytes[self.offset..<self.offset + wanted.count].elementsEqual(wanted)
        }
    }

    /// The index of the first occurrence of `text` that lies wholly before `limit`.
    func find(_ text: StaticString, from start: Int, to limit: Int? = nil) -> Int? {
        text.withUTF8Buffer { wanted in
            let last = (limit ?? self.bytes.count) - wanted.count
            guard start <= last else { return nil }
            return (start...last).first { index in
                self.bytes[index] == wanted[0] && self.bytes[index..<index + wanted.count].elementsEqual(wanted)
            }
        }
    }

    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

    /// The longest name that begins at `start`; empty if none does.
    func nameRange(from start: Int) -> Range<Int> {
        var end = start
        while let byte = self.byte(at: end), Self.isNameByte(byte, first: end == start) { end += 1 }
        return start..<end
    }

    private static func isNameByte(_ byte: UInt8, first: Bool) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), UInt8(ascii: ":"), 0x80...: true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."): !first
        default: false
        }
    }

    func localName(_ range: Range<Int>) throws(XMLSyntaxError) -> String {
        let start = self.bytes[range].firstIndex(of: UInt8(ascii: ":")).map { $0 + 1 } ?? range.lowerBound
        guard start < range.upperBound else { throw self.fault(.malformed, "an element's name is only a prefix") }
        return try self.string(self.bytes[start..<range.upperBound])
    }

    /// Line ends as one line feed; XML 1.0, section 2.11.
    func normalised(_ range: Range<Int>) -> ArraySlice<UInt8> {
        guard self.bytes[range].contains(0x0D) else { return self.bytes[range] }
        var result: [UInt8] = []
        for index in range where self.bytes[index] != 0x0A || index == range.lowerBound || self.bytes[index - 1] != 0x0D {
            result.append(self.bytes[index] == 0x0D ? 0x0A : self.bytes[index])
        }
        return result[...]
    }

    /// The text with its references replaced.
    func resolved(_ range: Range<Int>) throws(XMLSyntaxError) -> ArraySlice<UInt8> {
        var rest = self.normalised(range)
        guard var ampersand = rest.firstIndex(of: UInt8(ascii: "&")) else { return rest }
        var result: [UInt8] = []
        while true {
            result.append(contentsOf: rest[..<ampersand])
            // The longest reference in use, `&#1114111;`, has ten characters.
            guard let end = rest[ampersand...].prefix(16).firstIndex(of: UInt8(ascii: ";")),
                let replacement = Self.replacement(for: rest[(ampersand + 1)..<end])
            else { throw self.fault(.malformed, "an unknown entity or a malformed reference in the text") }
            result.append(contentsOf: String(replacement).utf8)
            rest = rest[(end + 1)...]
            guard let next = rest.firstIndex(of: UInt8(ascii: "&")) else { break }
            ampersand = next
        }
        result.append(contentsOf: rest)
        return result[...]
    }

    private static func replacement(for reference: ArraySlice<UInt8>) -> Unicode.Scalar? {
        switch String(decoding: reference, as: UTF8.self) {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        case let text where text.hasPrefix("#"):
            let isHexadecimal = text.hasPrefix("#x")
            let digits = text.dropFirst(isHexadecimal ? 2 : 1)
            // `UInt32(_:radix:)` would take a sign as well.
            guard digits.allSatisfy(\.isHexDigit), let value = UInt32(digits, radix: isHexadecimal ? 16 : 10),
                let scalar = Unicode.Scalar(value), Self.isCharacter(scalar)
            else { return nil }
            return scalar
        default: return nil
        }
    }

    /// XML 1.0, section 2.2, production Char.
    private static func isCharacter(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...: true
        default: false
        }
    }

    func string(_ bytes: ArraySlice<UInt8>) throws(XMLSyntaxError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw self.fault(.notUTF8, "bytes that are no UTF-8") }
        // Only control characters and the two non-characters U+FFFE and U+FFFF are illegal in valid UTF-8.
        let isSuspect = bytes.contains { $0 < 0x20 && !Self.isBlank($0) || $0 == 0xEF }
        if isSuspect, !text.unicodeScalars.allSatisfy(Self.isCharacter) { throw self.fault(.malformed, "a character that XML forbids") }
        return text
    }

    mutating func skipBlanks() {
        while let byte = self.byte(at: self.offset), Self.isBlank(byte) { self.advance() }
    }
}
