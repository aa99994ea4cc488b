import Foundation

/// Where an answer for people appears: how wide it is, whether it has colours, what time it is there.
struct Screen {
    /// Columns; `nil`: nobody counts them, nothing is cut.
    var width: Int?
    var isColored: Bool
    var now: Date
    var timeZone: TimeZone

    /// A part of a line with its colour.
    struct Span: Equatable {
        var text: String
        var style: Style

        init(_ text: String, _ style: Style = .plain) {
            self.text = VisibleText.line(text)
            self.style = style
        }
    }

    enum Style: String, CaseIterable {
        case plain, bold, faint, good, notice, warning, bad, alarm, unclear

        /// SGR parameters of ECMA-48, section 8.3.117; the eight basic colours, so that they follow the terminal's theme.
        fileprivate var code: String? {
            switch self {
            case .plain: nil
            case .bold: "1"
            case .faint: "2"
            case .good: "32"
            case .notice: "36"
            case .warning: "33"
            case .bad: "31"
            case .alarm: "1;31"
            case .unclear: "35"
            }
        }
    }

    func paint(_ span: Span) -> String {
        guard self.isColored, let code = span.style.code, !span.text.isEmpty else { return span.text }
        return "\u{1B}[\(code)m\(span.text)\u{1B}[0m"
    }

    /// One line, cut to the width.
    func line(_ spans: [Span], indent: Int = 0) -> String {
        var output = String(repeating: " ", count: indent)
        var left = self.width.map { $0 - indent } ?? Int.max
        for span in spans where left > 0 {
            var cut = span
            if left != Int.max {
                cut.text = VisibleText.cut(span.text, to: left)
                left -= VisibleText.width(cut.text)
            }
            output += self.paint(cut)
        }
        return output
    }

    func line(_ text: String, _ style: Style = .plain, indent: Int = 0) -> String { self.line([Span(text, style)], indent: indent) }

    /// Words over as many lines as they need, up to `linesMax`; what does not fit then is cut.
    func paragraph(_ spans: [Span], indent: Int, linesMax: Int = 3) -> [String] {
        guard let width else { return [self.line(spans, indent: indent)] }
        let room = max(1, width - indent)
        var lines: [[Span]] = [[]]
        var left = room
        for word in spans.flatMap(Self.words) {
            let needed = VisibleText.width(word.text)
            let isFull = VisibleText.width(Self.trimmed(word).text) > left && left < room
            if isFull && lines.count < linesMax {
                lines.append([])
                left = room
            }
            lines[lines.count - 1].append(word)
            left -= needed
        }
        return lines.map { line in self.line(line.dropLast() + line.suffix(1).map(Self.trimmed), indent: indent) }
    }

    /// Each word with the blanks behind it.
    private static func words(_ span: Span) -> [Span] {
        var words: [Span] = []
        var word = ""
        for character in span.text {
            if character != " ", word.last == " " {
                words.append(Span(word, span.style))
                word = ""
            }
            word.append(character)
        }
        return words + (word.isEmpty ? [] : [Span(word, span.style)])
    }

    private static func trimmed(_ span: Span) -> Span {
        Span(String(span.text.reversed().drop { $0 == " " }.reversed()), span.style)
    }

    /// The spans with a dot between them.
    static func joined(_ parts: [Span]) -> [Span] {
        Array(parts.filter { !$0.text.isEmpty }.map { [$0] }.joined(separator: [Span(" · ", .faint)]))
    }
}
