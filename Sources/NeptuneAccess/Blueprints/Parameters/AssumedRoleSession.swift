import ReconcileCore

/// One session of a role of somebody else: the only form in which a trust policy can name a session.
package struct AssumedRoleSession: Equatable, Sendable {
    package let arn: String
    package let partition: String
    package let account: String
    package let role: String
    package let session: String

    /// - Returns: `nil` where the text is no `arn:PARTITION:sts::ACCOUNT:assumed-role/ROLE/SESSION`.
    package init?(_ text: String) {
        guard Self.fault(text) == nil, let arn = ARN(text) else { return nil }
        let parts = arn.resource.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3 else { return nil }
        (self.arn, self.partition, self.account, self.role, self.session) = (text, arn.partition, arn.account, parts[1], parts[2])
    }

    static func fault(_ text: String) -> String? {
        let form = "arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION"
        guard let arn = ARN(text) else { return "is not of the form \(form)" }
        if arn.service == "iam" {
            let word = arn.resource.hasPrefix("user/") ? "a user" : arn.resource.hasPrefix("role/") ? "a role" : "an account"
            return "names \(word), not one session: give \(form)"
        }
        let parts = arn.resource.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard arn.service == "sts", arn.region.isEmpty, arn.account.utf8.count == 12, parts.count == 3, parts[0] == "assumed-role" else {
            return "is not of the form \(form)"
        }
        if let fault = StringRule.roleName.fault(parts[1]) { return "names the role `\(parts[1])`: a role's name \(fault)" }
        if parts[2].contains("*") { return "names the session `\(parts[2])`: AWS takes no wildcard in a session" }
        return StringRule.sessionName.fault(parts[2]).map { "names the session `\(parts[2])`, which \($0)" }
    }
}
