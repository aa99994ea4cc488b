import IAMPolicy

/// What became of each resource after `apply`, `delete` or `reload`.
struct ChangeView {
    /// `{"dryRun", "revision", "resources": [{"resource", "action"}]}`, or one resource with its action.
    let change: JSONValue

    func lines(on screen: Screen) -> [String] {
        let isDryRun = self.change["dryRun"]?.boolValue == true
        let rows = self.change["resources"]?.arrayValue ?? (self.change["resource"] == nil ? [] : [self.change])
        let lines = rows.map { row in
            let action = row.text("action")
            return screen.line([
                Screen.Span(row.text("resource"), .bold), Screen.Span(" "),
                Screen.Span(action, Self.style(of: action)), Screen.Span(isDryRun ? " (dry run)" : "", .faint)
            ])
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
