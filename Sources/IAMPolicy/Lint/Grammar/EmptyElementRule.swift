/// Lists and objects without anything in them.
///
/// Source: IAM User Guide, "Access Analyzer policy check reference"; IAM refuses
/// empty lists of actions and resources ("Policy statement must contain actions").
enum EmptyElementRule: LintRule {
    static let action = LintCode("EMPTY_ARRAY_ACTION", .error, or: .suggestion, "An empty list of actions; KMS takes it.")
    static let resource = LintCode("EMPTY_ARRAY_RESOURCE", .error, or: .suggestion, "An empty list of resources; KMS takes it.")
    static let principals = LintCode("EMPTY_ARRAY_PRINCIPAL", .error, "An empty list of principals.")
    static let principal = LintCode("EMPTY_OBJECT_PRINCIPAL", .error, "An empty `Principal`.")
    static let condition = LintCode("EMPTY_OBJECT_CONDITION", .suggestion, "A `Condition` or an operator without keys: it asks for nothing.")
    static let values = LintCode("EMPTY_ARRAY_CONDITION", .suggestion, "A condition key without values.")
    static let forAllValues = LintCode(
        "EMPTY_ARRAY_CONDITION_FORALLVALUES", .suggestion, "`ForAllValues` without values holds only if the key is missing.")
    static let forAnyValue = LintCode("EMPTY_ARRAY_CONDITION_FORANYVALUE", .suggestion, "`ForAnyValue` without values never holds.")
    static let ifExists = LintCode(
        "EMPTY_ARRAY_CONDITION_IFEXISTS", .suggestion, "`IfExists` without values holds only if the key is missing.")
    static let codes = [
        Self.action, Self.resource, Self.principals, Self.principal, Self.condition, Self.values, Self.forAllValues, Self.forAnyValue,
        Self.ifExists
    ]

    static func check(_ subject: LintSubject, _ report: inout LintReport) {
        let severity: LintSeverity = subject.type == .key ? .suggestion : .error
        for entry in subject.statements {
            for (element, code) in [("Action", Self.action), ("NotAction", Self.action), ("Resource", Self.resource), ("NotResource", Self.resource)]
            where entry.json[element]?.arrayValue?.isEmpty == true {
                report.add(code, "\(element) is empty", at: entry.path.appending(element), severity: severity)
            }
            for element in ["Principal", "NotPrincipal"] { Self.checkPrincipals(entry, element, &report) }
            Self.checkCondition(entry, &report)
        }
    }

    private static func checkPrincipals(_ entry: LintStatement, _ element: String, _ report: inout LintReport) {
        guard let groups = entry.json[element]?.objectValue else { return }
        let path = entry.path.appending(element)
        if groups.isEmpty { report.add(Self.principal, "\(element) names nobody", at: path) }
        // IAM takes an empty list beside one that names somebody.
        guard groups.members.allSatisfy({ $0.value.arrayValue?.isEmpty == true }) else { return }
        for member in groups.members { report.add(Self.principals, "\(element) names nobody", at: path.appending(member.name)) }
    }

    private static func checkCondition(_ entry: LintStatement, _ report: inout LintReport) {
        guard let condition = entry.json["Condition"]?.objectValue else { return }
        let path = entry.path.appending("Condition")
        if condition.isEmpty {
            report.add(Self.condition, "the condition asks for nothing", at: path, fix: LintFix("remove it", edit: .remove(path)))
        }
        for block in entry.statement.condition where block.entries.isEmpty {
            let place = path.appending(block.operatorName)
            report.add(Self.condition, "the operator has no keys and asks for nothing", at: place, fix: LintFix("remove it", edit: .remove(place)))
        }
        for clause in entry.conditions where clause.values.isEmpty {
            let code =
                clause.isForAllValues ? Self.forAllValues : clause.isForAnyValue ? Self.forAnyValue : clause.isIfExists ? Self.ifExists : Self.values
            report.add(code, "the key has no values to be compared with", at: clause.path)
        }
    }
}
