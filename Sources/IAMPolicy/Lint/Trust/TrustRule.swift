/// Who may assume a role, and how.
///
/// Sources: IAM User Guide, "The confused deputy problem" and "Roles terms and
/// concepts"; IAM refuses actions of other services ("AssumeRole policy may only specify STS AssumeRole actions").
enum TrustRule: LintRule {
    static let action = LintCode("UNSUPPORTED_ACTION_IN_POLICY", .error, "An action in a trust policy that is not one of STS.")
    static let mismatch = LintCode(
        "MISMATCHED_ACTION_FOR_PRINCIPAL", .warning, "A way of assuming the role that the principal cannot use: it never gets in.")
    static let everyone = LintCode("PUBLIC_TRUST", .securityWarning, "A role that everyone may assume, without a condition.")
    static let externalID = LintCode(
        "CROSS_ACCOUNT_TRUST_WITHOUT_EXTERNAL_ID", .warning, or: .securityWarning,
        "Another account may assume the role without `sts:ExternalId`. Graver where the caller knows that the account is another one.")
    static let deputy = LintCode(
        "SERVICE_TRUST_WITHOUT_SOURCE", .suggestion,
        "A service that acts for many customers may assume the role without `aws:SourceAccount` or `aws:SourceArn`.")
    static let codes = [Self.action, Self.mismatch, Self.everyone, Self.externalID, Self.deputy]

    static func check(_ subject: LintSubject, _ report: inout LintReport) {
        guard subject.type == .trust else { return }
        for entry in subject.statements {
            for action in entry.actions { Self.checkAction(action, &report) }
            guard entry.isAllow else { continue }
            Self.checkMismatch(entry, &report)
            for principal in entry.principals {
                switch principal.type {
                case nil, "AWS": Self.checkAccount(principal, entry, subject.account, &report)
                case "Service": Self.checkService(principal, entry, &report)
                default: break
                }
            }
        }
    }

    private static func checkAction(_ action: LintedText, _ report: inout LintReport) {
        let service = action.action?.service
        if service == "sts" || (service == nil && !LintedAction.isEverything(action.value)) { return }
        report.add(
            Self.action, "a trust policy is about assuming its role: only actions of sts have a place in it", at: action.path,
            fix: LintFix("write \"sts:AssumeRole\""))
    }

    private static func checkMismatch(_ entry: LintStatement, _ report: inout LintReport) {
        let types = Set(entry.principals.compactMap(\.type))
        guard types.count == 1, let type = types.first, entry.statement.action?.isEmpty == false else { return }
        let fitting = type == "Federated" ? ["sts:assumerolewithwebidentity", "sts:assumerolewithsaml"] : ["sts:assumerole"]
        let all = ["sts:assumerole", "sts:assumerolewithwebidentity", "sts:assumerolewithsaml"]
        let named = all.filter { action in entry.namedActions.contains { LintedAction.pattern($0.value, covers: action) } }
        if named.isEmpty || named.contains(where: fitting.contains) { return }
        report.add(
            Self.mismatch, "a principal of type \(type) cannot assume the role this way", at: entry.path.appending("Action"),
            fix: LintFix(type == "Federated" ? "write \"sts:AssumeRoleWithWebIdentity\" or \"sts:AssumeRoleWithSAML\"" : "write \"sts:AssumeRole\""))
    }

    private static func checkAccount(_ principal: LintedPrincipal, _ entry: LintStatement, _ own: String?, _ report: inout LintReport) {
        if principal.value == "*" {
            guard entry.statement.condition.allSatisfy(\.entries.isEmpty) else { return }
            return report.add(
                Self.everyone, "everyone with an AWS account may assume the role", at: principal.path,
                fix: LintFix("name the accounts or roles, or add a condition such as aws:PrincipalOrgID"))
        }
        let account = LintedARN(principal.value)?.account ?? principal.value
        guard LintedARN.isAccountID(account), account != own, !Self.isGuarded(entry) else { return }
        let other = own == nil ? "if it is another account than the role's, " : ""
        report.add(
            Self.externalID, "account \(account) may assume the role without an external id: \(other)whoever gets it to act can use the role",
            at: principal.path, severity: own == nil ? .warning : .securityWarning,
            fix: LintFix("add the condition {\"StringEquals\": {\"sts:ExternalId\": \"…\"}}"))
    }

    /// Whether a condition ties the call to something that a third party cannot choose.
    private static func isGuarded(_ entry: LintStatement) -> Bool {
        let keys = [
            "sts:externalid", "aws:principalorgid", "aws:principalorgpaths", "aws:sourceidentity", "sts:sourceidentity", "aws:multifactorauthpresent"
        ]
        return entry.conditions.contains { keys.contains($0.loweredKey) && !$0.isNegated && $0.baseOperator != "Null" }
    }

    /// Of the services that this product provisions; others do not all send the keys.
    private static func checkService(_ principal: LintedPrincipal, _ entry: LintStatement, _ report: inout LintReport) {
        guard ["rds.amazonaws.com", "neptune-graph.amazonaws.com"].contains(principal.value) else { return }
        let keys = ["aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths"]
        if keys.contains(where: entry.asks) { return }
        report.add(
            Self.deputy, "\(principal.value) may assume the role for any customer that knows its ARN", at: principal.path,
            fix: LintFix("consider aws:SourceAccount with the account's id, and try it: not every call is documented to carry it"))
    }
}
