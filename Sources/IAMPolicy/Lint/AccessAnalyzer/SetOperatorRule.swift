/// `ForAllValues` and `ForAnyValue`.
///
/// Source: IAM User Guide, "Set operators for multivalued context keys":
/// `ForAllValues` is true when the key is missing.
enum SetOperatorRule: LintRule {
    static let single = LintCode(
        "FORALLVALUES_WITH_SINGLE_VALUED_KEY", .securityWarning, "`ForAllValues` on a key with one value: a missing key passes.")
    static let noNull = LintCode(
        "FORALLVALUES_WITHOUT_NULL_CHECK", .securityWarning, or: .suggestion,
        "`ForAllValues` in an `Allow` without a `Null` check: a request without the key passes.")
    static let qualifier = LintCode("MISSING_QUALIFIER", .warning, "A key with several values without `ForAllValues` or `ForAnyValue`.")
    static let codes = [Self.single, Self.noNull, Self.qualifier]

    static func check(_ subject: LintSubject, _ report: inout LintReport) {
        for entry in subject.statements {
            let present = Set(
                entry.conditions.filter { $0.baseOperator == "Null" && $0.values.allSatisfy { ASCIICase.lowered($0) == "false" } }.map(\.loweredKey))
            for clause in entry.conditions where clause.baseOperator != "Null" {
                let isMultivalued = ConditionKeys.type(of: clause.key)?.isMultivalued
                if clause.isForAllValues {
                    Self.checkForAll(clause, isMultivalued, isRequired: present.contains(clause.loweredKey), entry, &report)
                } else if isMultivalued == true, !clause.isForAnyValue {
                    report.add(
                        Self.qualifier, "\(clause.key) can have several values: say whether all or any of them must match", at: clause.path,
                        onName: true,
                        fix: LintFix("write ForAnyValue:\(clause.operatorName), or ForAllValues: with a Null check"))
                }
            }
        }
    }

    private static func checkForAll(
        _ clause: LintedCondition, _ isMultivalued: Bool?, isRequired: Bool, _ entry: LintStatement, _ report: inout LintReport
    ) {
        if isMultivalued == false {
            return report.add(
                Self.single, "\(clause.key) has one value: ForAllValues only lets requests without it pass", at: clause.path, onName: true,
                fix: LintFix("remove ForAllValues:"))
        }
        guard entry.isAllow, !isRequired else { return }
        // Tags given in the request bring the key along.
        let isBroughtAlong = clause.loweredKey == "aws:tagkeys" && entry.conditions.contains { $0.loweredKey.hasPrefix("aws:requesttag/") }
        if isBroughtAlong { return }
        report.add(
            Self.noNull, "a request without \(clause.key) passes this condition", at: clause.path, onName: true,
            severity: clause.loweredKey == "aws:tagkeys" ? .suggestion : nil,
            fix: LintFix("add \"Null\": {\"\(clause.key)\": \"false\"} to the condition"))
    }
}
