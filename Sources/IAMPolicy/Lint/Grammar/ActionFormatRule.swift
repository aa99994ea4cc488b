/// The form of an action: `*`, or a service and a name with one colon between.
///
/// Source: IAM's refusals: "Actions/Conditions must be prefaced by a vendor",
/// "Actions/Condition can contain only one colon", "Vendor … is not valid".
enum ActionFormatRule: LintRule {
    static let format = LintCode("INVALID_ACTION_FORMAT", .error, "An action that is neither `*` nor of the form `service:Name`.")
    static let codes = [Self.format]

    static func check(_ subject: LintSubject, _ report: inout LintReport) {
        for entry in subject.statements {
            for action in entry.actions where !report.isFull {
                guard let message = ActionForm.fault(of: action.value) else { continue }
                report.add(Self.format, message, at: action.path, fix: Self.fix(for: action.value))
            }
        }
    }

    /// A name without a service, if just one service with a table has it.
    private static func fix(for action: String) -> LintFix? {
        guard !action.isEmpty, !action.contains(":") else { return nil }
        let owners = ActionCatalog.tabledPrefixes.filter { ActionCatalog.service($0)?.action(action) != nil }
        guard owners.count == 1, let name = ActionCatalog.service(owners[0])?.action(action)?.name else { return nil }
        return LintFix("did you mean \"\(owners[0]):\(name)\"?")
    }
}
