/// `NotPrincipal` with `Allow`.
///
/// Source: IAM User Guide, "AWS JSON policy elements: NotPrincipal".
enum NotPrincipalRule: LintRule {
    static let allow = LintCode(
        "ALLOW_WITH_NOT_PRINCIPAL", .securityWarning, "`NotPrincipal` with `Allow`: everyone else is let in, anonymous callers too.")
    static let codes = [Self.allow]

    static func check(_ subject: LintSubject, _ report: inout LintReport) {
        // A trust policy takes no NotPrincipal at all, nor do the types without principals.
        guard subject.type.namesPrincipals, subject.type != .trust else { return }
        for entry in subject.statements where entry.isAllow && entry.statement.notPrincipal != nil {
            report.add(
                Self.allow, "this lets in everyone but those named, anonymous callers too", at: entry.path.appending("NotPrincipal"), onName: true,
                fix: LintFix("name who is allowed in Principal"))
        }
    }
}
