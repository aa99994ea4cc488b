import IAMPolicy
import ReconcileCore

/// One drift of one resource, with all its differences.
enum DriftLines {
    /// - Parameter drift: as `describe` and `diff` write it; members that `diff` has not are left out.
    static func lines(_ drift: JSONValue, on screen: Screen) -> [String] {
        let severity = drift.text("severity")
        let state = drift.text("state")
        let seen = drift.date("firstSeenAt").map { "since \(screen.moment($0))" } ?? ""
        let facts = Screen.joined([
            Screen.Span(drift.text("kind")), Screen.Span(drift.text("direction")), Screen.Span(severity, Wording.severity(severity)),
            Screen.Span(Wording.spaced(state), Wording.driftState(state)), Screen.Span(seen), Screen.Span(drift.text("id"), .faint)
        ])
        var lines = [screen.line([Screen.Span(drift.text("aspect"), .bold), Screen.Span("  ")] + facts, indent: 2)]
        if let reason = drift["reason"]?.stringValue { lines.append(screen.line(reason, .warning, indent: 4)) }
        if let author = AuthorText.line(drift["changedBy"]) { lines += screen.paragraph([Screen.Span(author)], indent: 4) }
        if let example = WitnessText.line(drift["witness"], direction: drift["direction"]?.stringValue) {
            lines += screen.paragraph([Screen.Span(example)], indent: 4)
        }
        if let reason = drift["directionReason"]?.stringValue {
            lines += screen.paragraph([Screen.Span("\(drift.text("direction")): \(reason)", .faint)], indent: 4)
        }
        let differences = drift.list("differences")
        if differences.isEmpty {
            let desired = drift.present("desired")
            let live = drift.present("live")
            if desired == nil && live == nil { return lines + [screen.line(drift.text("summary"), indent: 4)] }
            return lines + DifferenceLines.values(desired: desired, live: live, on: screen, indent: 4)
        }
        return lines + differences.flatMap { DifferenceLines.lines($0, on: screen, indent: 4) }
    }

    /// What the marks mean.
    static func legend(on screen: Screen) -> String { screen.line("- live   + declared", .faint) }
}
