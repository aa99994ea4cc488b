/// What a resource control policy may say.
///
/// Source: Organizations User Guide, "RCP syntax": only Deny, every principal,
/// named services, no `NotAction`. AWS's own `RCPFullAWSAccess` is the one exception.
enum ResourceControlRule: LintRule {
    static let effect = LintCode("RCP_SYNTAX_ERROR_ALLOW", .error, "`Allow` in a resource control policy.")
    static let principal = LintCode("RCP_SYNTAX_ERROR_PRINCIPAL", .error, "A principal other than `*` in a resource control policy.")
    static let action = LintCode("RCP_SYNTAX_ERROR_ACTION", .error, "`NotAction`, or an action without its service, in a resource control policy.")
    static let codes = [Self.effect, Self.principal, Self.action]

    static func check(_ subject: LintSubject, _ report: inout LintReport) {
        guard subject.type == .rcp else { return }
        for entry in subject.statements {
            let isFullAccess = entry.isAllow && entry.statement.action == ["*"] && entry.statement.resource == ["*"]
            if entry.isAllow && !isFullAccess {
                report.add(Self.effect, "a resource control policy only denies", at: entry.path.appending("Effect"))
            }
            if !Self.isEveryone(entry.statement.principal) || entry.statement.notPrincipal != nil {
                report.add(
                    Self.principal, "a resource control policy is about everyone", at: entry.path.appending("Principal"),
                    fix: LintFix("write \"Principal\": \"*\" and limit it with conditions such as aws:PrincipalOrgID"))
            }
            if entry.statement.notAction != nil {
                report.add(Self.action, "a resource control policy takes no NotAction", at: entry.path.appending("NotAction"), onName: true)
            }
            for action in entry.namedActions where LintedAction.isEverything(action.value) && !isFullAccess {
                report.add(Self.action, "a resource control policy names the services it is about", at: action.path)
            }
        }
    }

    private static func isEveryone(_ principal: PrincipalSet?) -> Bool {
        switch principal {
        case .text(let text): text == "*"
        case .groups(let groups): groups.count == 1 && groups[0].type == "AWS" && groups[0].values == ["*"]
        // Reported as missing.
        case nil: true
        }
    }
}
