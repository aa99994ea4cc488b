import Foundation
import IAMPolicy
import ReconcileCore

/// `preflight` for people: the chain from top to bottom, then the way out.
struct PreflightView {
    let report: JSONValue
    let screen: Screen

    /// Of one text; what mends a link is not to be cut.
    private static let linesMax = 20

    private var links: [JSONValue] { self.report.list("links") }

    var lines: [String] { self.title + [""] + self.chain + [""] + self.end }

    private var title: [String] {
        let state = self.report.text("state")
        let wholes = self.links.count { $0.text("state") == ChainLink.State.ok.rawValue }
        let isLive = self.report["live"]?.boolValue == true
        let judged = isLive ? "judged now" : self.report.date("judgedAt").map { "as judged at \(self.screen.moment($0))" } ?? "never judged"
        let facts = Screen.joined([
            Screen.Span(Self.word(state), Self.style(state)), Screen.Span("\(wholes) of \(self.links.count) links whole"),
            Screen.Span(judged, .faint)
        ])
        return [self.screen.line([Screen.Span(self.report.text("blueprint"), .bold), Screen.Span("  ")] + facts)]
    }

    private var chain: [String] {
        let width = self.links.map { VisibleText.width(VisibleText.line($0.text("link"))) }.max() ?? 0
        guard width > 0 else {
            return [self.screen.line("nobody has judged this chain yet: `reconcilectl sync` makes the daemon look", .unclear, indent: 2)]
        }
        return self.links.flatMap { self.link($0, width: width) }
    }

    /// `  ✓ keyPolicy    reason`; where it is not whole, what decides it and what mends it below the reason.
    private func link(_ link: JSONValue, width: Int) -> [String] {
        let state = link.text("state")
        let name = VisibleText.line(link.text("link"))
        let padding = String(repeating: " ", count: max(0, width - VisibleText.width(name)))
        let head = [
            Screen.Span(Self.mark(state), Self.style(state)), Screen.Span(" "), Screen.Span(name, state == "ok" ? .plain : .bold),
            Screen.Span(padding + "  ")
        ]
        let indent = 2 + 2 + width + 2
        var reason = self.screen.paragraph(
            [Screen.Span(self.reason(of: link), state == "ok" ? .faint : .plain)], indent: indent, linesMax: Self.linesMax)
        let first = self.screen.line(head, indent: 2)
        let rest = reason.isEmpty ? "" : String(reason.removeFirst().dropFirst(indent))
        let lines = [rest.isEmpty ? Self.trimmed(first) : first + rest] + reason
        guard state != ChainLink.State.ok.rawValue else { return lines }
        // What the reason has named already need not be said again.
        let decidedBy = link.text("reason").contains(link.text("decidedBy")) ? "" : link.text("decidedBy")
        return lines + self.labelled("by", decidedBy, .faint, indent: indent) + self.labelled("fix", link.text("fix"), .good, indent: indent)
    }

    private func reason(of link: JSONValue) -> String {
        let reason = link.text("reason")
        guard let until = link.date("until") else { return reason }
        let wait = "until \(self.screen.clock(until)) (\(self.screen.distance(until)))"
        return reason.isEmpty ? wait : "\(reason), \(wait)"
    }

    /// A label, and behind it words over as many lines as they need; in one piece where a word is wider than the screen, so that a command
    /// can be copied.
    private func labelled(_ label: String, _ text: String, _ style: Screen.Style, indent: Int) -> [String] {
        guard !text.isEmpty else { return [] }
        let width = label.count + 1
        let room = self.screen.width.map { $0 - indent - width } ?? Int.max
        if text.split(separator: " ").contains(where: { VisibleText.width(VisibleText.line(String($0))) > room }) {
            var uncut = self.screen
            uncut.width = nil
            return [uncut.line([Screen.Span(label + " ", .faint), Screen.Span(text, style)], indent: indent)]
        }
        var lines = self.screen.paragraph([Screen.Span(text, style)], indent: indent + width, linesMax: Self.linesMax)
        guard !lines.isEmpty else { return [] }
        lines[0] = self.screen.line([Screen.Span(label + " ", .faint)], indent: indent) + lines[0].dropFirst(indent + width)
        return lines
    }

    /// The command in full, so that it can be copied; or what to do first.
    private var end: [String] {
        if let command = self.report["command"]?.stringValue {
            return [self.screen.line("This would now work:", .good), ""]
                + VisibleText.lines(command).map { String(repeating: " ", count: 2) + $0 }
        }
        let first = self.report.text("firstLink")
        switch ChainLink.State(rawValue: self.report.text("state")) {
        case .ok:
            return [self.screen.line(self.report["live"]?.boolValue == true ? "Every link is whole." : self.stored, .good)]
        case .broken: return [self.screen.line([Screen.Span("Mend "), Screen.Span(first, .bold), Screen.Span(" first.")])]
        case .propagating:
            return [self.screen.line([Screen.Span("Wait until AWS has taken in the change of "), Screen.Span(first, .bold), Screen.Span(".")])]
        case .unknown where first.isEmpty: return []
        case .unknown, nil:
            return [self.screen.line([Screen.Span("Look at "), Screen.Span(first, .bold), Screen.Span(" first: it cannot be judged.")])]
        }
    }

    private var stored: String { "Every link was whole; a running daemon also tells the command that would work." }

    private static func trimmed(_ line: String) -> String { String(line.reversed().drop { $0 == " " }.reversed()) }

    private static func word(_ state: String) -> String { state == ChainLink.State.ok.rawValue ? "whole" : state }

    private static func mark(_ state: String) -> String {
        switch ChainLink.State(rawValue: state) {
        case .ok: "✓"
        case .broken: "✗"
        case .propagating: "…"
        case .unknown, nil: "?"
        }
    }

    static func style(_ state: String) -> Screen.Style {
        switch ChainLink.State(rawValue: state) {
        case .ok: .good
        case .broken: .bad
        case .propagating: .notice
        case .unknown, nil: .unclear
        }
    }
}
