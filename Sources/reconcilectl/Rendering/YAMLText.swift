import Foundation
import IAMPolicy

/// Writes a JSON value as YAML 1.2 that every reader understands alike: whatever could be
/// taken for something else than a string is quoted.
enum YAMLText {
    static func document(_ value: JSONValue) -> String { Self.lines(value).joined(separator: "\n") }

    static func lines(_ value: JSONValue) -> [String] {
        switch value {
        case .object(let object) where !object.isEmpty: object.members.flatMap { Self.member($0) }
        case .array(let elements) where !elements.isEmpty: elements.flatMap { Self.element($0) }
        case .null, .bool, .number, .string, .array, .object: [Self.scalar(value)]
        }
    }

    private static func member(_ member: JSONObject.Member) -> [String] {
        let name = Self.string(member.name)
        if Self.isScalar(member.value) { return ["\(name): \(Self.scalar(member.value))"] }
        return ["\(name):"] + Self.lines(member.value).map { "  " + $0 }
    }

    private static func element(_ value: JSONValue) -> [String] {
        Self.lines(value).enumerated().map { ($0.offset == 0 ? "- " : "  ") + $0.element }
    }

    private static func isScalar(_ value: JSONValue) -> Bool {
        switch value {
        case .null, .bool, .number, .string: true
        case .array(let elements): elements.isEmpty
        case .object(let object): object.isEmpty
        }
    }

    private static func scalar(_ value: JSONValue) -> String {
        if case .string(let text) = value { return Self.string(text) }
        return JSONWriter.compact(value)
    }

    private static let words: Set<String> = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]

    private static func string(_ text: String) -> String {
        let isPlain =
            text.first.map { $0.isASCII && ($0.isLetter || $0 == "/") } == true && text.last != ":" && text.last != " "
            && text.unicodeScalars.allSatisfy { (0x20..<0x7F).contains($0.value) } && !text.contains(": ") && !text.contains(" #")
            && !Self.words.contains(text.lowercased())
        return isPlain ? text : JSONWriter.compact(.string(text))
    }
}
