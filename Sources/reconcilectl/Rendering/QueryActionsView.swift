import IAMPolicy
import NeptuneAccess

/// `query-actions` for people.
struct QueryActionsView {
    let report: QueryActionsReport

    /// More places than these are counted, not shown.
    private static let placesMax = 20

    func lines(on screen: Screen) -> [String] {
        let actions = self.report.actions
        let needs = [
            screen.line([Screen.Span("needs  ", .faint), Screen.Span(actions.actions.map(\.rawValue).joined(separator: ", "), .bold)]),
            screen.line([Screen.Span("basis  ", .faint), Self.basis(actions.basis)])
        ]
        return needs + [""] + self.places(on: screen) + self.further(on: screen) + [""] + self.access(on: screen) + self.statement(on: screen)
    }

    private static func basis(_ basis: ActionBasis) -> Screen.Span {
        switch basis {
        case .documented: Screen.Span("documented: Neptune's documentation says so", .good)
        case .marker: Screen.Span("marker: the language's reference implementation marks a step as one that writes or deletes", .good)
        case .derived: Screen.Span("derived: by analogy with what is documented", .notice)
        case .unknown: Screen.Span("unknown: the query was not understood, so that no action can be left out", .unclear)
        }
    }

    // MARK: Places

    /// Each place with what it asks for, under the line of the query.
    private func places(on screen: Screen) -> [String] {
        let bytes = Array(self.report.query.utf8)
        if let fault = self.report.actions.fault { return Self.place(QueryPlace(bytes, offset: fault.offset), [fault.message], on: screen) }
        var groups: [(offset: Int, reasons: [QueryActions.Reason])] = []
        for reason in self.report.actions.reasons {
            if groups.last?.offset == reason.offset {
                groups[groups.count - 1].reasons.append(reason)
            } else {
                groups.append((reason.offset, [reason]))
            }
        }
        let shown = groups.prefix(Self.placesMax).flatMap { group in
            Self.place(QueryPlace(bytes, offset: group.offset), group.reasons.map { "\($0.action.rawValue): \($0.because)" }, on: screen)
        }
        let rest = groups.count - Self.placesMax
        return shown + (rest > 0 ? [screen.line("and \(rest) more places; -o json has all", .faint, indent: 2)] : [])
    }

    private static func place(_ place: QueryPlace, _ notes: [String], on screen: Screen) -> [String] {
        let number = "\(place.line):\(place.column)  "
        let indent = String(repeating: " ", count: VisibleText.width(number) + place.indent)
        let marks = notes.enumerated().map { index, note in
            screen.line([Screen.Span(indent), Screen.Span(index == 0 ? "^ " : "  ", .notice), Screen.Span(note)], indent: 2)
        }
        return [screen.line([Screen.Span(number, .faint), Screen.Span(place.excerpt)], indent: 2)] + marks
    }

    private func further(on screen: Screen) -> [String] {
        let needs = self.report.actions.furtherNeeds
        guard !needs.isEmpty else { return [] }
        let lines = needs.map { screen.line([Screen.Span($0.action, .bold), Screen.Span("  \($0.because)", .faint)], indent: 2) }
        return ["", screen.line("and of other services", .faint)] + lines
    }

    // MARK: Access

    private func access(on screen: Screen) -> [String] {
        guard self.report.access != nil else { return [] }
        let verdicts = self.report.verdicts.flatMap { verdict in
            let answer = SnapshotCanView(answer: verdict.answer).lines(on: screen)
            return [screen.line(verdict.action.rawValue, .bold)] + answer.map { "  " + $0 }
        }
        let which =
            self.report.resource == QueryStatement.everyCluster
            ? screen.paragraph([Screen.Span("judged for every cluster: name the data of one with --resource", .faint)], indent: 0) : []
        return verdicts + which + [""]
    }

    private func statement(on screen: Screen) -> [String] {
        if self.report.access != nil {
            if let lacking = self.report.lackingStatement {
                return [screen.line("with this statement in a policy of theirs they could", .faint)] + Self.json(lacking, on: screen)
            }
            let isDenied = self.report.verdicts.contains { $0.verdict == .explicitDeny || $0.verdict == .implicitDeny }
            return isDenied ? [screen.line("no statement of theirs alone would change that", .faint)] : []
        }
        let scope = self.report.resource == QueryStatement.everyCluster ? ", on every cluster; name the data of one with --resource" : ""
        return [screen.line("the smallest statement that permits it\(scope)", .faint)] + Self.json(self.report.statement, on: screen)
    }

    private static func json(_ statement: QueryStatement, on screen: Screen) -> [String] {
        JSONWriter.pretty(statement.json).split(separator: "\n").map { screen.line(String($0), indent: 2) }
    }
}
