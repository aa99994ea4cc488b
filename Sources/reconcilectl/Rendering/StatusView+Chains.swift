import IAMPolicy
import ReconcileCore

extension StatusView {
    /// More than these are counted, not shown.
    private static let linksShown = 12

    /// Chains: those that are whole in one line, the others by the links that are not.
    var chains: [String] {
        let links = self.status.list("chains")
        guard !links.isEmpty else { return [] }
        let wrong = links.filter { $0.text("state") != ChainLink.State.ok.rawValue }
        let whole = Set(links.map { $0.text("blueprint") }).subtracting(wrong.map { $0.text("blueprint") }).count
        var lines = ["", self.counts("CHAINS", whole == 0 ? [] : [Screen.Span("\(whole) whole", .good)], of: wrong) { PreflightView.style($0) }]
        guard !wrong.isEmpty else { return lines }
        var table = TextTable([
            .init(title: "STATE"), .init(title: "BLUEPRINT", cut: .middle, widthMin: 14), .init(title: "LINK", cut: .end, widthMin: 12),
            .init(title: "SINCE", alignsRight: true)
        ])
        for link in wrong.prefix(Self.linksShown) {
            let state = link.text("state")
            table.add(
                [
                    Screen.Span(state, PreflightView.style(state)), Screen.Span(link.text("blueprint")), Screen.Span(link.text("link"), .bold),
                    self.age(of: link)
                ], note: self.reason(of: link), example: self.fix(of: link))
        }
        lines += table.lines(on: self.screen) + self.more(wrong.count - Self.linksShown)
        return lines
    }

    /// Assertions: those that hold in one line, the others each with the claim that does not.
    var assertions: [String] {
        let assertions = self.status.list("assertions")
        guard !assertions.isEmpty else { return [] }
        let wrong = assertions.filter { $0.text("state") != AssertionState.passed.rawValue }
        let passed = assertions.count - wrong.count
        var lines = ["", self.counts("ASSERTIONS", passed == 0 ? [] : [Screen.Span("\(passed) passed", .good)], of: wrong, Self.style(ofAssertion:))]
        guard !wrong.isEmpty else { return lines }
        var table = TextTable([
            .init(title: "STATE"), .init(title: "ASSERTION", cut: .middle, widthMin: 14), .init(title: "CLAIMS", cut: .end, widthMin: 10),
            .init(title: "SINCE", alignsRight: true)
        ])
        for assertion in wrong.prefix(Self.linksShown) {
            let state = assertion.text("state")
            let claims = assertion.list("claims").filter { AssertionState(ofClaim: $0)?.rawValue == state }.map { $0.text("link") }
            table.add(
                [
                    Screen.Span(state, Self.style(ofAssertion: state)), Screen.Span(assertion["assertion"]?.stringValue ?? assertion.text("name")),
                    Screen.Span(claims.joined(separator: ", "), .bold), self.age(of: assertion)
                ], note: self.reason(of: assertion))
        }
        lines += table.lines(on: self.screen) + self.more(wrong.count - Self.linksShown)
        return lines
    }

    private func counts(_ title: String, _ good: [Screen.Span], of wrong: [JSONValue], _ style: (String) -> Screen.Style) -> String {
        let states = Dictionary(grouping: wrong, by: { $0.text("state") }).sorted { $0.key < $1.key }
        let parts = good + states.map { Screen.Span("\($0.value.count) \(Wording.spaced($0.key))", style($0.key)) }
        return self.screen.line([Screen.Span(title, .bold), Screen.Span("  ")] + Screen.joined(parts))
    }

    private func age(of check: JSONValue) -> Screen.Span {
        Screen.Span(check.date("since").map { Screen.age(self.screen.now.timeIntervalSince($0)) } ?? "-")
    }

    private func reason(of check: JSONValue) -> [Screen.Span] {
        let until = check.date("until").map { "until \(self.screen.clock($0))" } ?? ""
        let decided = check["decidedBy"]?.stringValue.map { check.text("reason").contains($0) ? "" : "by \($0)" } ?? ""
        return Screen.joined([Screen.Span(check.text("reason")), Screen.Span(until, .notice), Screen.Span(decided, .faint)])
    }

    private func fix(of link: JSONValue) -> [Screen.Span] {
        link["fix"]?.stringValue.map { [Screen.Span("fix: ", .faint), Screen.Span($0, .good)] } ?? []
    }

    private func more(_ others: Int) -> [String] {
        others > 0 ? [self.screen.line("… and \(others) more: `reconcilectl preflight BLUEPRINT/NAME` shows all of one", .warning, indent: 2)] : []
    }

    private static func style(ofAssertion state: String) -> Screen.Style {
        switch AssertionState(rawValue: state) {
        case .passed: .good
        case .failed: .bad
        case .propagating: .notice
        case .undetermined, nil: .unclear
        }
    }
}

extension AssertionState {
    /// - Parameter claim: an element of an assertion's `claims`.
    fileprivate init?(ofClaim claim: JSONValue) {
        guard let state = ChainLink.State(rawValue: claim.text("state")) else { return nil }
        self.init(state)
    }
}
