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
        return [Self.verdict(self.evaluation.verdict, on: screen)] + statements + reason
            + [screen.line("judged by the files named; what else is attached does not count", .faint)]
    }

    static func verdict(_ verdict: Evaluation.Verdict, on screen: Screen) -> String {
        switch verdict {
        case .allowed: screen.line("allowed", .good)
        case .explicitDeny: screen.line("denied by a statement", .bad)
        case .implicitDeny: screen.line("denied: nothing allows it", .bad)
        case .undetermined: screen.line("cannot be told", .unclear)
        }
    }
}

/// `policy can` from what was read last, for people.
struct SnapshotCanView {
    let answer: JSONValue

    func lines(on screen: Screen) -> [String] {
        let verdict = self.answer["verdict"]?.stringValue.flatMap(Evaluation.Verdict.init) ?? .undetermined
        let statements = self.answer.list("decidedBy").map { statement in
            let sid = statement.text("sid")
            return screen.line(
                [
                    Screen.Span("by ", .faint), Screen.Span("Statement[\(sid.isEmpty ? String(statement.number("statement")) : sid)]", .bold),
                    Screen.Span(statement["source"]?.stringValue.map { " in \($0)" } ?? ""), Screen.Span("  \(statement.text("level"))", .faint)
                ], indent: 2)
        }
        let reason = self.answer["reason"]?.stringValue.map { screen.paragraph([Screen.Span($0)], indent: 2) } ?? []
        return [CanView.verdict(verdict, on: screen)] + statements + reason + self.footer(verdict, on: screen)
    }

    private func footer(_ verdict: Evaluation.Verdict, on screen: Screen) -> [String] {
        let time = self.answer.date("asOf").map { "judged by what was read at \(screen.moment($0))" }
        let lacking = verdict == .undetermined ? [] : self.answer.list("lacking").compactMap(\.stringValue).map { "not known: \($0)" }
        let left = self.answer.list("notEvaluated").compactMap(\.stringValue)
        let rest = left.isEmpty ? [] : ["not evaluated: \(left.joined(separator: ", "))"]
        return ([time].compactMap(\.self) + lacking + rest).flatMap { screen.paragraph([Screen.Span($0, .faint)], indent: 0) }
    }
}
