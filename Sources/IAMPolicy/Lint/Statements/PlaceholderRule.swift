/// Text that an example left for its reader to replace.
enum PlaceholderRule: LintRule {
    static let placeholder = LintCode("PLACEHOLDER_TEXT", .warning, "Text from an example that was meant to be replaced.")
    static let codes = [Self.placeholder]

    static func check(_ subject: LintSubject, _ report: inout LintReport) {
        for entry in subject.statements {
            let principals = entry.principals.map { LintedText(value: $0.value, path: $0.path) }
            for text in principals + entry.resources + entry.conditions.flatMap(\.texts) {
                guard let found = Self.placeholder(in: text.value) else { continue }
                report.add(Self.placeholder, "\"\(found)\" looks like text that was meant to be replaced", at: text.path)
            }
        }
    }

    /// The part of a text that no real name has.
    static func placeholder(in text: String) -> String? {
        for (open, close) in [("[", "]"), ("<", ">"), ("{{", "}}")] {
            guard let start = text.firstRange(of: open), let end = text[start.upperBound...].firstRange(of: close) else { continue }
            let inner = text[start.upperBound..<end.lowerBound]
            if inner.contains(where: \.isLetter), !inner.contains("*") { return String(text[start.lowerBound..<end.upperBound]) }
        }
        let words = ["YOUR", "REPLACE", "CHANGEME", "CHANGE_ME", "ACCOUNT_ID", "ACCOUNT-ID", "account-id", "INSERT_"]
        if let word = words.first(where: { text.contains($0) }) { return word }
        if let range = text.firstRange(of: "Your "), range.lowerBound == text.startIndex || "/: ".contains(text[text.index(before: range.lowerBound)])
        {
            return String(text[range.lowerBound...])
        }
        return nil
    }
}
