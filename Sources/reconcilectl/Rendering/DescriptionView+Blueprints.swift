import IAMPolicy
import ReconcileCore

/// What a blueprint has brought along and why, or which blueprints a resource comes from.
extension DescriptionView {
    var isBlueprint: Bool { ResourceKind(self.description.text("kind")).isBlueprint }

    /// `NeptuneBulkLoad/loads, …` for a resource that blueprints ask for.
    var origin: String {
        let names = self.description.list("blueprints").compactMap { $0.stringValue.flatMap(ResourceIdentity.init) }
        guard !names.isEmpty else { return "" }
        let own = self.description.present("written") == nil ? "" : ", beside its own manifest"
        return names.map { "\($0.kind)/\($0.name)" }.joined(separator: ", ") + own
    }

    var members: [String] {
        let members = self.description.list("members")
        guard !members.isEmpty else { return [] }
        return [self.heading("RESOURCES")]
            + members.map { member in
                let state = member.text("state")
                let drifts = member.number("drifts")
                let others = member.list("blueprints").count - 1
                let facts = Screen.joined([
                    Screen.Span(Wording.spaced(state), Wording.resourceState(state)),
                    Screen.Span(drifts == 0 ? "" : "\(drifts) \(drifts == 1 ? "drift" : "drifts")", .bad),
                    Screen.Span(others > 0 ? "shared with \(others) more" : "", .faint)
                ])
                return self.screen.line([Screen.Span(member.text("resource"), .bold), Screen.Span("  ")] + facts, indent: 2)
            }
    }

    /// Below each aspect the actions that it grants, each with its reason.
    var permissions: [String] {
        guard let permissions = self.description["permissions"]?.arrayValue else {
            guard self.isBlueprint || !self.origin.isEmpty else { return [] }
            return [self.heading("PERMISSIONS"), self.screen.line("the reasons are told by the daemon, which is not running", .unclear, indent: 2)]
        }
        guard !permissions.isEmpty else { return [] }
        var lines = [self.heading("PERMISSIONS")]
        var last = ""
        for permission in permissions {
            let place = "\(permission.text("resource")) \(permission.text("aspect"))"
            if place != last { lines.append(self.screen.line(place, .bold, indent: 2)) }
            last = place
            let actions = permission.list("actions").compactMap(\.stringValue).joined(separator: ", ")
            lines += self.screen.paragraph([Screen.Span("\(actions): "), Screen.Span(permission.text("because"), .faint)], indent: 4, linesMax: 8)
        }
        return lines
    }

    var chain: [String] {
        let links = self.description.list("chain")
        guard !links.isEmpty else { return [] }
        return [self.heading("CHAIN", "reconcilectl preflight looks anew")]
            + links.flatMap { link -> [String] in
                let state = link.text("state")
                let name = self.screen.line(
                    [Screen.Span(link.text("link"), .bold), Screen.Span("  "), Screen.Span(state, PreflightView.style(state))], indent: 2)
                let reason = link["reason"]?.stringValue.map { self.screen.paragraph([Screen.Span($0, .faint)], indent: 4, linesMax: 8) } ?? []
                return [name] + reason
            }
    }

    var notes: [String] {
        let notes = self.description.list("notes").compactMap(\.stringValue)
        guard !notes.isEmpty else { return [] }
        return [self.heading("NOTES")] + notes.flatMap { self.screen.paragraph([Screen.Span($0)], indent: 2, linesMax: 8) }
    }
}
