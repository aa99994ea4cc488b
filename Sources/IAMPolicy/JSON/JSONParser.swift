/// One run of the reader over one text.
///
/// Recursive, one call a level; the depth is checked before each descent.
struct JSONParser {
    let bytes: [UInt8]
    let depthMax: Int
    /// Where each value starts, parents first; empty unless asked for.
    private(set) var marks: [PositionedJSON.Mark] = []
    var offset = 0
    private let recordsMarks: Bool

    /// From this many members on, names are looked up in a set: a search through all of them would be quadratic.
    private static let linearSearchMax = 16

    /// Room made at once, as most of a policy's objects and arrays need it: growing step by step takes longer than reading.
    private static let membersExpected = 4
    private static let elementsExpected = 8

    /// - Parameter bytes: Must be valid UTF-8.
    init(bytes: [UInt8], depthMax: Int, recordsMarks: Bool) {
        self.bytes = bytes
        self.depthMax = depthMax
        self.recordsMarks = recordsMarks
    }

    mutating func parseDocument() throws(JSONSyntaxError) -> JSONValue {
        if self.bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            throw self.fault(.byteOrderMark, "the text starts with a byte order mark; save it as UTF-8 without one", at: 0)
        }
        self.skipWhiteSpace()
        if self.offset == self.bytes.count { throw self.fault(.empty, "the text is empty; expected a JSON value") }
        let value = try self.parseValue(depth: 0, nameOffset: nil)
        self.skipWhiteSpace()
        if self.offset < self.bytes.count {
            if let comment = self.commentFault() { throw comment }
            throw self.fault(.trailingText, "text follows the end of the JSON value")
        }
        return value
    }

    mutating func parseValue(depth: Int, nameOffset: Int?) throws(JSONSyntaxError) -> JSONValue {
        let mark = self.marks.count
        if self.recordsMarks {
            self.marks.append(PositionedJSON.Mark(nameOffset: nameOffset, valueOffset: self.offset, end: mark + 1))
        }
        let value = try self.parseUnmarkedValue(depth: depth)
        if self.recordsMarks { self.marks[mark].end = self.marks.count }
        return value
    }

    private mutating func parseUnmarkedValue(depth: Int) throws(JSONSyntaxError) -> JSONValue {
        guard let byte = self.current else { throw self.unexpected(expected: "a value") }
        switch byte {
        case UInt8(ascii: "\""): return .string(try self.parseString())
        case UInt8(ascii: "{"): return .object(try self.parseObject(depth: depth + 1))
        case UInt8(ascii: "["): return .array(try self.parseArray(depth: depth + 1))
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try self.parseNumber())
        case UInt8(ascii: "t") where self.takeWord("true"): return .bool(true)
        case UInt8(ascii: "f") where self.takeWord("false"): return .bool(false)
        case UInt8(ascii: "n") where self.takeWord("null"): return .null
        default: throw self.unexpected(expected: "a value")
        }
    }

    private mutating func parseObject(depth: Int) throws(JSONSyntaxError) -> JSONObject {
        if depth > self.depthMax { throw self.tooDeep() }
        self.offset += 1
        self.skipWhiteSpace()
        if self.take(UInt8(ascii: "}")) { return JSONObject() }
        var members: [JSONObject.Member] = []
        members.reserveCapacity(Self.membersExpected)
        var names: Set<String> = []
        repeat {
            self.skipWhiteSpace()
            let nameOffset = self.offset
            if self.current == UInt8(ascii: "}") { throw self.fault(.trailingComma, "a comma stands before `}`; remove it") }
            guard self.current == UInt8(ascii: "\"") else { throw self.unexpected(expected: "a name in double quotes") }
            let name = try self.parseString()
            try self.refuseDuplicate(name, at: nameOffset, in: members, names: &names)
            self.skipWhiteSpace()
            guard self.take(UInt8(ascii: ":")) else { throw self.unexpected(expected: "`:` after the name") }
            self.skipWhiteSpace()
            members.append(JSONObject.Member(name: name, value: try self.parseValue(depth: depth, nameOffset: nameOffset)))
            self.skipWhiteSpace()
        } while self.take(UInt8(ascii: ","))
        guard self.take(UInt8(ascii: "}")) else { throw self.unexpected(expected: "`,` or `}`") }
        return JSONObject(uniqueMembers: members)
    }

    private mutating func parseArray(depth: Int) throws(JSONSyntaxError) -> [JSONValue] {
        if depth > self.depthMax { throw self.tooDeep() }
        self.offset += 1
        self.skipWhiteSpace()
        if self.take(UInt8(ascii: "]")) { return [] }
        var elements: [JSONValue] = []
        elements.reserveCapacity(Self.elementsExpected)
        repeat {
            self.skipWhiteSpace()
            if self.current == UInt8(ascii: "]") { throw self.fault(.trailingComma, "a comma stands before `]`; remove it") }
            elements.append(try self.parseValue(depth: depth, nameOffset: nil))
            self.skipWhiteSpace()
        } while self.take(UInt8(ascii: ","))
        guard self.take(UInt8(ascii: "]")) else { throw self.unexpected(expected: "`,` or `]`") }
        return elements
    }

    /// Names that Swift holds for equal count as one: two names that look the same must not mean two things.
    private func refuseDuplicate(
        _ name: String, at nameOffset: Int, in members: [JSONObject.Member], names: inout Set<String>
    ) throws(JSONSyntaxError) {
        let isDuplicate: Bool
        if members.count < Self.linearSearchMax {
            isDuplicate = members.contains { $0.name == name }
        } else {
            if names.isEmpty { names = Set(members.map(\.name)) }
            isDuplicate = !names.insert(name).inserted
        }
        if isDuplicate {
            let shown = name.count > 60 ? name.prefix(60) + "…" : name[...]
            throw self.fault(.duplicateName, "the name \"\(shown)\" occurs twice in this object", at: nameOffset)
        }
    }

    private func tooDeep() -> JSONSyntaxError {
        self.fault(.tooDeep, "arrays and objects are nested more than \(self.depthMax) deep")
    }
}

// MARK: - Characters

extension JSONParser {
    /// The byte here, or `nil` at the end.
    var current: UInt8? { self.offset < self.bytes.count ? self.bytes[self.offset] : nil }

    /// Moves on if the byte here is this one.
    mutating func take(_ byte: UInt8) -> Bool {
        if self.current != byte { return false }
        self.offset += 1
        return true
    }

    private mutating func skipWhiteSpace() {
        while self.offset < self.bytes.count {
            switch self.bytes[self.offset] {
            case 0x20, 0x0A, 0x0D, 0x09: self.offset += 1
            default: return
            }
        }
    }

    /// Moves on if this word stands here and no letter or digit follows it.
    private mutating func takeWord(_ word: StaticString) -> Bool {
        let end = self.offset + word.utf8CodeUnitCount
        guard end <= self.bytes.count else { return false }
        let stands = word.withUTF8Buffer { self.bytes[self.offset..<end].elementsEqual($0) }
        guard stands, end == self.bytes.count || !Self.isWordByte(self.bytes[end]) else { return false }
        self.offset = end
        return true
    }

    static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
