/// Text that an example left for its reader to replace.
enum PlaceholderRule: LintRule {
    static let placeholder = LintCode("PLACEHOLDER_TEXT", .warning, "Text from an example that was meant to be replaced.")
    static let codes = [Self.placeholder]

    static func check(_ subject: LintSubject, _ report: inout LintReport) {
        for entry in subject.statements {
            let principals = entry.principals.map { LintedText(value: $0.value, path: $0.path) }
            for text in principals + entry.resources + entry.conditions.flatMap(\.texts) {
                guard let found = Self.placeholder(in: text.value) else { continue }
                report.add(
                    Self.placeholder, "\"\(found)\" looks like text that was meant to be replaced", at: text.path,
                    fix: LintFix("write what it stands for in its place"))
            }
        }
    }

    private static let words = ["YOUR", "REPLACE", "CHANGEME", "CHANGE_ME", "ACCOUNT_ID", "ACCOUNT-ID", "account-id", "INSERT_"]
    private static let marks = (Self.words + ["Your ", "your-", "your_"]).map { Array($0.utf8) }

    private static func opensPlaceholder(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "[") || byte == UInt8(ascii: "<") || byte == UInt8(ascii: "{")
    }

    private static func occurs(_ mark: [UInt8], in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = mark.first, mark.count <= bytes.count else { return false }
        for start in 0...(bytes.count - mark.count) where bytes[start] == first {
            if bytes[start..<(start + mark.count)].elementsEqual(mark) { return true }
        }
        return false
    }

    /// The part of a text that no real name has.
    static func placeholder(in text: String) -> String? {
        // A look at the bytes settles it for nearly all texts.
        guard text.withBytes({ bytes in bytes.contains(where: Self.opensPlaceholder) || Self.marks.contains { Self.occurs($0, in: bytes) } })
        else { return nil }
        for (open, close) in [("[", "]"), ("<", ">"), ("{{", "}}")] {
            guard let start = text.firstRange(of: open), let end = text[start.upperBound...].firstRange(of: close) else { continue }
            let inner = text[start.upperBound..<end.lowerBound]
            if inner.contains(where: \.isLetter), !inner.contains("*") { return String(text[start.lowerBound..<end.upperBound]) }
        }
        if let name = PlaceholderNames.first(in: text) { return name }
        if let word = Self.words.first(where: { text.contains($0) }) { return word }
        if let range = text.firstRange(of: "Your "), range.lowerBound == text.startIndex || "/: ".contains(text[text.index(before: range.lowerBound)])
        {
            return String(text[range.lowerBound...])
        }
        return nil
    }
}
