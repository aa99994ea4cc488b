/// Condition keys in statements about Neptune's data.
///
/// Source: Neptune User Guide, "Global condition keys for data access" and "IAM features
/// available in Neptune": tag-based keys are for administrative statements.
enum NeptuneKeyRule: LintRule {
    static let tags = LintCode("NEPTUNE_DB_TAG_KEY", .warning, "A tag condition in a data-access statement; Neptune has none there.")
    static let unsupported = LintCode("NEPTUNE_DB_UNSUPPORTED_GLOBAL_KEY", .warning, "A global key that Neptune does not fill in for data access.")
    static let codes = [Self.tags, Self.unsupported]

    private static let supported: Set<String> = [
        "aws:currenttime", "aws:epochtime", "aws:principalaccount", "aws:principalarn", "aws:principalisawsservice", "aws:principalorgid",
        "aws:principalorgpaths", "aws:principaltype", "aws:requestedregion", "aws:securetransport", "aws:sourceip", "aws:tokenissuetime",
        "aws:useragent", "aws:userid", "aws:viaawsservice"
    ]

    static func check(_ subject: LintSubject, _ report: inout LintReport) {
        for statement in NeptuneStatement.all(in: subject) {
            for clause in statement.entry.conditions {
                let key = clause.loweredKey
                if key == "aws:tagkeys" || key.hasPrefix("aws:resourcetag/") || key.hasPrefix("aws:requesttag/") || key.hasPrefix("rds:") {
                    report.add(
                        Self.tags, "data access to Neptune cannot be tied to \(clause.key)", at: clause.path, onName: true,
                        fix: LintFix("name the cluster in Resource instead"))
                } else if key.hasPrefix("aws:"), !key.hasPrefix("aws:principaltag/"), !Self.supported.contains(key) {
                    report.add(
                        Self.unsupported, "Neptune does not fill in \(clause.key) for data access\(Self.effect(of: clause, statement.entry))",
                        at: clause.path,
                        onName: true, fix: LintFix("use a key of the list in the Neptune User Guide, such as aws:SourceIp or aws:PrincipalArn"))
                }
            }
        }
    }

    private static func effect(of clause: LintedCondition, _ entry: LintStatement) -> String {
        if clause.isIfExists || clause.isNegated || clause.isForAllValues { return ": it always passes" }
        return clause.baseOperator == "Null" ? "" : ": the statement never applies"
    }
}
