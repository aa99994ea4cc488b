import IAMPolicy
import ReconcileCore

/// `describe` for people.
struct DescriptionView {
    let description: JSONValue
    let screen: Screen

    var lines: [String] {
        let sections = [
            self.facts, self.members, self.chain, self.permissions, self.notes, self.exceptions, self.drifts, self.propagation, self.corrections,
            self.past, self.desired, self.live, self.journal
        ]
        return self.title + sections.filter { !$0.isEmpty }.flatMap { [""] + $0 }
    }

    private var title: [String] {
        let state = self.description.text("state")
        let name = Screen.Span(self.description.text("resource"), .bold)
        let first = self.screen.line([name, Screen.Span("  "), Screen.Span(Wording.spaced(state), Wording.resourceState(state))])
        return [first] + (self.description["reason"]?.stringValue.map { [self.screen.line($0, .unclear, indent: 2)] } ?? [])
    }

    private var facts: [String] {
        let labels = self.description["labels"]?.objectValue?.members.map { "\($0.name)=\($0.value.stringValue ?? "")" } ?? []
        let facts: [(String, String, Screen.Style)] = [
            ("arn", self.description.text("arn"), .plain), ("unique id", self.description.text("uniqueID"), .plain),
            ("last read", self.description.date("lastReadAt").map(self.screen.moment) ?? (self.isBlueprint ? "" : "never"), .plain),
            ("blueprint", self.origin, .plain), ("declared", self.source, .plain),
            ("kept", self.settings, .plain), ("labels", labels.joined(separator: " "), .plain),
            ("not kept", self.names("notKept", explanation: "stored, not compared yet"), .warning),
            ("same meaning", self.names("spelledDifferently", explanation: "spelled differently, nothing to correct"), .plain)
        ]
        let unreadable = self.description.list("unreadable").map { gap in
            ("unreadable", "\(gap.text("aspect")): \(gap.text("message"))", Screen.Style.unclear)
        }
        let shown = (facts + unreadable).filter { !$0.1.isEmpty }
        let width = shown.map(\.0.count).max() ?? 0
        let ignored = self.description["settings"]?.list("ignore").map(self.ignoreLine) ?? []
        return shown.map { name, text, style in
            let padding = String(repeating: " ", count: width - name.count + 2)
            return self.screen.line([Screen.Span(name + padding, .faint), Screen.Span(text, style)], indent: 2)
        } + ignored
    }

    private func names(_ member: String, explanation: String) -> String {
        let names = self.description.list(member).compactMap(\.stringValue)
        return names.isEmpty ? "" : "\(names.joined(separator: ", ")) (\(explanation))"
    }

    private var source: String {
        let source = self.description["source"] ?? .null
        let place = source["file"]?.stringValue.map { "in \($0):\(source.number("line"))" } ?? "with `reconcilectl apply`"
        return "\(place), revision \(self.description.number("revision"))"
    }

    private var settings: String {
        let settings = self.description["settings"] ?? .null
        let propagation = settings["propagationSeconds"]?.intValue.map { "propagation \(Screen.duration(Double($0)))" }
        let parts = [
            "mode \(settings["mode"]?.stringValue ?? "of the account")", "ownership \(settings.text("ownership"))",
            "deletion \(settings.text("deletion"))", propagation ?? ""
        ]
        return parts.filter { !$0.isEmpty }.joined(separator: " · ")
    }

    private func ignoreLine(_ rule: JSONValue) -> String {
        let end = rule.date("until").map { "until \(self.screen.clock($0))" } ?? "without end"
        let owner = rule["owner"]?.stringValue.map { " by \($0)" } ?? ""
        return self.screen.line("ignored: \(rule.text("aspect"))\(owner) \(end): \(rule.text("reason"))", .faint, indent: 2)
    }

    private var drifts: [String] {
        let drifts = self.description.list("drifts")
        guard !drifts.isEmpty else { return [] }
        return [self.heading("DRIFT", "- live   + declared")] + drifts.flatMap { DriftLines.lines($0, on: self.screen) }
    }

