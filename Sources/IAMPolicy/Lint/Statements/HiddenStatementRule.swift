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
        let covers = entries.map { StatementCover($0.statement) }
        for inner in entries {
            if inner.isAllow, let outer = entries.first(where: { !$0.isAllow && covers[$0.index].covers(covers[inner.index], budget: &budget) }) {
                report.add(Self.denied, "\(Self.name(of: outer)) denies all of this", at: inner.path)
            } else if inner.isAllow, Self.isDenied(inner, by: zip(entries, covers).filter { !$0.0.isAllow }.map(\.1), &budget) {
                report.add(Self.denied, "the denying statements together leave nothing of this", at: inner.path)
            }
            let outer = entries.first { outer in
                outer.index != inner.index && outer.isAllow == inner.isAllow && covers[outer.index].covers(covers[inner.index], budget: &budget)
                    // Of two that say the same the first stays.
                    && (outer.index < inner.index || !covers[inner.index].covers(covers[outer.index], budget: &budget))
            }
            if let outer { report.add(Self.repeated, "\(Self.name(of: outer)) says all of this", at: inner.path, fix: LintFix("remove it")) }
        }
    }

    /// Pairs of action and resource beyond which they are not looked at one by one.
    private static let pairsMax = 50

    /// Whether each action on each resource is denied by some statement.
    private static func isDenied(_ inner: LintStatement, by denials: [StatementCover], _ budget: inout Int) -> Bool {
        guard denials.count > 1, let actions = inner.statement.action, let resources = inner.statement.resource else { return false }
        guard (2...Self.pairsMax).contains(actions.count * resources.count) else { return false }
        for action in actions {
            for resource in resources {
                var pair = inner.statement
                (pair.action, pair.resource) = ([action], [resource])
                let cover = StatementCover(pair)
                if !denials.contains(where: { $0.covers(cover, budget: &budget) }) { return false }
            }
        }
        return true
    }

    private static func name(of entry: LintStatement) -> String {
        if let sid = entry.statement.sid, !sid.isEmpty { return "the statement \"\(sid)\"" }
        return "statement \(entry.index + 1)"
    }
}
