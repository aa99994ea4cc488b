/// Grants of `iam:CreateServiceLinkedRole`.
///
/// Source: IAM User Guide, "Using service-linked roles".
enum ServiceLinkedRoleRule: LintRule {
    private static let shapes = Dictionary(
        uniqueKeysWithValues: GrantCode.allCases.map {
            ($0, LintCode("CREATE_SLR_WITH_\($0.rawValue)", .warning, "Grants `iam:CreateServiceLinkedRole` \($0.description)."))
        })
    static let codes = GrantCode.allCases.compactMap { Self.shapes[$0] }

    static func check(_ subject: LintSubject, _ report: inout LintReport) {
        guard [.identity, .session, .boundary].contains(subject.type) else { return }
        for entry in subject.statements where !entry.asks(for: "iam:awsservicename") {
            guard let shape = GrantShape(of: "iam:createservicelinkedrole", on: "role/aws-service-role/zq7", in: entry),
                let kind = shape.code, let code = Self.shapes[kind]
            else { continue }
            report.add(
                code, "this grants iam:CreateServiceLinkedRole \(kind.description.filter { $0 != "`" })", at: shape.path,
                fix: LintFix("name the role under role/aws-service-role/, or the service in the condition iam:AWSServiceName"))
        }
    }
}
