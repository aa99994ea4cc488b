/// Characters that IAM takes in a policy.
///
/// Source: IAM API Reference, parameter PolicyDocument: tab, line feed, carriage
/// return, U+0020 to U+00FF. The pattern holds for the text: an escape is fine.
enum CharacterRule: LintRule {
    static let character = LintCode("INVALID_CHARACTER", .error, "A character beyond U+00FF in a policy that IAM stores.")
    static let codes = [Self.character]

    static func check(_ subject: LintSubject, _ report: inout LintReport) {
        guard subject.type.isStoredByIAM, let bad = subject.text.unicodeScalars.first(where: { !Self.isLegal($0) }) else { return }
        let number = String(bad.value, radix: 16, uppercase: true)
        report.add(
            Self.character,
            "the character U+\(String(repeating: "0", count: max(0, 4 - number.count)))\(number) stands in the text; IAM takes Latin-1 only",
            at: Self.place(of: bad, subject), fix: LintFix("write it as an escape (\\u…), or leave it out"))
    }

    static func isLegal(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value <= 0xFF && (scalar.value >= 0x20 || [0x09, 0x0A, 0x0D].contains(scalar.value))
    }

    /// The first value in the text that has the character, or the document.
    private static func place(of scalar: Unicode.Scalar, _ subject: LintSubject) -> JSONPath {
        for entry in subject.statements {
            if let place = Self.place(of: scalar, in: entry.json, at: entry.path) { return place }
        }
        return .root
    }

    private static func place(of scalar: Unicode.Scalar, in json: JSONValue, at path: JSONPath) -> JSONPath? {
        switch json {
        case .string(let text): return text.unicodeScalars.contains(scalar) ? path : nil
        case .array(let elements):
            return elements.indices.lazy.compactMap { Self.place(of: scalar, in: elements[$0], at: path.appending($0)) }.first
        case .object(let object):
            for member in object.members {
                if member.name.unicodeScalars.contains(scalar) { return path.appending(member.name) }
                if let place = Self.place(of: scalar, in: member.value, at: path.appending(member.name)) { return place }
            }
            return nil
        case .null, .bool, .number: return nil
        }
    }
}
