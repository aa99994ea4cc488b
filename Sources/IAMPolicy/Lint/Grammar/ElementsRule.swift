/// Which elements a statement must have, may have and may not combine.
///
/// Sources: IAM User Guide, "Grammar of the IAM JSON policy language"; Organizations
/// User Guide, "SCP syntax"; KMS API Reference, "PutKeyPolicy".
enum ElementsRule: LintRule {
    static let combination = LintCode("UNSUPPORTED_ELEMENT_COMBINATION", .error, "An element beside its `Not` twin.")
    static let action = LintCode("MISSING_ACTION", .error, "A statement without `Action` or `NotAction`.")
    static let resource = LintCode("MISSING_RESOURCE", .error, "A statement without `Resource` or `NotResource`, where one is required.")
    static let principal = LintCode("MISSING_PRINCIPAL", .error, "A statement without `Principal`, where one is required.")
    static let unwantedPrincipal = LintCode("UNSUPPORTED_PRINCIPAL", .error, "A principal where the policy's type has none.")
    static let principalInSCP = LintCode("SCP_SYNTAX_ERROR_PRINCIPAL", .error, "A principal in a service control policy.")
    static let unwantedResource = LintCode("UNSUPPORTED_RESOURCE", .error, "A resource in a trust policy.")
    static let noEffect = LintCode(
        "STATEMENT_WITHOUT_EFFECT", .warning, "A key policy's statement without action or resource: KMS stores it, and it does nothing.")
    static let codes = [
        Self.combination, Self.action, Self.resource, Self.principal, Self.unwantedPrincipal, Self.principalInSCP, Self.unwantedResource,
        Self.noEffect
    ]

    static func check(_ subject: LintSubject, _ report: inout LintReport) {
        for statement in subject.statements {
            Self.checkPrincipals(statement, subject.type, &report)
            Self.checkActions(statement, subject.type, &report)
            Self.checkResources(statement, subject.type, &report)
        }
    }

    private static func checkPrincipals(_ entry: LintStatement, _ type: PolicyType, _ report: inout LintReport) {
        let (named, excluded) = (entry.statement.principal != nil, entry.statement.notPrincipal != nil)
        if !type.namesPrincipals {
            for (element, isThere) in [("Principal", named), ("NotPrincipal", excluded)] where isThere {
                let message = "a policy of type \(type.rawValue) names no principals: it is about whom it is attached to"
                report.add(
                    type == .scp ? Self.principalInSCP : Self.unwantedPrincipal, message, at: entry.path.appending(element), onName: true,
                    fix: LintFix("remove \(element); to limit whom it is about, use the condition key aws:PrincipalArn"))
            }
        } else if named && excluded {
            Self.addCombination("Principal", "NotPrincipal", entry, &report)
        } else if type == .trust && excluded {
            report.add(
                Self.unwantedPrincipal, "a trust policy takes no NotPrincipal", at: entry.path.appending("NotPrincipal"), onName: true,
                fix: LintFix("name who may assume the role in Principal"))
        } else if !named && !excluded {
            report.add(Self.principal, "Principal is missing", at: entry.path, fix: LintFix("add a Principal element"))
        }
    }

    private static func checkActions(_ entry: LintStatement, _ type: PolicyType, _ report: inout LintReport) {
        let (named, excluded) = (entry.statement.action, entry.statement.notAction)
        if named != nil && excluded != nil { return Self.addCombination("Action", "NotAction", entry, &report) }
        if named != nil || excluded != nil { return }
        if type == .key {
            report.add(Self.noEffect, "a statement without Action does nothing", at: entry.path)
        } else {
            report.add(Self.action, "Action is missing", at: entry.path, fix: LintFix("add an Action element"))
        }
    }

    private static func checkResources(_ entry: LintStatement, _ type: PolicyType, _ report: inout LintReport) {
        let (named, excluded) = (entry.statement.resource, entry.statement.notResource)
        if type == .trust {
            for (element, value) in [("Resource", named), ("NotResource", excluded)] where value != nil {
                let path = entry.path.appending(element)
                report.add(
                    Self.unwantedResource, "a trust policy has no resources: it is about its own role", at: path, onName: true,
                    fix: LintFix("remove \(element)", edit: .remove(path)))
            }
            return
        }
        if named != nil && excluded != nil { return Self.addCombination("Resource", "NotResource", entry, &report) }
        if named != nil || excluded != nil { return }
        if type == .key {
            report.add(Self.noEffect, "a statement without Resource does nothing", at: entry.path, fix: LintFix("add \"Resource\": \"*\""))
        } else if Self.needsResource(entry, type) {
            report.add(Self.resource, "Resource is missing", at: entry.path, fix: LintFix("add a Resource element"))
        }
    }

    /// Some services' resource policies leave the resource out; S3 refuses that.
    private static func needsResource(_ entry: LintStatement, _ type: PolicyType) -> Bool {
        switch type {
        case .identity, .boundary, .session, .scp, .rcp: true
        case .resource: entry.namedActions.contains { ASCIICase.lowered($0.value).hasPrefix("s3:") }
        case .trust, .key, .endpoint: false
        }
    }

    private static func addCombination(_ element: String, _ twin: String, _ entry: LintStatement, _ report: inout LintReport) {
        report.add(
            Self.combination, "\(element) and \(twin) exclude each other", at: entry.path.appending(twin), onName: true,
            fix: LintFix("remove one of them, or make two statements"))
    }
}
