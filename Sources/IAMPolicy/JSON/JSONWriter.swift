/// Writes a value as JSON text.
///
/// Both forms escape only what RFC 8259 requires (quote, backslash, control
/// characters), so that the text also counts as few characters as it can
/// against AWS's size quotas.
package enum JSONWriter {
    /// No white space, members in the order of their UTF-8 bytes: the same value
    /// always gives the same bytes. What is hashed and compared is this.
    package static func canonical(_ value: JSONValue) -> String {
        Self.text(of: value, sorted: true, indent: nil)
    }

    /// No white space, members in the author's order. What is sent to AWS is this.
    package static func compact(_ value: JSONValue) -> String {
        Self.text(of: value, sorted: false, indent: nil)
    }

    /// Whether `text` is what `compact` gives.
    package static func compact(_ value: JSONValue, is text: String) -> Bool {
        switch value {
        // Neither would have to be written to tell.
        case .string(let string) where string.utf8.count + 2 > text.utf8.count: false
        case .object(let object) where object.packedText != nil:
            text.withBytes { text in object.packedText?.withUnsafeBufferPointer { ByteOrder.areEqual($0, text) } ?? false }
        case .null, .bool, .number, .string, .array, .object: ExactText.areIdentical(Self.compact(value), text)
        }
    }

    /// Two blanks a level, members in the author's order: for people.
    package static func pretty(_ value: JSONValue) -> String {
        Self.text(of: value, sorted: false, indent: Array("  ".utf8))
    }

    private static func text(of value: JSONValue, sorted: Bool, indent: [UInt8]?) -> String {
        var output = JSONOutput(sorted: sorted, indent: indent)
        output.write(value, depth: 0)
        return String(decoding: output.bytes, as: UTF8.self)
    }
}

/// The bytes of one text while it is written.
struct JSONOutput {
    var bytes: [UInt8] = []
    let sorted: Bool
    /// White space of one level; `nil` for none at all.
    let indent: [UInt8]?

    init(sorted: Bool, indent: [UInt8]?) {
        self.sorted = sorted
        self.indent = indent
    }

    mutating func write(_ value: JSONValue, depth: Int) {
        switch value {
        case .null: self.bytes += "null".utf8
        case .bool(let value): self.bytes += (value ? "true" : "false").utf8
        case .number(let text): self.bytes += text.utf8
        case .string(let text): self.writeString(text)
        case .array(let elements):
            self.bytes.append(UInt8(ascii: "["))
            for index in elements.indices {
                self.startItem(index, depth: depth)
                self.write(elements[index], depth: depth + 1)
            }
            self.close(with: UInt8(ascii: "]"), count: elements.count, depth: depth)
        case .object(let object):
            if let text = object.packedText, !self.sorted, self.indent == nil {
                self.bytes += text
            } else {
                self.write(object.unpacked, depth: depth)
            }
        }
    }

    private mutating func write(_ object: JSONObject, depth: Int) {
        let members = self.sorted ? object.sortedMembers : object.members
        self.bytes.append(UInt8(ascii: "{"))
        for index in members.indices {
            self.startItem(index, depth: depth)
            self.writeString(members[index].name)
            self.bytes.append(UInt8(ascii: ":"))
            if self.indent != nil { self.bytes.append(UInt8(ascii: " ")) }
            self.write(members[index].value, depth: depth + 1)
        }
        self.close(with: UInt8(ascii: "}"), count: members.count, depth: depth)
    }

    private mutating func startItem(_ index: Int, depth: Int) {
        if index > 0 { self.bytes.append(UInt8(ascii: ",")) }
        self.breakLine(depth: depth + 1)
    }

    private mutating func close(with byte: UInt8, count: Int, depth: Int) {
        if count > 0 { self.breakLine(depth: depth) }
        self.bytes.append(byte)
    }

    private mutating func breakLine(depth: Int) {
        guard let indent = self.indent else { return }
        self.bytes.append(0x0A)
        for _ in 0..<depth { self.bytes += indent }
    }

    mutating func writeString(_ text: String) {
        text.withBytes { self.writeString($0, isPlain: JSONText.plainCount(of: $0) == $0.count) }
    }

    /// - Parameter isPlain: Whether nothing in it has to be escaped.
    mutating func writeString(_ content: UnsafeBufferPointer<UInt8>, isPlain: Bool) {
        self.bytes.append(UInt8(ascii: "\""))
        if isPlain {
            self.bytes.append(contentsOf: content)
        } else {
            for byte in content { self.writeEscaped(byte) }
        }
        self.bytes.append(UInt8(ascii: "\""))
    }

    private mutating func writeEscaped(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): self.bytes += "\\\"".utf8
        case UInt8(ascii: "\\"): self.bytes += "\\\\".utf8
        case 0x0A: self.bytes += "\\n".utf8
        case 0x0D: self.bytes += "\\r".utf8
        case 0x09: self.bytes += "\\t".utf8
        case 0..<0x20: self.bytes += "\\u00\(byte < 0x10 ? "0" : "")\(String(byte, radix: 16))".utf8
        default: self.bytes.append(byte)
        }
    }
}
