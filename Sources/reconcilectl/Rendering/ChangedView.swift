import IAMPolicy

/// What a decision of an operator changed: the answer to `approve`, `pause` and their like.
struct ChangedView {
    /// `{"changed": [{"resource", "aspect"?, "id"?, "action"}], "message"?}`.
    let answer: JSONValue
    /// What is said where nothing was changed.
    let nothing: String

    func lines(on screen: Screen) -> [String] {
        let rows = self.answer.list("changed").map { row in
            let action = row.text("action")
            let subject = ["resource", "aspect", "id"].map(row.text).filter { !$0.isEmpty }
            return screen.line(
                [Screen.Span(subject.first ?? "", .bold)] + subject.dropFirst().map { Screen.Span("  \($0)") } + [
                    Screen.Span("  "), Screen.Span(Wording.spaced(action), Self.style(of: action))
                ])
        }
        let message = self.answer["message"]?.stringValue.map(VisibleText.lines) ?? []
        let lines = rows + message.map { screen.line($0) }
        return lines.isEmpty ? [screen.line(self.nothing, .faint)] : lines
    }

    private static func style(of action: String) -> Screen.Style {
        switch action {
        case "approved", "resumed", "accepted": .good
        case "rollingBack": .notice
        case "rejected", "paused", "ignored": .warning
        default: .plain
        }
    }
}
