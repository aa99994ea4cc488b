import IAMPolicy
import ReconcileCore

/// `get` as a table.
struct ResourceListView {
    let resources: [JSONValue]

    func lines(on screen: Screen) -> [String] {
        guard !self.resources.isEmpty else { return [screen.line("no resources", .faint)] }
        let hasRegions = self.resources.contains { $0["region"]?.stringValue != nil }
        var table = TextTable(
            [TextTable.Column(title: "ACCOUNT", cut: .end)] + (hasRegions ? [.init(title: "REGION")] : []) + [
                .init(title: "KIND"), .init(title: "NAME", cut: .middle, widthMin: 14), .init(title: "STATE"),
                .init(title: "DRIFTS", alignsRight: true), .init(title: "LAST READ"), .init(title: "OWNER")
            ])
        for resource in self.resources {
            let state = resource.text("state")
            let isBlueprint = ResourceKind(resource.text("kind")).isBlueprint
            let drifts = resource.number("drifts")
            let region = hasRegions ? [Screen.Span(resource["region"]?.stringValue ?? "-")] : []
            table.add(
                [Screen.Span(resource.text("account"))] + region + [
                    Screen.Span(resource.text("kind")), Screen.Span(resource.text("name"), .bold),
                    Screen.Span(Wording.spaced(state), isBlueprint ? Wording.chainState(state) : Wording.resourceState(state)),
                    Screen.Span("\(drifts)", drifts == 0 ? .faint : .bad),
                    Screen.Span(resource.date("lastReadAt").map(screen.distance) ?? (isBlueprint ? "-" : "never")),
                    Screen.Span(resource.text("owner"))
                ], note: resource["reason"]?.stringValue.map { [Screen.Span($0, .unclear)] } ?? [])
        }
        return table.lines(on: screen, indent: 0)
    }
}
