import IAMPolicy

/// A JSON body as AWS's SDK for Python writes it: ASCII only, with a blank behind `,` and `:`.
///
/// Any spelling would do for AWS; this one lets requests be compared with that SDK's byte for byte, signatures included.
enum JSONBodyText {
    static func bytes(_ value: JSONValue) -> [UInt8] {
        var output: [UInt8] = []
        self.write(value, to: &output)
        return output
    }

    private static func write(_ value: JSONValue, to output: inout [UInt8]) {
        switch value {
        case .null: output += "null".utf8
        case .bool(let flag): output += (flag ? "true" : "false").utf8
        case .number(let text): output += text.utf8
        case .string(let text): self.write(text, to: &output)
        case .array(let items):
            output.append(UInt8(ascii: "["))
            for (index, item) in items.enumerated() {
                if index > 0 { output += ", ".utf8 }
                self.write(item, to: &output)
            }
            output.append(UInt8(ascii: "]"))
        case .object(let object):
            output.append(UInt8(ascii: "{"))
            for (index, member) in object.members.enumerated() {
                if index > 0 { output += ", ".utf8 }
                self.write(member.name, to: &output)
                output += ": ".utf8
                self.write(member.value, to: &output)
            }
            output.append(UInt8(ascii: "}"))
        }
    }

    private static func write(_ text: String, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        for unit in text.utf16 {
            switch unit {
            case 0x22: output += "\\\"".utf8
            case 0x5C: output += "\\\\".utf8
            case 0x0A: output += "\\n".utf8
            case 0x0D: output += "\\r".utf8
            case 0x09: output += "\\t".utf8
            case 0x08: output += "\\b".utf8
            case 0x0C: output += "\\f".utf8
            case 0x20..<0x7F: output.append(UInt8(truncatingIfNeeded: unit))
            // Python leaves DEL as it is.
            case 0x7F: output.append(0x7F)
            default:
                let digits = String(unit, radix: 16)
                output += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8
            }
        }
        output.append(UInt8(ascii: "\""))
    }
}
