/// Makes changes in a text and leaves everything else as its author laid it out.
enum LintEditing {
    private struct Replacement {
        let range: Range<Int>
        let text: String
    }

    /// - Parameter edits: Of two that touch the same place the first is made.
    /// - Returns: `nil` if none can be made.
    static func applying(_ edits: [LintEdit], to text: String) -> String? {
        let bytes = Array(text.utf8)
        let json = try? JSONReader.parseWithPositions(text)
        let replacements = edits.compactMap { Self.replacement(for: $0, in: bytes, json) }
        var taken: [Replacement] = []
        for replacement in replacements where !taken.contains(where: { Self.touch($0.range, replacement.range) }) { taken.append(replacement) }
        guard !taken.isEmpty else { return nil }
        var result: [UInt8] = []
        var next = 0
        for replacement in taken.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
            result += bytes[next..<replacement.range.lowerBound]
            result += replacement.text.utf8
            next = replacement.range.upperBound
        }
        return String(decoding: result + bytes[next...], as: UTF8.self)
    }

    /// Also where one begins at the other's end: each was made for the text without the other.
    private static func touch(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
        left.lowerBound <= right.upperBound && right.lowerBound <= left.upperBound
    }

    private static func replacement(for edit: LintEdit, in bytes: [UInt8], _ json: PositionedJSON?) -> Replacement? {
        if case .blank(let range) = edit {
            return range.upperBound <= bytes.count ? Replacement(range: range, text: "") : nil
        }
        guard let json else { return nil }
        switch edit {
        case .replace(let path, let text):
            return json.extent(of: path, in: bytes).map { Replacement(range: $0.value, text: JSONWriter.compact(.string(text))) }
        case .rename(let path, let name):
            guard let start = json.extent(of: path, in: bytes)?.nameStart else { return nil }
            return Replacement(range: start..<JSONExtent.end(of: start, in: bytes), text: JSONWriter.compact(.string(name)))
        case .remove(let path):
            return json.extent(of: path, in: bytes).map { Replacement(range: $0.withComma(in: bytes), text: "") }
        case .insertFirst(let path, let name, let value):
            guard let start = json.extent(of: path, in: bytes)?.value.lowerBound else { return nil }
            return Self.insertion(of: name, value, behindBrace: start, in: bytes)
        case .blank: return nil
        }
    }

    /// Takes over the line break and the indentation of the first member.
    private static func insertion(of name: String, _ value: String, behindBrace start: Int, in bytes: [UInt8]) -> Replacement? {
        guard start < bytes.count, bytes[start] == UInt8(ascii: "{") else { return nil }
        let behind = start + 1
        let first = bytes[behind...].firstIndex { !JSONExtent.isBlank($0) } ?? bytes.count
        guard first < bytes.count else { return nil }
        let line = bytes[behind..<first].lastIndex { $0 == 0x0A || $0 == 0x0D } ?? behind
        let space = String(decoding: bytes[line..<first], as: UTF8.self)
        let member = "\(JSONWriter.compact(.string(name))):\(space.isEmpty ? "" : " ")\(JSONWriter.compact(.string(value)))"
        let isEmpty = bytes[first] == UInt8(ascii: "}")
        return Replacement(range: first..<first, text: isEmpty ? member : "\(member),\(space)")
    }
}

/// Where one value stands in a text, in UTF-8 bytes.
struct JSONExtent {
    /// Of the quote that opens the member's name; `nil` for an element.
    let nameStart: Int?
    let value: Range<Int>

    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

    /// The whole member or element, the comma behind it or else the one before it, and the white space that goes with it.
    func withComma(in bytes: [UInt8]) -> Range<Int> {
        let start = self.nameStart ?? self.value.lowerBound
        let behind = bytes[self.value.upperBound...].firstIndex { !Self.isBlank($0) } ?? bytes.count
        if behind < bytes.count, bytes[behind] == UInt8(ascii: ",") {
            return start..<(bytes[(behind + 1)...].firstIndex { !Self.isBlank($0) } ?? bytes.count)
        }
        let before = bytes[..<start].lastIndex { !Self.isBlank($0) }
        guard let before, bytes[before] == UInt8(ascii: ",") else { return start..<self.value.upperBound }
        return before..<self.value.upperBound
    }

    /// Index behind the value that starts at `start` in a text that is JSON.
    static func end(of start: Int, in bytes: [UInt8]) -> Int {
        var depth = 0
        var index = start
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                index = JSONText.endOfString(from: index, in: bytes)
                if depth == 0 { return index }
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                index += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth < 0 { return index }
                index += 1
                if depth == 0 { return index }
            case UInt8(ascii: ","):
                if depth == 0 { return index }
                index += 1
            default:
                if depth == 0, Self.isBlank(bytes[index]) { return index }
                index += 1
            }
        }
        return bytes.count
    }
}

extension PositionedJSON {
    /// Where the value at `path` stands, or `nil` if there is no such part.
    func extent(of path: JSONPath, in bytes: [UInt8]) -> JSONExtent? {
        guard let offsets = self.offsets(of: path), offsets.value < bytes.count else { return nil }
        return JSONExtent(nameStart: offsets.name, value: offsets.value..<JSONExtent.end(of: offsets.value, in: bytes))
    }
}
