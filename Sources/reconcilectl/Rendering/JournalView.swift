import IAMPolicy

/// Journal entries as a table.
struct JournalView {
    let entries: [JSONValue]
    /// Whether each line tells its resource.
    var resources = true

    private static let leading: Set<String> = ["sequence", "at", "kind", "resource", "correction", "format", "previousHash", "hash"]

    func lines(on screen: Screen, indent: Int = 2) -> [String] {
        guard !self.entries.isEmpty else { return [screen.line("no entries", .faint)] }
        let resourceColumn: [TextTable.Column] = self.resources ? [.init(title: "RESOURCE", cut: .middle, widthMin: 14)] : []
        var table = TextTable(
            [.init(title: "SEQ", alignsRight: true), .init(title: "AT"), .init(title: "KIND")] + resourceColumn + [
                .init(title: "WHAT", cut: .end, widthMin: 10)
            ])
        for entry in self.entries {
            let resource = self.resources ? [Screen.Span(entry["resource"]?.stringValue ?? "-")] : []
            let kind = entry.text("kind")
            table.add(
                [
                    Screen.Span("\(entry.number("sequence"))", .faint), Screen.Span(entry.date("at").map(screen.moment) ?? "-"),
                    Screen.Span(kind, Self.style(of: kind))
                ] + resource + [Screen.Span(Self.details(of: entry))])
        }
        return table.lines(on: screen, indent: indent)
    }

    private static func style(of kind: String) -> Screen.Style {
        switch kind {
        case "drift.detected", "correction.awaitingApproval": .warning
        case "correction.failed", "correction.refused", "account.unreadable": .bad
        case "mutation.intended", "mutation.outcome", "mutation.resolved": .notice
        case "correction.settled", "drift.ended", "account.readable": .good
        default: .plain
        }
    }

    /// The scalars first: they say the most in the least room.
    private static func details(of entry: JSONValue) -> String {
        let members = entry.objectValue?.members.filter { !Self.leading.contains($0.name) && !$0.value.isNull } ?? []
        let scalars = members.compactMap { member in member.value.stringValue.map { "\(member.name)=\(Self.clipped($0))" } }
        let others = members.filter { $0.value.stringValue == nil }.map { "\($0.name)=\(Self.clipped(JSONWriter.compact($0.value)))" }
        return (scalars + others).joined(separator: " ")
    }

    /// A whole document in a line hides the lines around it; `journal show` has all of it.
    private static func clipped(_ text: String) -> String { text.count > 80 ? text.prefix(79) + "…" : text }
}
