/// Prefixes and service principals that people take Neptune to have.
///
/// Source: Neptune User Guide, "Using IAM policies to manage access": the control
/// plane has the prefix `rds`, the data plane `neptune-db`, Analytics `neptune-graph`.
enum NeptuneActionRule: LintRule {
    static let prefix = LintCode("NEPTUNE_PREFIX_DOES_NOT_EXIST", .warning, "An action `neptune:…`: Neptune's own operations have the prefix `rds`.")
    static let principal = LintCode(
        "NEPTUNE_SERVICE_PRINCIPAL", .warning, "A service principal of Neptune other than `rds.amazonaws.com` and `neptune-graph.amazonaws.com`.")
    static let connect = LintCode(
        "NEPTUNE_DB_CONNECT_ONLY", .suggestion, "`neptune-db:connect` alone: from engine 1.2.0.0 on it grants no query.")
    static let codes = [Self.prefix, Self.principal, Self.connect]

    static func isControlPlane(_ action: LintedAction) -> Bool { action.service == "neptune" }

    static func check(_ subject: LintSubject, _ report: inout LintReport) {
        for entry in subject.statements {
            for text in entry.actions {
                guard let action = text.action, Self.isControlPlane(action) else { continue }
                report.add(
                    Self.prefix, "there is no prefix \"neptune\": clusters are managed by actions of rds, data is reached by those of neptune-db",
                    at: text.path,
                    fix: LintFix("write \"rds:\(action.name)\", with Neptune's ARNs, since rds is about RDS and DocumentDB too"))
            }
            for principal in entry.principals where principal.type == "Service" {
                guard ["neptune.amazonaws.com", "neptune-db.amazonaws.com"].contains(principal.value) else { continue }
                report.add(
                    Self.principal, "Neptune clusters assume roles as rds.amazonaws.com", at: principal.path,
                    fix: LintFix("write \"rds.amazonaws.com\", or \"neptune-graph.amazonaws.com\" for Analytics"))
            }
        }
        Self.checkConnect(subject, &report)
    }

    private static func checkConnect(_ subject: LintSubject, _ report: inout LintReport) {
        let allowed = subject.statements.filter(\.isAllow).flatMap(\.namedActions)
        let data = allowed.filter { $0.action?.service == "neptune-db" }
        guard let first = data.first, data.allSatisfy({ ASCIICase.lowered($0.value) == "neptune-db:connect" }) else { return }
        report.add(
            Self.connect, "from engine 1.2.0.0 on connect grants no query", at: first.path,
            fix: LintFix("add the actions that queries need, such as neptune-db:ReadDataViaQuery"))
    }
}
