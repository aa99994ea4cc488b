/// The lines of a text, for questions about how something was written.
struct SourceLines {
    private let lines: [Substring]

    init(_ text: String) {
        self.lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
    }

    /// The scalars of a line, from 1; empty beyond the end.
    func line(_ number: Int) -> Substring.UnicodeScalarView {
        self.lines.indices.contains(number - 1) ? self.lines[number - 1].unicodeScalars : Substring("").unicodeScalars
    }

    /// The text of a line from a column on, both from 1.
    func text(line number: Int, column: Int) -> Substring { Substring(self.line(number).dropFirst(max(0, column - 1))) }

    /// How a literal block lies that starts behind the indicator on `line`.
    func blockLayout(indicatorLine number: Int, text: String) -> TextLayout {
        // Blanks beyond the block's indent belong to its text.
        let first = text.split(separator: "\n").first { $0.contains { $0 != " " } } ?? ""
        let within = first.prefix { $0 == " " }.count
        for candidate in number..<min(self.lines.count, number + 1_000) {
            let line = self.lines[candidate]
            let blanks = line.prefix { $0 == " " }.count
            if blanks < line.count { return .block(firstLine: number + 1, indent: max(0, blanks - within)) }
        }
        return .opaque
    }

    /// Where a quoted scalar's text starts; `opaque` where it is escaped or broken over lines.
    func quotedLayout(line number: Int, column: Int, text: String) -> TextLayout {
        let written = self.text(line: number, column: column)
        guard let quote = written.first, quote == "\"" || quote == "'" else { return .opaque }
        return written.dropFirst().hasPrefix(text) ? .inline(offset: 1) : .opaque
    }
}
