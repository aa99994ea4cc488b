import IAMPolicy
import ReconcileCore

/// What `sync --wait` brought.
struct SyncView {
    /// `{"request", "finished", "passes": [{"account", "id", "outcome"}]}`.
    let state: JSONValue

    func lines(on screen: Screen) -> [String] {
        let passes = self.state.list("passes")
        guard !passes.isEmpty else { return [screen.line("no account was looked at", .faint)] }
        var table = TextTable([.init(title: "ACCOUNT", cut: .end), .init(title: "PASS", alignsRight: true), .init(title: "OUTCOME")])
        for pass in passes {
            let outcome = pass.text("outcome")
            table.add([
                Screen.Span(pass.text("account"), .bold), Screen.Span("\(pass.number("id"))"),
                Screen.Span(outcome, outcome == Snapshot.Outcome.complete.rawValue ? .good : .unclear)
            ])
        }
        return table.lines(on: screen, indent: 0)
    }

    /// A look that is not complete leaves something unjudged.
    var exit: ExitStatus {
        self.state.list("passes").allSatisfy { $0.text("outcome") == Snapshot.Outcome.complete.rawValue } ? .fine : .undetermined
    }
}
