import IAMPolicy
import ReconcileCore

/// `plan` for people.
struct PlanView {
    /// `{"corrections": [{"id", "resource", "aspects", "stage", "state", "reason", "plan", "operations", "drifts"}]}`.
    let plan: JSONValue

    func lines(on screen: Screen) -> [String] {
        let corrections = self.plan.list("corrections")
        guard !corrections.isEmpty else { return [screen.line("nothing to do", .good)] }
        let asks = corrections.count { $0.text("state") == CorrectionState.awaitingApproval.rawValue }
        return [self.title(corrections, on: screen)] + corrections.enumerated().flatMap { Self.step($0.offset + 1, $0.element, on: screen) }
            + (asks > 1 ? [screen.line("approve all that asks: reconcilectl approve --all", .faint)] : [])
    }

    private func title(_ corrections: [JSONValue], on screen: Screen) -> String {
        let states = corrections.map { $0.text("state") }
        let counts = CorrectionState.allCases.compactMap { state -> Screen.Span? in
            let number = states.count { $0 == state.rawValue }
            return number == 0 ? nil : Screen.Span("\(number) \(Wording.spaced(state.rawValue))", Wording.correctionState(state.rawValue))
        }
        let total = Wording.count(corrections.count, "correction")
        return screen.line([Screen.Span(total, .bold), Screen.Span(", in this order  ", .faint)] + Screen.joined(counts))
    }

    private static func step(_ number: Int, _ correction: JSONValue, on screen: Screen) -> [String] {
        let state = correction.text("state")
        let digits = "\(number)."
        let facts = Screen.joined([
            Screen.Span(Wording.spaced(state), Wording.correctionState(state)), Screen.Span(Wording.spaced(correction.text("stage")), .faint),
            Screen.Span(correction.date("notBefore").map { "not before \(screen.clock($0))" } ?? ""),
            Screen.Span(correction.text("id"), .faint)
        ])
        let first = screen.line(
            [
                Screen.Span(String(repeating: " ", count: max(0, 4 - digits.count)) + digits + " "),
                Screen.Span(correction.text("resource"), .bold), Screen.Span("  \(CorrectionText.aspects(of: correction))  ")
            ] + facts)
        var lines = [first] + screen.paragraph([Screen.Span(CorrectionText.effect(of: correction))], indent: 7)
        lines += self.reason(correction, on: screen)
        for warning in correction.list("warnings").compactMap(\.stringValue) {
            lines += screen.paragraph([Screen.Span("warning: \(warning)", .warning)], indent: 7)
        }
        if state == CorrectionState.awaitingApproval.rawValue {
            // What only the next pass will ask has no id that can be approved yet.
            let isStored = correction["stored"]?.boolValue != false
            lines.append(screen.line(isStored ? Wording.approval(of: correction.text("id")) : "the next pass asks for it", .good, indent: 7))
        }
        return lines
    }

    private static func reason(_ correction: JSONValue, on screen: Screen) -> [String] {
        let decision = correction.present("decision").map { " (\($0.text("verdict")) by \($0.text("by")))" } ?? ""
        guard let reason = correction["reason"]?.stringValue else {
            return decision.isEmpty ? [] : [screen.line(String(decision.dropFirst()), .faint, indent: 7)]
        }
        let verb =
            switch CorrectionState(rawValue: correction.text("state")) {
            case .awaitingApproval: "asks"
            case .refused: "refused"
            case .planned: "waits"
            default: "last time"
            }
        let rule = correction["guard"]?.stringValue.map { " [\($0)]" } ?? ""
        return screen.paragraph([Screen.Span("\(verb): \(reason)\(rule)\(decision)", .warning)], indent: 7)
    }
}
