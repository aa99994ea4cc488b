/// Statements that no request can match.
enum NeverAppliesRule: LintRule {
    static let never = LintCode("STATEMENT_NEVER_APPLIES", .warning, "A statement that no request can match.")
    static let codes = [Self.never]

    static func check(_ subject: LintSubject, _ report: inout LintReport) {
        for entry in subject.statements {
            for (element, values) in [("NotAction", entry.statement.notAction), ("NotResource", entry.statement.notResource)]
            where values?.contains(where: LintedAction.isEverything) == true {
                report.add(Self.never, "\(element) excludes everything", at: entry.path.appending(element), onName: true)
            }
            Self.checkConditions(entry, &report)
        }
    }

    private static func checkConditions(_ entry: LintStatement, _ report: inout LintReport) {
        let clauses = entry.conditions
        let absent = Set(clauses.filter { $0.baseOperator == "Null" && $0.values.map(ASCIICase.lowered) == ["true"] }.map(\.loweredKey))
        for clause in clauses {
            if absent.contains(clause.loweredKey), Self.needsKey(clause) {
                report.add(Self.never, "the condition wants \(clause.key) to be missing and to have a value", at: clause.path, onName: true)
            }
            for other in clauses where other.loweredKey == clause.loweredKey && ClauseBounds.areDisjoint(above: clause, below: other) {
                report.add(Self.never, "\(other.operatorName) on the same key leaves no value", at: clause.path, onName: true)
            }
            guard clause.operatorName == "StringEquals" else { continue }
            for other in clauses where other.loweredKey == clause.loweredKey && Self.excludes(other, clause) {
                report.add(Self.never, "\(other.operatorName) on the same key leaves no value", at: clause.path, onName: true)
            }
        }
    }

    /// Whether the clause is false without its key.
    private static func needsKey(_ clause: LintedCondition) -> Bool {
        clause.baseOperator != "Null" && !clause.isIfExists && !clause.isForAllValues && !clause.isNegated
    }

    /// Whether no value of an exact comparison passes the other clause.
    private static func excludes(_ other: LintedCondition, _ clause: LintedCondition) -> Bool {
        if clause.values.isEmpty || clause.values.contains(where: { PolicyVariable.occurs(in: $0) }) { return false }
        if other.values.contains(where: { PolicyVariable.occurs(in: $0) }) { return false }
        switch other.operatorName {
        case "StringNotEquals": return clause.values.allSatisfy { value in other.values.contains { ExactText.areIdentical($0, value) } }
        case "StringLike":
            return !clause.values.contains { value in
                other.values.contains { GlobPattern.covers(Array($0.utf8)[...], Array(value.utf8)[...]) }
            }
        default: return false
        }
    }
}
