/// The condition key `neptune-db:QueryLanguage`.
///
/// Sources: Neptune User Guide, "Condition keys for data access", and Service
/// Authorization Reference; they agree on four actions and differ on two.
enum QueryLanguageRule: LintRule {
    static let absent = LintCode(
        "NEPTUNE_DB_QUERY_LANGUAGE_ABSENT", .warning, or: .suggestion,
        "`neptune-db:QueryLanguage` with an action that does not carry it: the statement never applies. A suggestion where pages disagree."
    )
    static let value = LintCode(
        "NEPTUNE_DB_QUERY_LANGUAGE_VALUE", .warning, "A query language other than `Gremlin`, `OpenCypher`, `Sparql`, with that case.")
    static let codes = [Self.absent, Self.value]

    private static let key = "neptune-db:querylanguage"
    private static let languages = ["Gremlin", "OpenCypher", "Sparql"]
    private static let disputed: Set<String> = ["getstreamrecords", "cancelquery"]

    static func check(_ subject: LintSubject, _ report: inout LintReport) {
        for entry in subject.statements {
            for clause in entry.conditions where clause.loweredKey == Self.key {
                Self.checkValues(clause, &report)
                // Where a missing key passes, the action is not lost.
                if clause.isIfExists || clause.isForAllValues || clause.isNegated || clause.baseOperator == "Null" { continue }
                for text in entry.namedActions { Self.checkAction(text, &report) }
            }
        }
    }

    private static func checkAction(_ text: LintedText, _ report: inout LintReport) {
        guard let service = ActionCatalog.service("neptune-db"), let carriers = service.carriers(ofKey: "QueryLanguage") else { return }
        guard let action = text.action, action.service == "neptune-db" else { return }
        let names = service.actions(matching: action.name).map(\.name)
        let sure = names.filter { carriers.contains(ASCIICase.lowered($0)) && !Self.disputed.contains(ASCIICase.lowered($0)) }
        let unsure = names.filter { Self.disputed.contains(ASCIICase.lowered($0)) }
        guard !names.isEmpty, sure.count < names.count else { return }
        let fix = LintFix("move the other actions to a statement without the key")
        if sure.count + unsure.count == names.count {
            report.add(
                Self.absent, "AWS's pages disagree on whether \(unsure.sorted().joined(separator: ", ")) carries the query language", at: text.path,
                severity: .suggestion, fix: fix)
        } else if action.hasWildcard && !sure.isEmpty {
            report.add(
                Self.absent,
                "of these actions only \(sure.sorted().joined(separator: ", ")) carry the query language; the statement never applies to the others",
                at: text.path, fix: fix)
        } else {
            report.add(
                Self.absent, "requests for \(text.value) do not carry the query language: the statement never applies to them", at: text.path,
                fix: fix)
        }
    }

    private static func checkValues(_ clause: LintedCondition, _ report: inout LintReport) {
        guard ["StringEquals", "StringNotEquals"].contains(clause.baseOperator) else { return }
        for text in clause.texts where !Self.languages.contains(text.value) && !PolicyVariable.occurs(in: text.value) {
            let spelt = Self.languages.first { ASCIICase.lowered($0) == ASCIICase.lowered(text.value) }
            report.add(
                Self.value, "there is no query language \"\(text.value)\": Gremlin, OpenCypher or Sparql, with that case", at: text.path,
                fix: spelt.map { LintFix("write \"\($0)\"") })
        }
    }
}
