/// What a role's trust in a provider that many organizations share must ask for.
///
/// Source: IAM User Guide, "Identity-provider controls for shared OIDC providers": IAM refuses to store a trust
/// policy that does not evaluate the claim that tells the provider's customers apart.
enum SharedProviderRule: LintRule {
    static let claim = LintCode(
        "MISSING_CONTROL_FOR_SHARED_PROVIDER", .error,
        "Trust in an OpenID Connect provider that many organizations share, without a condition on the claim that tells them apart.")
    static let codes = [Self.claim]

    /// By provider, the keys of which IAM wants one; the first is the usual one.
    private static let keys: [String: [String]] = {
        let bySubject = [
            "agent.buildkite.com", "oidc.codefresh.io", "studio.datachain.ai/api", "oidc-configuration.audit-log.githubusercontent.com",
            "vstoken.actions.githubusercontent.com", "gitlab.com", "scalr.io", "tokens.cloud.shisho.dev", "app.terraform.io", "proidc.upbound.io"
        ]
        let byAudience = ["cognito-identity.amazonaws.com", "api.pulumi.com/oidc", "sandboxes.cloud", "oidc.vercel.com"]
        var keys = Dictionary(uniqueKeysWithValues: bySubject.map { ($0, ["\($0):sub"]) } + byAudience.map { ($0, ["\($0):aud"]) })
        keys["token.actions.githubusercontent.com"] = ["sub", "job_workflow_ref"].map { "token.actions.githubusercontent.com:\($0)" }
        return keys
    }()

    static func check(_ subject: LintSubject, _ report: inout LintReport) {
        guard subject.type == .trust else { return }
        for entry in subject.statements where entry.isAllow && entry.statement.principal != nil {
            for principal in entry.principals where principal.type == "Federated" {
                guard let provider = Self.provider(principal.value), let keys = Self.keys[provider] else { continue }
                if entry.conditions.contains(where: { keys.contains($0.loweredKey) && Self.tellsApart($0) }) { continue }
                report.add(
                    Self.claim, "every customer of \(provider) could assume the role; IAM refuses that without a condition on \(keys[0])",
                    at: principal.path, fix: LintFix("add the condition {\"StringEquals\": {\"\(keys[0])\": \"…\"}}"))
            }
        }
    }

    /// The provider's name in condition keys, in lower case.
    private static func provider(_ principal: String) -> String? {
        if !principal.hasPrefix("arn:") { return ASCIICase.lowered(principal) }
        guard let arn = LintedARN(principal), arn.resourceStart == "oidc-provider" else { return nil }
        return ASCIICase.lowered(String(arn.resource.dropFirst("oidc-provider/".count)))
    }

    /// Whether not every value of the claim passes; which further forms IAM takes is not documented, so that they pass here.
    private static func tellsApart(_ condition: LintedCondition) -> Bool {
        let operators = ["StringEquals", "StringLike", "StringEqualsIgnoreCase"]
        return operators.contains(condition.baseOperator) && condition.values.contains { !$0.isEmpty && !$0.allSatisfy { $0 == "*" } }
    }
}
