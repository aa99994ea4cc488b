/// Statements that others make superfluous.
enum HiddenStatementRule: LintRule {
    static let denied = LintCode("ALLOW_HIDDEN_BY_DENY", .warning, "An `Allow` of which everything is denied by another statement.")
    static let repeated = LintCode(
        "REDUNDANT_STATEMENT", .suggestion, "A statement that says nothing that another one of the same effect does not say.")
    static let codes = [Self.denied, Self.repeated]

    /// Statements beyond which nothing is looked for: a document of so many is not one that people read.
    private static let statementsMax = 200
    /// Products of the lengths of pairs that are compared: enough for any document that AWS stores, and keeps hostile ones cheap.
    private static let budget = 1 << 29

    static func check(_ subject: LintSubject, _ report: inout LintReport) {
        let entries = subject.statements
        guard entries.count > 1, entries.count <= Self.statementsMax else { return }
        var budget = Self.budget
        for inner in entries {
            if inner.isAllow, let outer = entries.first(where: { !$0.isAllow && Self.covers($0, inner, &budget) }) {
                report.add(Self.denied, "\(Self.name(of: outer)) denies all of this", at: inner.path)
            }
            let outer = entries.first { outer in
                outer.index != inner.index && outer.isAllow == inner.isAllow && Self.covers(outer, inner, &budget)
                    // Of two that say the same the first stays.
                    && (outer.index < inner.index || !Self.covers(inner, outer, &budget))
            }
            if let outer { report.add(Self.repeated, "\(Self.name(of: outer)) says all of this", at: inner.path, fix: LintFix("remove it")) }
        }
    }

    private static func covers(_ outer: LintStatement, _ inner: LintStatement, _ budget: inout Int) -> Bool {
        StatementCover.covers(outer.statement, inner.statement, budget: &budget)
    }

    private static func name(of entry: LintStatement) -> String {
        if let sid = entry.statement.sid, !sid.isEmpty { return "the statement \"\(sid)\"" }
        return "statement \(entry.index + 1)"
    }
}