    private var propagation: [String] {
        let windows = self.description.list("propagation")
        return windows.isEmpty ? [] : [self.heading("PROPAGATION")] + PropagationLines.lines(windows, on: self.screen, names: false)
    }

    private var past: [String] {
        let drifts = self.description.list("pastDrifts").prefix(10)
        guard !drifts.isEmpty else { return [] }
        return [self.heading("PAST DRIFT")]
            + drifts.map { drift in
                let end = drift["end"] ?? .null
                let time = end.date("at").map(self.screen.moment) ?? ""
                return self.screen.line(
                    [
                        Screen.Span(drift.text("aspect"), .bold), Screen.Span("  \(drift.text("kind")), \(end.text("reason")) \(time)  "),
                        Screen.Span(drift.text("summary"), .faint)
                    ], indent: 2)
            }
    }

    func heading(_ title: String, _ rest: String = "") -> String {
        self.screen.line([Screen.Span(title, .bold), Screen.Span(rest.isEmpty ? "" : "  " + rest, .faint)])
    }
}

extension DescriptionView {
    private static let correctionsShown = 10

    private var corrections: [String] {
        let corrections = self.description.list("corrections").prefix(Self.correctionsShown)
        guard !corrections.isEmpty else { return [] }
        return [self.heading("CORRECTIONS")] + corrections.flatMap(self.correction)
    }

    private func correction(_ correction: JSONValue) -> [String] {
        let state = correction.text("state")
        let calls = correction.list("mutations").map { mutation in
            let outcome = mutation.present("outcome")
            return mutation.text("operation") + (outcome.map { $0.text("state") == "accepted" ? "" : " (\($0.text("code")))" } ?? "")
        }
        let notBefore = correction.date("notBefore").map { "not before \(self.screen.clock($0))" } ?? ""
        let aspects = correction.list("aspects").compactMap(\.stringValue).joined(separator: ", ")
        let facts = Screen.joined([
            Screen.Span(calls.joined(separator: ", ")), Screen.Span(correction.date("updatedAt").map(self.screen.moment) ?? ""),
            Screen.Span(notBefore), Screen.Span(correction.text("id"), .faint)
        ])
        let first = self.screen.line(
            [Screen.Span(aspects, .bold), Screen.Span("  "), Screen.Span(Wording.spaced(state), Wording.correctionState(state)), Screen.Span("  ")]
                + facts, indent: 2)
        let reason = correction["reason"]?.stringValue ?? correction.text("plan")
        return [first] + (reason.isEmpty ? [] : [self.screen.line(reason, .faint, indent: 4)]) + self.decision(on: correction)
    }

    /// What a person said, or what to type where one is asked.
    private func decision(on correction: JSONValue) -> [String] {
        if let decision = correction.present("decision") {
            let time = decision.date("at").map(self.screen.moment) ?? ""
            let reason = decision["reason"]?.stringValue.map { ": \($0)" } ?? ""
            return [self.screen.line("\(decision.text("verdict")) by \(decision.text("by")) \(time)\(reason)", .faint, indent: 4)]
        }
        guard correction.text("state") == CorrectionState.awaitingApproval.rawValue else { return [] }
        return [self.screen.line(Wording.approval(of: correction.text("id")), .warning, indent: 4)]
    }

    private var exceptions: [String] {
        let exceptions = self.description.list("exceptions")
        return exceptions.isEmpty ? [] : [self.heading("EXCEPTIONS")] + ExceptionLines.lines(exceptions, on: self.screen, names: false)
    }

    private var desired: [String] { self.yaml("DECLARED", self.description["desired"]) }
    private var live: [String] { self.yaml("LIVE", self.description["live"]) }

    private func yaml(_ title: String, _ value: JSONValue?) -> [String] {
        guard let value, !value.isNull else { return [] }
        return [self.heading(title)] + YAMLText.lines(value).map { self.screen.line($0, indent: 2) }
    }

    private var journal: [String] {
        let entries = self.description.list("journal")
        return entries.isEmpty ? [] : [self.heading("JOURNAL")] + JournalView(entries: entries, resources: false).lines(on: self.screen)
    }
}
