import IAMPolicy

/// `policy can` for people.
struct CanView {
    let evaluation: Evaluation
    let files: PolicyFiles

    func lines(on screen: Screen) -> [String] {
        let statements = self.evaluation.decidedBy.map { statement in
            let name = statement.sid.flatMap { $0.isEmpty ? nil : $0 } ?? "\(statement.statement)"
            return screen.line(
                [
                    Screen.Span("by ", .faint), Screen.Span("Statement[\(name)]", .bold),
                    Screen.Span(self.files.file(of: statement).map { " in \($0)" } ?? ""), Screen.Span("  \(statement.level)", .faint)
                ], indent: 2)
        }
        let reason = self.evaluation.reason.map { screen.paragraph([Screen.Span($0)], indent: 2) } ?? []
        return [self.verdict(on: screen)] + statements + reason
            + [screen.line("judged by the files named; what else is attached does not count", .faint)]
    }

    private func verdict(on screen: Screen) -> String {
        switch self.evaluation.verdict {
        case .allowed: screen.line("allowed", .good)
        case .explicitDeny: screen.line("denied by a statement", .bad)
        case .implicitDeny: screen.line("denied: nothing allows it", .bad)
        case .undetermined: screen.line("cannot be told", .unclear)
        }
    }
}
