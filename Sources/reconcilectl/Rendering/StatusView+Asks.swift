import Foundation
import IAMPolicy
import ReconcileCore

extension StatusView {
    /// More than these are counted, not shown.
    private static let asksShown = 8

    /// What waits for a person: what, why, and what to type.
    var asks: [String] {
        let asking = self.status.list("asking").map(self.ask)
        let fights = self.status.list("drifts").filter { $0.text("state") == DriftState.fighting.rawValue }.map(self.fight)
        let all = asking + fights
        guard !all.isEmpty else { return [] }
        let count = Wording.count(all.count, "thing waits", plural: "things wait")
        var lines = ["", self.screen.line([Screen.Span("ASKS", .bold), Screen.Span("  \(count) for your word", .warning)])]
        lines += all.prefix(Self.asksShown).flatMap(\.self)
        let others = all.count - Self.asksShown
        if others > 0 { lines.append(self.screen.line("… and \(others) more: `reconcilectl plan` shows all", .warning, indent: 2)) }
        guard !asking.isEmpty else { return lines }
        let ways = "to say no: reconcilectl reject ID --reason TEXT · all at once: reconcilectl approve --all"
        return lines + self.screen.paragraph([Screen.Span(ways, .faint)], indent: 2)
    }

    private func ask(_ correction: JSONValue) -> [String] {
        self.question(
            about: correction.text("resource"), CorrectionText.aspects(of: correction), since: correction.date("plannedAt"),
            [
                ("why", correction.text("reason"), .warning), ("does", CorrectionText.effect(of: correction), .plain),
                ("type", Wording.approval(of: correction.text("id")), .good)
            ])
    }

    /// A fight ends by itself only after a long time without the other writer.
    private func fight(_ drift: JSONValue) -> [String] {
        self.question(
            about: drift.text("resource"), drift.text("aspect"), since: drift.date("firstSeenAt"),
            [("why", drift.text("reason"), .warning), ("type", "reconcilectl resume \(drift.text("resource"))", .good)])
    }

    private func question(
        about resource: String, _ aspects: String, since date: Date?, _ facts: [(name: String, text: String, style: Screen.Style)]
    ) -> [String] {
        let age = date.map { "  " + Screen.age(self.screen.now.timeIntervalSince($0)) } ?? ""
        let title = self.screen.line(
            [Screen.Span(resource, .bold), Screen.Span("  "), Screen.Span(aspects), Screen.Span(age, .faint)], indent: 2)
        return [title] + facts.filter { !$0.text.isEmpty }.flatMap { self.labelled($0.name, Screen.Span($0.text, $0.style)) }
    }

    /// A label, and behind it words over as many lines as they need.
    private func labelled(_ label: String, _ text: Screen.Span) -> [String] {
        let (indent, width) = (4, 6)
        var lines = self.screen.paragraph([text], indent: indent + width)
        guard let first = lines.first else { return [] }
        let padding = String(repeating: " ", count: max(0, width - label.count))
        lines[0] = self.screen.line([Screen.Span(label, .faint), Screen.Span(padding)], indent: indent) + first.dropFirst(indent + width)
        return lines
    }

    /// Resources and aspects that somebody has taken out of the daemon's hands.
    var exceptions: [String] {
        let exceptions = self.status.list("exceptions").filter { $0.present("resource") != nil }
        return exceptions.isEmpty ? [] : ["", self.heading("EXCEPTIONS")] + ExceptionLines.lines(exceptions, on: self.screen, names: true)
    }
}

/// What one correction is about, in words.
enum CorrectionText {
    static func aspects(of correction: JSONValue) -> String {
        correction.list("aspects").compactMap(\.stringValue).joined(separator: ", ")
    }

    /// The plan in words with AWS's names of the calls.
    static func effect(of correction: JSONValue) -> String {
        let calls = correction.list("operations").map { $0.stringValue ?? $0.text("operation") }.joined(separator: ", ")
        return [correction.text("plan"), calls.isEmpty ? "" : "(\(calls))"].filter { !$0.isEmpty }.joined(separator: " ")
    }
}

/// Pauses and ignored aspects: what, until when, by whom, why.
enum ExceptionLines {
    /// - Parameter names: whether the resource is told; without, its name stands above.
    static func lines(_ exceptions: [JSONValue], on screen: Screen, names: Bool) -> [String] {
        let nameColumn: [TextTable.Column] = names ? [.init(title: "RESOURCE", cut: .middle, widthMin: 14)] : []
        var table = TextTable(
            [.init(title: "WHAT")] + nameColumn + [
                .init(title: "ASPECT", cut: .middle, widthMin: 8), .init(title: "BY", cut: .end), .init(title: "END", cut: .end, widthMin: 12)
            ])
        for exception in exceptions {
            let isPause = exception.text("kind") == OperatorException.Kind.pause.rawValue
            let name = names ? [Screen.Span(exception.text("resource"))] : []
            let aspect = exception["aspect"]?.stringValue ?? (exception.present("resource") == nil ? "whole account" : "all")
            table.add(
                [Screen.Span(isPause ? "paused" : "ignored", .warning)] + name + [
                    Screen.Span(aspect, .bold), Screen.Span(exception.text("by")), Screen.Span(Wording.end(exception.date("until"), on: screen))
                ], note: [Screen.Span(exception.text("reason"), .faint)])
        }
        return table.lines(on: screen)
    }
}
