/// Whom a principal can name, and how.
///
/// Source: IAM User Guide, "AWS JSON policy elements: Principal". IAM, KMS and
/// S3 refuse what is none of these as an invalid principal.
enum PrincipalFormatRule: LintRule {
    static let format = LintCode("INVALID_PRINCIPAL_FORMAT", .error, "A principal that is no account, user, role, session or `*`.")
    static let key = LintCode("INVALID_PRINCIPAL_KEY", .error, "A type of principal other than `AWS`, `Service`, `Federated`, `CanonicalUser`.")
    static let wildcard = LintCode("UNSUPPORTED_WILDCARD_IN_PRINCIPAL", .error, "A wildcard inside a principal; only `*` alone has a meaning.")
    static let service = LintCode(
        "INVALID_SERVICE_PRINCIPAL_FORMAT", .error, "A service principal that is not `name[.region].amazonaws.com[.cn]`.")
    static let federated = LintCode(
        "INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY", .error, "A federated principal that is no provider's ARN or well-known name.")
    static let role = LintCode("INVALID_ROLE_REFERENCE", .warning, "A role's unique id as principal: its role was deleted, or soon cannot be told.")
    static let user = LintCode("INVALID_USER_REFERENCE", .warning, "A user's unique id as principal: its user was deleted, or soon cannot be told.")
    static let session = LintCode("INVALID_SESSION_NAME", .warning, "A session's ARN with a name that no session can have.")
    static let codes = [Self.format, Self.key, Self.wildcard, Self.service, Self.federated, Self.role, Self.user, Self.session]

    private static let types = ["AWS", "Service", "Federated", "CanonicalUser"]

    static func check(_ subject: LintSubject, _ report: inout LintReport) {
        guard subject.type.namesPrincipals else { return }
        for entry in subject.statements {
            Self.checkTypes(entry, &report)
            for principal in entry.principals {
                switch principal.type {
                case nil where principal.value != "*":
                    report.add(
                        Self.format, "a principal without a type is \"*\"", at: principal.path,
                        fix: LintFix("write {\"AWS\": \"\(principal.value)\"}"))
                case "AWS": Self.checkAWS(principal, &report)
                case "Service", "Federated":
                    if Self.isLoneWildcard(principal, subject.type, &report) { continue }
                    if principal.type == "Service" {
                        Self.checkService(principal, &report)
                    } else {
                        Self.checkFederated(principal, subject.type, &report)
                    }
                default: break
                }
            }
        }
    }

    private static func checkTypes(_ entry: LintStatement, _ report: inout LintReport) {
        for (element, set) in [("Principal", entry.statement.principal), ("NotPrincipal", entry.statement.notPrincipal)] {
            guard case .groups(let groups)? = set else { continue }
            for group in groups where !Self.types.contains(group.type) {
                let path = entry.path.appending(element).appending(group.type)
                let spelt = Self.types.first { ASCIICase.lowered($0) == ASCIICase.lowered(group.type) }
                let isFree = !groups.contains { $0.type == spelt }
                report.add(
                    Self.key, "a principal's type is AWS, Service, Federated or CanonicalUser", at: path, onName: true,
                    fix: spelt.map { LintFix("write \"\($0)\"", edit: isFree ? .rename(path, $0) : nil) })
            }
        }
    }

    private static func checkAWS(_ principal: LintedPrincipal, _ report: inout LintReport) {
        let value = principal.value
        if value == "*" || LintedARN.isAccountID(value) { return }
        if Self.isUniqueID(value, "AROA") {
            return report.add(Self.role, "this is a role's unique id, not its ARN; it names nobody once the role is deleted", at: principal.path)
        }
        if Self.isUniqueID(value, "AIDA") {
            return report.add(Self.user, "this is a user's unique id, not its ARN; it names nobody once the user is deleted", at: principal.path)
        }
        if value.contains("*") || value.contains("?") {
            return report.add(
                Self.wildcard, "a principal takes no wildcard inside a name; \"*\" alone is everyone", at: principal.path,
                fix: LintFix("name the account and test the name with ArnLike on aws:PrincipalArn"))
        }
        guard let arn = LintedARN(value), LintedARN.partitions.contains(arn.partition), arn.region.isEmpty, !arn.account.contains(" ") else {
            return report.add(Self.format, "a principal is an account id, an ARN of a role, user or session, or \"*\"", at: principal.path)
        }
        if let message = Self.arnFault(of: arn) { return report.add(Self.format, message, at: principal.path) }
        Self.checkSession(arn, principal.path, &report)
    }

