import IAMPolicy

/// `diff` for people.
struct DiffView {
    let diff: JSONValue

    func lines(on screen: Screen) -> [String] {
        let resources = self.diff.list("resources")
        guard !resources.isEmpty else { return [screen.line("no resources", .faint)] }
        let differs = resources.contains { !$0.list("drifts").isEmpty }
        return (differs ? [DriftLines.legend(on: screen)] : [])
            + resources.flatMap { resource in
                let verdict = resource.text("verdict")
                let spelled = resource.list("spelledDifferently").compactMap(\.stringValue).joined(separator: ", ")
                let title = screen.line(
                    [Screen.Span(resource.text("resource"), .bold), Screen.Span("  "), Screen.Span(Wording.spaced(verdict), Self.style(of: verdict))]
                        + (spelled.isEmpty ? [] : [Screen.Span("  \(spelled) spelled differently", .faint)]))
                let reason = resource["reason"]?.stringValue.map { [screen.line($0, .unclear, indent: 2)] } ?? []
                return [title] + reason + resource.list("drifts").flatMap { DriftLines.lines($0, on: screen) }
            }
    }

    private static func style(of verdict: String) -> Screen.Style {
        switch verdict {
        case "inSync": .good
        case "differs": .bad
        default: .unclear
        }
    }
}
