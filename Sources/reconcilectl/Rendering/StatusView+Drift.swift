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
            table.add(
                [
                    Screen.Span(severity, Wording.severity(severity)), Screen.Span(drift.text("resource")),
                    Screen.Span(drift.text("aspect"), .bold), Screen.Span(Wording.spaced(state), Wording.driftState(state)),
                    Screen.Span(seen)
                ], note: [Screen.Span(facts, .faint), Screen.Span(drift.text("summary")), Screen.Span(reason, .warning)],
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

    /// Chains and assertions that are not in order; those that are need no room.
    var checks: [String] {
        let chains = self.status.list("chains").filter { $0.text("state") != "ok" }.map { chain in
            (name: "\(chain.text("blueprint")) \(chain.text("link"))", check: chain)
        }
        let assertions = self.status.list("assertions").filter { $0.text("state") != "passed" }.map { (name: $0.text("name"), check: $0) }
        guard !(chains + assertions).isEmpty else { return [] }
        let lines = (chains + assertions).map { name, check in
            self.screen.line(
                [Screen.Span(check.text("state"), .bad), Screen.Span("  \(name)  "), Screen.Span(check.text("reason"), .faint)], indent: 2)
        }
        return ["", self.heading("CHECKS")] + lines
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