    private static func arnFault(of arn: LintedARN) -> String? {
        // CloudFront's origin access identities have the service's name where the account stands.
        if arn.service == "iam", arn.account == "cloudfront" { return nil }
        if !LintedARN.isAccountID(arn.account) { return "\"\(arn.account)\" is no account id of twelve digits" }
        switch (arn.service, arn.resourceStart) {
        case ("iam", "root") where arn.resource == "root": return nil
        case ("iam", "user"), ("iam", "role"), ("sts", "assumed-role"), ("sts", "federated-user"):
            return arn.resource.contains("/") ? nil : "the ARN lacks a name"
        case ("iam", "group"): return "a group is no principal; name its users, or a role"
        case ("sts", "self"): return nil
        default: return "an ARN of this kind is no principal"
        }
    }

    /// Source: AWS STS API Reference, AssumeRole, parameter RoleSessionName: `[\w+=,.@-]{2,64}`.
    private static func checkSession(_ arn: LintedARN, _ path: JSONPath, _ report: inout LintReport) {
        guard arn.service == "sts", arn.resourceStart == "assumed-role" else { return }
        let parts = arn.resource.split(separator: "/", omittingEmptySubsequences: false)
        let name = parts.count == 3 ? String(parts[2]) : ""
        let isLegal =
            name.utf8.count >= 2 && name.utf8.count <= 64 && name.utf8.allSatisfy { JSONParser.isWordByte($0) || "+=,.@-".utf8.contains($0) }
        if isLegal { return }
        report.add(
            Self.session, "no session can have the name \"\(name)\": two to 64 letters, digits and _+=,.@- without blanks", at: path,
            fix: LintFix("write the name that the caller gives its session: assumed-role/ROLE/SESSION"))
    }

    private static func isUniqueID(_ value: String, _ prefix: String) -> Bool {
        value.hasPrefix(prefix) && value.utf8.count >= 16
            && value.utf8.allSatisfy { (0x30...0x39).contains($0) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
    }
}

// MARK: - Services and federation

extension PrincipalFormatRule {
    /// What service principals end in, by partition; some of Amazon's own services end in the others.
    private static let serviceSuffixes = [
        ".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu", ".amazon.com", ".aws.internal", ".c2s.ic.gov", ".sc2s.sgov.gov",
        ".cloud.adc-e.uk", ".csp.hci.ic.gov"
    ]

    static func isServicePrincipal(_ text: String) -> Bool {
        let isWord = text.utf8.allSatisfy { JSONParser.isWordByte($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
        return isWord && Self.serviceSuffixes.contains { text.hasSuffix($0) && text.utf8.count > $0.utf8.count }
    }

    /// Reports a service or provider `*` in a trust policy, where it is no name.
    private static func isLoneWildcard(_ principal: LintedPrincipal, _ type: PolicyType, _ report: inout LintReport) -> Bool {
        guard type == .trust, principal.value == "*" else { return false }
        report.add(Self.wildcard, "in a trust policy a service or provider has a name, not \"*\"", at: principal.path)
        return true
    }

    private static func checkService(_ principal: LintedPrincipal, _ report: inout LintReport) {
        if principal.value == "*" || Self.isServicePrincipal(principal.value) { return }
        report.add(
            Self.service, "\"\(principal.value)\" is no service principal: name.amazonaws.com", at: principal.path,
            fix: Self.serviceFix(for: principal))
    }

    /// What stands behind `amazonaws.com` comes from proxies that rewrite pages; AWS refuses it, so that cutting it off changes nothing that holds.
    private static func serviceFix(for principal: LintedPrincipal) -> LintFix? {
        let value = principal.value
        if let suffix = value.firstRange(of: ".amazonaws.com") {
            let service = String(value[..<suffix.upperBound])
            guard Self.isServicePrincipal(service) else { return nil }
            return LintFix("write \"\(service)\"", edit: .replace(principal.path, service))
        }
        return ActionCatalog.hasService(value) ? LintFix("did you mean \"\(value).amazonaws.com\"?") : nil
    }

    private static let wellKnownProviders = ["www.amazon.com", "graph.facebook.com", "accounts.google.com"]

    private static func checkFederated(_ principal: LintedPrincipal, _ type: PolicyType, _ report: inout LintReport) {
        let value = principal.value
        if value == "*" || type != .trust { return }
        if value.contains("*") || value.contains("?") {
            return report.add(Self.wildcard, "a federated principal takes no wildcard", at: principal.path)
        }
        if Self.wellKnownProviders.contains(value) || value.hasSuffix(".amazonaws.com") || value.hasSuffix(".amazonaws.com.cn") { return }
        if let arn = LintedARN(value), arn.service == "iam", ["saml-provider", "oidc-provider"].contains(arn.resourceStart) { return }
        report.add(
            Self.federated, "a federated principal is the ARN of a SAML or OpenID Connect provider", at: principal.path,
            fix: LintFix("write arn:aws:iam::ACCOUNT:oidc-provider/NAME or …:saml-provider/NAME"))
    }
}
