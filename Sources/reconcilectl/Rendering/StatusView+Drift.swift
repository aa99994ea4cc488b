import IAMPolicy
import ReconcileCore

extension StatusView {
    /// Two lines for each: what and where, then what exactly.
    var drifts: [String] {
        let drifts = self.status.list("drifts")
        guard !drifts.isEmpty else { return ["", self.heading("DRIFT", "none")] }
        var table = TextTable([
            .init(title: "SEVERITY"), .init(title: "RESOURCE", cut: .middle, widthMin: 14),
            .init(title: "ASPECT", cut: .middle, widthMin: 12), .init(title: "STATE"), .init(title: "SEEN", alignsRight: true)
        ])
        for drift in drifts {
            let severity = drift.text("severity")
            let state = drift.text("state")
            let seen = drift.date("firstSeenAt").map { Screen.age(self.screen.now.timeIntervalSince($0)) } ?? "-"
            let facts = "\(drift.text("id"))  \(drift.text("kind")), \(drift.text("direction")): "
            let reason = drift["reason"]?.stringValue.map { " [\($0)]" } ?? ""
            let author = AuthorText.line(drift["changedBy"]).map { " (\($0))" } ?? ""
            table.add(
                [
                    Screen.Span(severity, Wording.severity(severity)), Screen.Span(drift.text("resource")),
                    Screen.Span(drift.text("aspect"), .bold), Screen.Span(Wording.spaced(state), Wording.driftState(state)),
                    Screen.Span(seen)
                ], note: [Screen.Span(facts, .faint), Screen.Span(drift.text("summary")), Screen.Span(author, .faint), Screen.Span(reason, .warning)],
                example: WitnessText.line(drift["witness"], direction: drift["direction"]?.stringValue).map { [Screen.Span($0)] } ?? [])
        }
        return ["", self.heading("DRIFT", "\(drifts.count) open")] + table.lines(on: self.screen)
    }

    var corrections: [String] {
        guard let counts = self.status["corrections"]?.objectValue else { return [] }
        let names: [(String, CorrectionState)] = [
            ("awaitingApproval", .awaitingApproval), ("queued", .queued), ("inFlight", .intended), ("propagating", .readable),
            ("unknown", .unknown), ("failed", .failed), ("refused", .refused)
        ]
        let parts = names.compactMap { name, state -> Screen.Span? in
            guard let number = counts[name]?.intValue, number > 0 else { return nil }
            return Screen.Span("\(number) \(Wording.spaced(name))", Wording.correctionState(state.rawValue))
        }
        guard !parts.isEmpty else { return [] }
        return ["", self.screen.line([Screen.Span("CORRECTIONS", .bold), Screen.Span("  ")] + Screen.joined(parts))]
    }

    var propagation: [String] {
        let windows = self.status.list("propagation")
        return windows.isEmpty ? [] : ["", self.heading("PROPAGATION")] + PropagationLines.lines(windows, on: self.screen, names: true)
    }
}

/// Open windows with their count-down.
enum PropagationLines {
    /// - Parameter names: whether the resource is told; without, its name stands above.
    static func lines(_ windows: [JSONValue], on screen: Screen, names: Bool) -> [String] {
        let nameColumn: [TextTable.Column] = names ? [.init(title: "RESOURCE", cut: .middle, widthMin: 14)] : []
        var table = TextTable(
            nameColumn + [
                .init(title: "ASPECT", cut: .middle, widthMin: 12), .init(title: "READS"), .init(title: "LEFT", alignsRight: true),
                .init(title: "CLOSES")
            ])
        for window in windows {
            let isReadable = window["readable"]?.boolValue == true
            let name = names ? [Screen.Span(window.text("resource"))] : []
            table.add(
                name + [
                    Screen.Span(window.text("aspect"), .bold),
                    isReadable ? Screen.Span("show it", .good) : Screen.Span("may be old", .notice),
                    Screen.Span(Screen.duration(Double(window.number("remainingSeconds"))), .notice),
                    Screen.Span(window.date("closesAt").map(screen.clock) ?? "-")
                ])
        }
        return table.lines(on: screen)
    }
}
