/// Grants of `iam:PassRole`, with which one gets what the role may do.
///
/// Source: IAM User Guide, "Granting a user permissions to pass a role to an AWS service".
enum PassRoleRule: LintRule {
    static let anyService = LintCode(
        "PASS_ROLE_WITHOUT_PASSED_TO_SERVICE", .warning,
        "`iam:PassRole` without the condition `iam:PassedToService`: the role can be given to any service.")
    private static let shapes = Dictionary(
        uniqueKeysWithValues: GrantCode.allCases.map {
            ($0, LintCode("PASS_ROLE_WITH_\($0.rawValue)", .securityWarning, "Grants `iam:PassRole` \($0.description)."))
        })
    static let codes = GrantCode.allCases.compactMap { Self.shapes[$0] } + [Self.anyService]

    static func check(_ subject: LintSubject, _ report: inout LintReport) {
        guard [.identity, .session, .boundary].contains(subject.type) else { return }
        for entry in subject.statements where !entry.asks(for: "iam:passedtoservice") {
            guard let shape = GrantShape(of: "iam:passrole", on: "role/zq7", in: entry) else { continue }
            if let kind = shape.code, let code = Self.shapes[kind] {
                report.add(
                    code, "this grants iam:PassRole \(kind.description.filter { $0 != "`" })", at: shape.path,
                    fix: LintFix("name the roles, and the services in the condition iam:PassedToService"))
            } else if shape.actions == .named || entry.namedResources.contains(where: Self.isRole) {
                report.add(
                    Self.anyService, "the role can be passed to any service", at: shape.path,
                    fix: LintFix("add the condition {\"StringEquals\": {\"iam:PassedToService\": \"SERVICE.amazonaws.com\"}}"))
            }
        }
    }

    /// Whether the ARN can be a role's.
    private static func isRole(_ resource: LintedText) -> Bool {
        guard let arn = LintedARN(resource.value) else { return false }
        return arn.service == "iam" && PatternOverlap.exists(arn.resource, "role/*")
    }
}
