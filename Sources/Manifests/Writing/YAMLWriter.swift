import IAMPolicy

/// Writes a JSON value as block YAML that every YAML reader, of version 1.1 or 1.2, reads alike.
struct YAMLWriter {
    private var output = ""

    static func text(_ value: JSONValue) -> String {
        var writer = Self()
        writer.write(value, indent: 0, isInline: false)
        return writer.output
    }

    private mutating func write(_ value: JSONValue, indent: Int, isInline: Bool) {
        let blanks = String(repeating: " ", count: indent)
        switch value {
        case .object(let object) where !object.isEmpty:
            for (index, member) in object.members.enumerated() {
                self.output += index == 0 && isInline ? "" : blanks
                self.output += "\(Self.scalar(member.name)):"
                self.writeBehind(member.value, indent: indent)
            }
        case .array(let elements) where !elements.isEmpty:
            for (index, element) in elements.enumerated() {
                self.output += index == 0 && isInline ? "" : blanks
                self.output += "- "
                self.write(element, indent: indent + 2, isInline: true)
            }
        case .null, .bool, .number, .string, .array, .object: self.output += "\(Self.flow(value))\n"
        }
    }

    private mutating func writeBehind(_ value: JSONValue, indent: Int) {
        switch value {
        case .object(let object) where !object.isEmpty:
            self.output += "\n"
            self.write(value, indent: indent + 2, isInline: false)
        case .array(let elements) where !elements.isEmpty:
            self.output += "\n"
            self.write(value, indent: indent + 2, isInline: false)
        case .null, .bool, .number, .string, .array, .object:
            self.output += " "
            self.write(value, indent: indent + 2, isInline: true)
        }
    }

    private static func flow(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .number(let text): text
        case .string(let text): Self.scalar(text)
        case .array: "[]"
        case .object: "{}"
        }
    }

    /// Plain where nobody can take it for anything but this text, else in double quotes.
    static func scalar(_ text: String) -> String {
        Self.isPlain(text) ? text : Self.quoted(text)
    }

    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.utf8.first, Self.isLetter(first) || first == UInt8(ascii: "/") else { return false }
        let extra = Set("/_.-:@+=,".utf8)
        guard text.utf8.count <= 200, text.utf8.allSatisfy({ Self.isLetter($0) || Self.isDigit($0) || extra.contains($0) }) else { return false }
        // A colon at the end makes a key of it.
        guard text.utf8.last != UInt8(ascii: ":") else { return false }
        return !["null", "true", "false", "y", "yes", "on", "n", "no", "off"].contains(text.lowercased())
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    /// JSON's quotes are YAML's; characters that YAML does not print are escaped as well.
    private static func quoted(_ text: String) -> String {
        var result = ""
        for scalar in JSONWriter.compact(.string(text)).unicodeScalars {
            switch scalar.value {
            case 0x7F...0x9F, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
