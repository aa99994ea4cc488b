/// Strings and numbers: RFC 8259, sections 6 and 7.
extension JSONParser {
    /// Called at the opening quote; ends behind the closing one.
    mutating func parseString() throws(JSONSyntaxError) -> String {
        self.offset += 1
        let start = self.offset
        let plain = self.bytes.withUnsafeBufferPointer { bytes in
            let rest = UnsafeBufferPointer(rebasing: bytes[start...])
            let count = JSONText.plainCount(of: rest)
            // Most strings hold no escape, so that their bytes are their text.
            let isWhole = count < rest.count && rest[count] == UInt8(ascii: "\"")
            return (count: count, text: isWhole ? String(decoding: UnsafeBufferPointer(rebasing: rest[..<count]), as: UTF8.self) : nil)
        }
        self.offset += plain.count
        if let text = plain.text {
            self.offset += 1
            return text
        }
        guard let byte = self.current else {
            throw self.fault(.unexpectedEnd, "the string that starts here is not closed", at: start - 1)
        }
        if byte == UInt8(ascii: "\\") { return try self.parseEscapedString(from: start) }
        throw self.fault(.controlCharacter, Self.controlCharacterMessage(byte))
    }

    /// The rest of a string that holds at least one escape, which stands here.
    private mutating func parseEscapedString(from start: Int) throws(JSONSyntaxError) -> String {
        var content = Array(self.bytes[start..<self.offset])
        while self.offset < self.bytes.count {
            let byte = self.bytes[self.offset]
            switch byte {
            case UInt8(ascii: "\""):
                self.offset += 1
                return String(decoding: content, as: UTF8.self)
            case UInt8(ascii: "\\"):
                let scalar = try self.parseEscape()
                content.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            case 0..<0x20:
                throw self.fault(.controlCharacter, Self.controlCharacterMessage(byte))
            default:
                content.append(byte)
                self.offset += 1
            }
        }
        throw self.fault(.unexpectedEnd, "the string that starts here is not closed", at: start - 1)
    }

    private static func controlCharacterMessage(_ byte: UInt8) -> String {
        switch byte {
        case 0x0A, 0x0D: "the line ends inside a string; close it, or write \\n"
        case 0x09: "a tab stands inside a string; write \\t"
        default: "the control character 0x\(String(byte, radix: 16)) stands inside a string; write \\u and four digits"
        }
    }

    private mutating func parseEscape() throws(JSONSyntaxError) -> Unicode.Scalar {
        let start = self.offset
        self.offset += 1
        guard let byte = self.current else { throw self.fault(.unexpectedEnd, "the text ends inside an escape", at: start) }
        self.offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try self.parseUnicodeEscape(startingAt: start)
        default:
            throw self.fault(.badEscape, "this escape is none of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u", at: start)
        }
    }

    private mutating func parseUnicodeEscape(startingAt start: Int) throws(JSONSyntaxError) -> Unicode.Scalar {
        let first = try self.parseFourDigits(startingAt: start)
        if let scalar = Unicode.Scalar(first) { return scalar }
        // A code unit that is no scalar is a surrogate: only a high one with a low one behind it means something.
        let lowStart = self.offset
        guard first < 0xDC00, self.take(UInt8(ascii: "\\")), self.take(UInt8(ascii: "u")) else {
            throw self.fault(.loneSurrogate, "this escape is half of a surrogate pair", at: start)
        }
        let second = try self.parseFourDigits(startingAt: lowStart)
        let isLow = (0xDC00..<0xE000).contains(second)
        guard isLow, let scalar = Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)) else {
            throw self.fault(.loneSurrogate, "this escape is half of a surrogate pair", at: start)
        }
        return scalar
    }

    private mutating func parseFourDigits(startingAt start: Int) throws(JSONSyntaxError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = self.current, let digit = Self.hexDigit(byte) else {
                throw self.fault(.badEscape, "\\u wants four hexadecimal digits", at: start)
            }
            value = value << 4 | digit
            self.offset += 1
        }
        return value
    }

    private static func hexDigit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A")) + 10
        default: nil
        }
    }

    /// The text of the number as it was written, so that no rounding changes its meaning.
    mutating func parseNumber() throws(JSONSyntaxError) -> String {
        let start = self.offset
        _ = self.take(UInt8(ascii: "-"))
        if self.take(UInt8(ascii: "0")) {
            if let byte = self.current, Self.isDigit(byte) {
                throw self.fault(.badNumber, "a number must not start with a zero", at: start)
            }
        } else {
            try self.takeDigits(after: "a number", startingAt: start)
        }
        if self.take(UInt8(ascii: ".")) { try self.takeDigits(after: "`.`", startingAt: start) }
        if self.take(UInt8(ascii: "e")) || self.take(UInt8(ascii: "E")) {
            if !self.take(UInt8(ascii: "+")) { _ = self.take(UInt8(ascii: "-")) }
            try self.takeDigits(after: "the exponent", startingAt: start)
        }
        if let byte = self.current, Self.isWordByte(byte) || byte == UInt8(ascii: ".") {
            throw self.fault(.badNumber, "this is no JSON number; put other values in double quotes", at: start)
        }
        return String(decoding: self.bytes[start..<self.offset], as: UTF8.self)
    }

    private mutating func takeDigits(after place: String, startingAt start: Int) throws(JSONSyntaxError) {
        let first = self.offset
        while let byte = self.current, Self.isDigit(byte) { self.offset += 1 }
        if self.offset == first { throw self.fault(.badNumber, "digits are missing in \(place)", at: start) }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
