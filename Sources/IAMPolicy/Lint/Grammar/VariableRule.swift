/// Policy variables, `${key}` and `${key, 'default'}`.
///
/// Source: IAM User Guide, "IAM policy elements: Variables and tags".
enum VariableRule: LintRule {
    static let brace = LintCode("MISSING_BRACE_IN_VARIABLE", .error, or: .warning, "A `${` without its `}`.")
    static let empty = LintCode("EMPTY_VARIABLE", .error, or: .warning, "A `${}` without a key.")
    static let space = LintCode("UNSUPPORTED_SPACE_IN_VARIABLE", .error, or: .warning, "A blank inside a variable's key.")
    static let quote = LintCode("MISSING_QUOTE_IN_VARIABLE", .error, or: .warning, "A variable's default that is not in single quotes.")
    static let version = LintCode(
        "VARIABLE_UNSUPPORTED_IN_VERSION", .warning, "A variable in a document of version 2008-10-17, where it is plain text.")
    static let element = LintCode("VARIABLE_UNSUPPORTED_IN_ELEMENT", .warning, "A variable in an action or principal, where it is plain text.")
    static let badOperator = LintCode("INVALID_VARIABLE_FOR_OPERATOR", .warning, "A variable under an operator that compares no texts.")
    static let codes = [Self.brace, Self.empty, Self.space, Self.quote, Self.version, Self.element, Self.badOperator]

    static func check(_ subject: LintSubject, _ report: inout LintReport) {
        guard subject.hasVariables else { return }
        let hasVariables = subject.document.effectiveVersion == PolicyDocument.currentVersion
        var first: JSONPath?
        for entry in subject.statements {
            for text in entry.actions + entry.principals.map({ LintedText(value: $0.value, path: $0.path) })
            where PolicyVariable.occurs(in: text.value) {
                report.add(Self.element, "variables stand for something in resources and conditions only", at: text.path)
            }
            let texts = entry.resources + entry.conditions.flatMap(\.texts)
            for text in texts where PolicyVariable.occurs(in: text.value) {
                first = first ?? text.path
                if hasVariables { Self.checkForm(text, subject.type, &report) }
            }
            for clause in entry.conditions where !["String", "Arn"].contains(where: clause.baseOperator.hasPrefix) {
                for text in clause.texts where PolicyVariable.occurs(in: text.value) {
                    report.add(Self.badOperator, "\(clause.baseOperator) takes no variable", at: text.path)
                }
            }
        }
        guard let first, !hasVariables else { return }
        report.add(
            Self.version, "with Version \(subject.document.effectiveVersion) a variable is plain text", at: first,
            fix: LintFix("if variables are meant, write \"Version\": \"\(PolicyDocument.currentVersion)\""))
    }

    private static func checkForm(_ text: LintedText, _ type: PolicyType, _ report: inout LintReport) {
        let severity: LintSeverity = type.isStoredByIAM ? .error : .warning
        for content in Self.contents(of: text.value) {
            guard let content else {
                report.add(Self.brace, "a variable lacks its closing brace", at: text.path, severity: severity)
                continue
            }
            if content.isEmpty { report.add(Self.empty, "the variable is empty", at: text.path, severity: severity) }
            let parts = content.split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
            // A tag's key may have blanks.
            if let key = parts.first, !key.contains("/"), key.drop(while: { $0 == " " }).contains(" ") {
                report.add(Self.space, "a variable's key has no blanks", at: text.path, severity: severity)
            }
            let value = parts.count == 2 ? parts[1].drop { $0 == " " } : "''"
            if value.utf8.count < 2 || value.first != "'" || value.last(where: { $0 != " " }) != "'" {
                report.add(Self.quote, "a variable's default stands in single quotes", at: text.path, severity: severity)
            }
        }
    }

    /// What stands between the braces of each variable; `nil` for one that does not end.
    private static func contents(of text: String) -> [Substring?] {
        var contents: [Substring?] = []
        var rest = text[...]
        while let dollar = rest.firstIndex(of: "$") {
            let brace = rest.index(after: dollar)
            guard brace < rest.endIndex else { break }
            rest = rest[brace...]
            guard rest.first == "{" else { continue }
            guard let end = rest.firstIndex(of: "}") else { return contents + [nil] }
            contents.append(rest[rest.index(after: brace)..<end])
            rest = rest[end...]
        }
        return contents
    }
}
