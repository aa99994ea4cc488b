/// Operators and keys of a condition.
///
/// Source: IAM User Guide, "IAM JSON policy elements: Condition operators".
enum ConditionFormRule: LintRule {
    static let unknownOperator = LintCode("INVALID_CONDITION_OPERATOR", .error, "A condition operator that AWS does not have.")
    static let nullIfExists = LintCode("NULL_WITH_IF_EXISTS", .error, "`Null` with `IfExists`.")
    static let nullQualified = LintCode(
        "NULL_WITH_QUALIFIER", .suggestion, "`Null` with `ForAllValues` or `ForAnyValue`: it is always or never true.")
    static let duplicateKey = LintCode(
        "DUPLICATE_KEYS_WITH_DIFFERENT_CASE", .warning, "A condition key that occurs twice under one operator, in different case.")
    static let keyFormat = LintCode("INVALID_CONDITION_KEY_FORMAT", .warning, "A condition key without a prefix: no request has it.")
    static let codes = [Self.unknownOperator, Self.nullIfExists, Self.nullQualified, Self.duplicateKey, Self.keyFormat]

    static func check(_ subject: LintSubject, _ report: inout LintReport) {
        for entry in subject.statements {
            for block in entry.statement.condition where !report.isFull {
                let path = entry.path.appending("Condition").appending(block.operatorName)
                Self.checkOperator(block, path, &report)
                var seen: [String: String] = [:]
                for key in block.entries.map(\.key) {
                    if let other = seen.updateValue(key, forKey: ASCIICase.lowered(key)) {
                        report.add(Self.duplicateKey, "this is the same key as \"\(other)\"", at: path.appending(key), onName: true)
                    }
                    if !key.contains(":") {
                        report.add(
                            Self.keyFormat, "a condition key has the form service:key; no request has this one", at: path.appending(key),
                            onName: true)
                    }
                }
            }
        }
    }

    /// IAM takes an operator that it does not know as long as it has no keys.
    private static func checkOperator(_ block: ConditionBlock, _ path: JSONPath, _ report: inout LintReport) {
        let lowered = ASCIICase.lowered(block.operatorName)
        switch lowered {
        case "nullifexists": report.add(Self.nullIfExists, "Null takes no IfExists", at: path, onName: true, fix: LintFix("write \"Null\""))
        case "forallvalues:null", "foranyvalue:null":
            report.add(
                Self.nullQualified, "with a qualifier Null does not depend on the request", at: path, onName: true, fix: LintFix("write \"Null\""))
        default:
            if block.entries.isEmpty || ConditionOperator.canonicalName(of: block.operatorName) != nil { return }
            let nearest = NearestName.to(block.operatorName, among: ConditionOperator.allNames)
            report.add(
                Self.unknownOperator, "there is no condition operator \"\(block.operatorName)\"", at: path, onName: true,
                fix: nearest.map { LintFix("did you mean \"\($0)\"?") })
        }
    }
}
