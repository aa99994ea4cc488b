import IAMPolicy
import ReconcileCore

extension StatusView {
    /// More than these are counted, not shown.
    private static let resourcesShown = 8

    /// What could not be judged, and why.
    var undetermined: [String] {
        let resources = self.status.list("undetermined")
        guard !resources.isEmpty else { return [] }
        // A list that is not full is whole; of one account alone it is shorter than what is counted.
        let total = self.status["resources"]?.number("undetermined") ?? 0
        let count = resources.count < StatusReport.undeterminedMax ? resources.count : max(total, resources.count)
        var lines = ["", self.screen.line([Screen.Span("UNDETERMINED", .bold), Screen.Span("  "), Screen.Span("\(count)", .unclear)])]
        var table = TextTable([.init(title: "RESOURCE", cut: .middle, widthMin: 14)])
        for resource in resources.prefix(Self.resourcesShown) {
            table.add([Screen.Span(resource.text("resource"))], note: [Screen.Span(resource.text("reason"), .unclear)])
        }
        lines += table.lines(on: self.screen)
        let others = count - min(resources.count, Self.resourcesShown)
        if others > 0 { lines.append(self.screen.line("… and \(others) more: `reconcilectl get` shows each", .warning, indent: 2)) }
        return lines
    }
}
