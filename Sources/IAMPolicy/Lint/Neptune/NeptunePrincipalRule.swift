/// Principals beside actions on Neptune's data.
///
/// Source: Neptune User Guide, "IAM features available in Neptune" (no
/// resource-based policies) and "Limitations" (no access across accounts).
enum NeptunePrincipalRule: LintRule {
    static let resourcePolicy = LintCode(
        "NEPTUNE_DB_RESOURCE_POLICY", .warning, "Actions of `neptune-db` in a policy with principals; Neptune takes none.")
    static let crossAccount = LintCode(
        "NEPTUNE_DB_CROSS_ACCOUNT", .warning, "A principal or resource of another account; Neptune's data cannot be reached across accounts.")
    static let codes = [Self.resourcePolicy, Self.crossAccount]

    static func check(_ subject: LintSubject, _ report: inout LintReport) {
        for statement in NeptuneStatement.all(in: subject) {
            let resources = statement.entry.resources.filter { LintedARN($0.value)?.service == "neptune-db" }
            let accounts = Set(resources.compactMap { LintedARN($0.value)?.account }.filter { LintedARN.isAccountID($0) })
            Self.checkPrincipals(statement, accounts.union(subject.account.map { [$0] } ?? []), subject.type, &report)
            for resource in resources {
                guard let own = subject.account, let account = LintedARN(resource.value)?.account, LintedARN.isAccountID(account), account != own
                else { continue }
                report.add(
                    Self.crossAccount, "the cluster is of account \(account): its data cannot be reached from account \(own)", at: resource.path,
                    fix: LintFix("use a role in account \(account) and let it be assumed"))
            }
        }
    }

    private static func checkPrincipals(_ statement: NeptuneStatement, _ owners: Set<String>, _ type: PolicyType, _ report: inout LintReport) {
        guard type.namesPrincipals, type != .rcp else { return }
        if type != .endpoint, !statement.entry.principals.isEmpty {
            report.add(
                Self.resourcePolicy, "Neptune takes no policies on its resources; this has no place to be stored", at: statement.actions[0].path,
                fix: LintFix("put the statement, without its principal, into a policy of the role"))
        }
        for principal in statement.entry.principals where principal.type == nil || principal.type == "AWS" {
            let account = LintedARN(principal.value)?.account ?? principal.value
            guard LintedARN.isAccountID(account), !owners.isEmpty, !owners.contains(account) else { continue }
            report.add(
                Self.crossAccount, "account \(account) cannot reach the cluster's data: Neptune has no access across accounts", at: principal.path,
                fix: LintFix("use a role in the cluster's account and let it be assumed"))
        }
    }
}
