/// An object as its compact text, out of which members are read when they are asked for.
///
/// Nothing but what `JSONWriter` has written or `PlainJSON` has accepted comes here: the text is an object, without white space,
/// no name twice.
struct PackedObject: Sendable {
    /// Below this an object as a tree takes less time, and hardly more room.
    private static let bytesMin = 96

    let text: [UInt8]

    /// `nil` for a small object.
    init?(_ object: JSONObject) {
        var output = JSONOutput(sorted: false, indent: nil)
        output.write(.object(object), depth: 0)
        guard let packed = output.bytes.withUnsafeBufferPointer({ PackedObject(text: $0) }) else { return nil }
        self = packed
    }

    /// `nil` for a small object.
    /// - Parameter text: of an object, as the type wants it; it is copied, into just the room that it needs.
    init?(text: UnsafeBufferPointer<UInt8>) {
        guard text.count >= Self.bytesMin else { return nil }
        self.text = Array(text)
    }

    /// Where it is not, the objects may be equal all the same.
    func isSameText(as other: PackedObject) -> Bool {
        self.text.withUnsafeBufferPointer { own in other.text.withUnsafeBufferPointer { ByteOrder.areEqual(own, $0) } }
    }

    /// All of it; nothing in it is packed.
    var tree: JSONObject {
        var parser = JSONParser(bytes: self.text, depthMax: .max, recordsMarks: false)
        guard case .object(let object)? = try? parser.parseDocument() else { return Self.damaged }
        return object
    }

    /// Objects inside stay packed, unless they are small.
    var members: [JSONObject.Member] {
        var reader = PackedReader(self.text)
        guard let members = try? reader.members() else { return Self.damaged.members }
        return members
    }

    /// As `members` has it.
    func value(of name: String) -> JSONValue? {
        var reader = PackedReader(self.text)
        do {
            return try reader.find(name) ? try reader.value() : nil
        } catch {
            return Self.damaged[name]
        }
    }

    var names: [String] {
        var reader = PackedReader(self.text)
        guard let names = try? reader.names() else { return Self.damaged.names }
        return names
    }

    var isEmpty: Bool { self.text.count == 2 }

    /// What is in the place of a text that this type does not take: it must not be held for an object that says nothing.
    private static let damaged = JSONObject(uniqueMembers: [JSONObject.Member(name: "(damaged)", value: .null)])
}

/// One walk along the members of a packed object.
private struct PackedReader {
    private var parser: JSONParser

    init(_ text: [UInt8]) {
        self.parser = JSONParser(bytes: text, depthMax: .max, recordsMarks: false)
        self.parser.offset = 1
    }

    mutating func members() throws(JSONSyntaxError) -> [JSONObject.Member] {
        var members: [JSONObject.Member] = []
        while self.startsMember {
            let name = try self.parser.parseString()
            self.parser.offset += 1
            members.append(JSONObject.Member(name: name, value: try self.value()))
            _ = self.parser.take(UInt8(ascii: ","))
        }
        return members
    }

    mutating func names() throws(JSONSyntaxError) -> [String] {
        var names: [String] = []
        while self.startsMember {
            names.append(try self.parser.parseString())
            self.skipValue()
        }
        return names
    }

    /// Moves to the value of the first member of that name, if there is one.
    mutating func find(_ name: String) throws(JSONSyntaxError) -> Bool {
        while self.startsMember {
            if try self.takesName(name) {
                self.parser.offset += 1
                return true
            }
            self.skipValue()
        }
        return false
    }

    /// The value that starts here.
    mutating func value() throws(JSONSyntaxError) -> JSONValue {
        switch self.parser.current {
        case UInt8(ascii: "{"):
            let start = self.parser.offset
            self.skip()
            let written = self.parser.bytes[start..<self.parser.offset]
            if let packed = written.withUnsafeBufferPointer({ PackedObject(text: $0) }) { return .object(JSONObject(packed)) }
            self.parser.offset = start
            return try self.parser.parseValue(depth: 0, nameOffset: nil)
        case UInt8(ascii: "["):
            self.parser.offset += 1
            var elements: [JSONValue] = []
            while let byte = self.parser.current, byte != UInt8(ascii: "]") {
                elements.append(try self.value())
                _ = self.parser.take(UInt8(ascii: ","))
            }
            self.parser.offset += 1
            return .array(elements)
        default: return try self.parser.parseValue(depth: 0, nameOffset: nil)
        }
    }

    private var startsMember: Bool { self.parser.current == UInt8(ascii: "\"") }

    /// Moves behind the name that starts here.
    private mutating func takesName(_ name: String) throws(JSONSyntaxError) -> Bool {
        let start = self.parser.offset + 1
        let end = JSONText.endOfString(from: start - 1, in: self.parser.bytes)
        let isPlain = self.parser.bytes[start..<end].allSatisfy { $0 < 0x80 && $0 != UInt8(ascii: "\\") }
        // Texts of other characters may be equal to Swift in other bytes.
        guard isPlain else { return try self.parser.parseString() == name }
        self.parser.offset = end
        let written = self.parser.bytes[start..<max(start, end - 1)]
        return name.withBytes { wanted in written.withUnsafeBufferPointer { ByteOrder.areEqual($0, wanted) } }
    }

    /// Moves behind the value whose colon stands here, and behind the comma that follows it.
    private mutating func skipValue() {
        self.parser.offset += 1
        self.skip()
        _ = self.parser.take(UInt8(ascii: ","))
    }

    /// Moves behind the value that starts here.
    private mutating func skip() {
        var depth = 0
        // Each round takes at least one byte.
        while let byte = self.parser.current {
            switch byte {
            case UInt8(ascii: "\""):
                self.parser.offset = JSONText.endOfString(from: self.parser.offset, in: self.parser.bytes)
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                self.parser.offset += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return }
                depth -= 1
                self.parser.offset += 1
            case UInt8(ascii: ",") where depth == 0: return
            default: self.parser.offset += 1
            }
            if depth == 0, byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") { return }
        }
    }
}
