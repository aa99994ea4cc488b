/// Characters that IAM takes in a policy.
///
/// Source: IAM API Reference, parameter PolicyDocument: tab, line feed, carriage
/// return, U+0020 to U+00FF. The pattern holds for the text, so that an escape is fine
/// for what lies beyond; a control character is none that a policy could mean.
enum CharacterRule: LintRule {
    static let character = LintCode(
        "INVALID_CHARACTER", .error, "A character beyond U+00FF, or a control character, in a policy that IAM stores.")
    static let codes = [Self.character]

    static func check(_ subject: LintSubject, _ report: inout LintReport) {
        guard subject.type.isStoredByIAM else { return }
        if let bad = subject.text.unicodeScalars.first(where: { !Self.isLegal($0) }) {
            report.add(
                Self.character, "the character \(Self.name(of: bad)) stands in the text; IAM takes Latin-1 only",
                at: Self.place(in: subject) { $0 == bad } ?? .root, fix: LintFix("write it as an escape (\\u…), or leave it out"))
        } else if subject.text.utf8.contains(UInt8(ascii: "\\")), let place = Self.place(in: subject, of: Self.isControl) {
            report.add(Self.character, "a control character is written as an escape; IAM takes none", at: place, fix: LintFix("leave it out"))
        }
    }

    private static func name(of scalar: Unicode.Scalar) -> String {
        let number = String(scalar.value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - number.count)) + number
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool { scalar.value < 0x20 && !Self.isLegal(scalar) }

    static func isLegal(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value <= 0xFF && (scalar.value >= 0x20 || [0x09, 0x0A, 0x0D].contains(scalar.value))
    }

    /// The first value, or member's name, in a statement that has such a character.
    private static func place(in subject: LintSubject, of isMeant: (Unicode.Scalar) -> Bool) -> JSONPath? {
        for entry in subject.statements {
            if let place = Self.place(in: entry.json, at: entry.path, of: isMeant) { return place }
        }
        return subject.document.id?.unicodeScalars.contains(where: isMeant) == true ? JSONPath.root.appending("Id") : nil
    }

    private static func place(in json: JSONValue, at path: JSONPath, of isMeant: (Unicode.Scalar) -> Bool) -> JSONPath? {
        switch json {
        case .string(let text): return text.unicodeScalars.contains(where: isMeant) ? path : nil
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                if let place = Self.place(in: element, at: path.appending(index), of: isMeant) { return place }
            }
            return nil
        case .object(let object):
            for member in object.members {
                if member.name.unicodeScalars.contains(where: isMeant) { return path.appending(member.name) }
                if let place = Self.place(in: member.value, at: path.appending(member.name), of: isMeant) { return place }
            }
            return nil
        case .null, .bool, .number: return nil
        }
    }
}
