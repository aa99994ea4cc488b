import IAMPolicy
import ReconcileCore

/// What became of each resource after `apply`, `delete` or `reload`; what a blueprint brought along stands below it.
struct ChangeView {
    /// `{"dryRun", "revision", "resources": [{"resource", "action", "blueprints"?, "desired"?}]}`, or one resource with its action.
    let change: JSONValue

    func lines(on screen: Screen) -> [String] {
        let isDryRun = self.change["dryRun"]?.boolValue == true
        let rows = self.change["resources"]?.arrayValue ?? (self.change["resource"] == nil ? [] : [self.change])
        let lines = rows.flatMap { row -> [String] in
            let action = row.text("action")
            let blueprints = row.list("blueprints").compactMap { $0.stringValue.flatMap(ResourceIdentity.init) }
            let indent = blueprints.isEmpty ? 0 : 2
            let names = blueprints.map { "\($0.kind)/\($0.name)" }.joined(separator: ", ")
            let first = screen.line(
                [
                    Screen.Span(row.text("resource"), .bold), Screen.Span(" "), Screen.Span(action, Self.style(of: action)),
                    Screen.Span(isDryRun ? " (dry run)" : "", .faint), Screen.Span(names.isEmpty ? "" : "  for \(names)", .faint)
                ], indent: indent)
            let desired = row.present("desired").map { YAMLText.lines($0).map { screen.line($0, .faint, indent: indent + 2) } } ?? []
            return [first] + desired
        }
        return lines.isEmpty ? [screen.line("nothing to do", .faint)] : lines
    }

    private static func style(of action: String) -> Screen.Style {
        switch action {
        case "created": .good
        case "changed": .notice
        case "deleted", "orphaned": .warning
        default: .faint
        }
    }
}
