/// Columns that line up, cut where the screen ends.
struct TextTable {
    struct Column {
        enum Cut { case end, middle, never }

        let title: String
        var alignsRight = false
        var cut = Cut.never
        /// Narrower than this it is never made.
        var widthMin = 8
    }

    let columns: [Column]
    /// Cells of one row, and what is to be said below it across all columns but the first.
    private var rows: [(cells: [Screen.Span], notes: [[Screen.Span]])] = []

    init(_ columns: [Column]) { self.columns = columns }

    private static let gap = "  "

    /// - Parameter example: a further note on lines of its own.
    mutating func add(_ cells: [Screen.Span], note: [Screen.Span] = [], example: [Screen.Span] = []) {
        self.rows.append((cells, [note, example].filter { !$0.isEmpty }))
    }

    func lines(on screen: Screen, indent: Int = 2) -> [String] {
        let widths = self.widths(fitting: screen.width.map { $0 - indent })
        let heading = screen.line(self.spans(self.columns.map { Screen.Span($0.title, .faint) }, widths: widths), indent: indent)
        let noteIndent = indent + (widths.first ?? 0) + Self.gap.count
        return [heading]
            + self.rows.flatMap { row in
                let line = screen.line(self.spans(row.cells, widths: widths), indent: indent)
                return [line] + row.notes.flatMap { screen.paragraph($0, indent: noteIndent) }
            }
    }

    /// The cells of one row, padded; nothing behind the last.
    private func spans(_ cells: [Screen.Span], widths: [Int]) -> [Screen.Span] {
        var spans: [Screen.Span] = []
        for (index, (column, width)) in zip(self.columns, widths).enumerated() {
            var cell = index < cells.count ? cells[index] : Screen.Span("")
            cell.text = column.cut == .middle ? VisibleText.cutMiddle(cell.text, to: width) : VisibleText.cut(cell.text, to: width)
            let padding = Screen.Span(String(repeating: " ", count: max(0, width - VisibleText.width(cell.text))))
            let isLast = index == self.columns.count - 1
            spans += column.alignsRight ? [padding, cell] : isLast ? [cell] : [cell, padding]
            if !isLast { spans.append(Screen.Span(Self.gap)) }
        }
        return spans
    }

    /// As wide as the widest cell; if that is too much, the widest columns that may be cut give way first.
    private func widths(fitting total: Int?) -> [Int] {
        var widths = self.columns.enumerated().map { index, column in
            self.rows.map { index < $0.cells.count ? VisibleText.width($0.cells[index].text) : 0 }
                .reduce(VisibleText.width(column.title), max)
        }
        guard let total else { return widths }
        var excess = widths.reduce(0, +) + Self.gap.count * max(0, widths.count - 1) - total
        while excess > 0 {
            let candidates = widths.indices.filter { self.columns[$0].cut != .never && widths[$0] > self.columns[$0].widthMin }
            guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { break }
            widths[widest] -= 1
            excess -= 1
        }
        return widths
    }
}
