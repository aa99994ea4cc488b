/// Actions and services that do not exist.
///
/// IAM stores such an action; it grants and denies nothing.
enum KnownActionRule: LintRule {
    static let action = LintCode("INVALID_ACTION", .warning, "An action that its service does not have.")
    static let service = LintCode("INVALID_SERVICE_IN_ACTION", .warning, "An action of a service that AWS does not have, or has closed.")
    static let codes = [Self.action, Self.service]

    static func check(_ subject: LintSubject, _ report: inout LintReport) {
        for entry in subject.statements {
            for text in entry.actions {
                // Looking for what was meant takes time.
                if report.isFull { return }
                guard let action = text.action, action.service != "*", !NeptuneActionRule.isControlPlane(action) else { continue }
                if let service = ActionCatalog.service(action.service) {
                    guard service.actions(matching: action.name).isEmpty else { continue }
                    let nearest = action.hasWildcard ? nil : service.suggestion(for: action.name)
                    let message =
                        action.hasWildcard ? "no action of \(action.service) matches this" : "\(action.service) has no action \"\(action.name)\""
                    report.add(Self.action, message, at: text.path, fix: nearest.map { LintFix("did you mean \"\(action.service):\($0)\"?") })
                } else if !ActionCatalog.hasService(action.service) {
                    let nearest = ActionCatalog.serviceSuggestion(for: action.service)
                    report.add(
                        Self.service, "AWS describes no service with the prefix \"\(action.service)\"", at: text.path,
                        fix: nearest.map { LintFix("did you mean \"\($0):\(action.name)\"?") })
                }
            }
        }
    }
}
