import Foundation
import IAMPolicy
import ReconcileCore

/// `status` on one screen.
struct StatusView {
    /// How fresh the answer is.
    enum AsOf: Equatable {
        case present
        /// From the database; `nil`: nothing was looked at so far.
        case stored(at: Date?)
        case nothing(database: String)
    }

    let status: JSONValue
    let asOf: AsOf
    let screen: Screen

    var lines: [String] {
        var lines = self.daemon
        if case .nothing = self.asOf { return lines }
        lines += [""] + self.accounts + [""] + [self.resources] + self.undetermined + self.asks + self.drifts + self.corrections + self.exceptions
        lines += self.propagation + self.chains + self.assertions
        return lines + ["", self.tail]
    }

    private var daemon: [String] {
        let daemon = self.status["daemon"] ?? .null
        let state = daemon.text("state")
        let started = daemon.date("startedAt").map { "since \(self.screen.moment($0))" } ?? ""
        let stopped = daemon.date("stoppedAt").map { "at \(self.screen.moment($0))" } ?? ""
        let name = Screen.Span(["reconciled", daemon.text("version")].filter { !$0.isEmpty }.joined(separator: " "), .bold)
        let pid = daemon["pid"]?.intValue.map { "pid \($0)" } ?? ""
        let time = state == DaemonReport.State.stopped.rawValue ? stopped : started
        let facts = Screen.joined([
            Screen.Span(Wording.spaced(state), Self.style(ofDaemon: state)), Screen.Span(pid), Screen.Span(time)
        ])
        var lines = [self.screen.line([name, Screen.Span("  ")] + facts)]
        if let reason = daemon["reason"]?.stringValue { lines.append(self.screen.line(reason, .warning, indent: 2)) }
        switch self.asOf {
        case .present: break
        case .stored(at: let date?):
            lines.append(self.screen.line("daemon not running; as of \(self.screen.moment(date))", .warning, indent: 2))
        case .stored(at: nil): lines.append(self.screen.line("daemon not running; nothing was looked at so far", .warning, indent: 2))
        case .nothing(let database): lines.append(self.screen.line("there is no database at \(database)", .warning, indent: 2))
        }
        return lines
    }

    private static func style(ofDaemon state: String) -> Screen.Style {
        switch DaemonReport.State(rawValue: state) {
        case .running: .good
        case .starting: .notice
        case .degraded: .warning
        case .stopped, .neverRun, nil: .bad
        }
    }

    private var accounts: [String] {
        let accounts = self.status.list("accounts")
        guard !accounts.isEmpty else { return [self.heading("ACCOUNTS", "none")] }
        var table = TextTable([
            .init(title: "ACCOUNT", cut: .end), .init(title: "ID"), .init(title: "LAST LOOK"), .init(title: "OUTCOME"),
            .init(title: "REQUESTS", alignsRight: true)
        ])
        for account in accounts {
            let look = account["lastSnapshot"] ?? .null
            let outcome = look["outcome"]?.stringValue ?? "never looked at"
            table.add(
                [
                    Screen.Span(account.text("name"), .bold), Screen.Span(account["accountID"]?.stringValue ?? "-"),
                    Screen.Span(look.date("finishedAt").map(self.screen.moment) ?? "-", account["stale"]?.boolValue == true ? .bad : .plain),
                    Screen.Span(outcome, Self.style(ofOutcome: outcome)), Screen.Span(look["requests"]?.intValue.map { "\($0)" } ?? "-")
                ], note: self.accountNote(account))
        }
        return table.lines(on: self.screen, indent: 0)
    }

    private func accountNote(_ account: JSONValue) -> [Screen.Span] {
        var notes: [Screen.Span] = []
        if let unreadable = account.present("unreadable") {
            let since = unreadable.date("since").map { " since \(self.screen.moment($0))" } ?? ""
            notes.append(Screen.Span("not readable\(since): \(unreadable.text("message"))", .unclear))
        }
        let resume = "`reconcilectl resume --account \(account.text("name"))`"
        if let pause = account.present("paused") {
            let end = Wording.end(pause.date("until"), on: self.screen)
            notes.append(Screen.Span("paused by \(pause.text("by")) \(end): \(pause.text("reason")); \(resume) ends it", .warning))
        }
        if account["silenceLatched"]?.boolValue == true {
            notes.append(Screen.Span("asks before every change after a long silence; \(resume) lets it act again", .warning))
        }
        return Screen.joined(notes)
    }

    private static func style(ofOutcome outcome: String) -> Screen.Style {
        switch Snapshot.Outcome(rawValue: outcome) {
        case .complete: .good
        case .partial: .warning
        case .failed: .bad
        case nil: .unclear
        }
    }

    private var resources: String {
        let counts = self.status["resources"] ?? .null
        let parts = ObservedResource.State.allCases.compactMap { state -> Screen.Span? in
            let number = counts.number(state.rawValue)
            return number == 0 ? nil : Screen.Span("\(number) \(Wording.spaced(state.rawValue))", Wording.resourceState(state.rawValue))
        }
        let total = Wording.count(counts.number("total"), "resource")
        return self.screen.line([Screen.Span(total, .bold), Screen.Span("  ")] + Screen.joined(parts))
    }

    private var tail: String {
        let deliveries = self.status["notifications"] ?? .null
        let journal = self.status["journal"] ?? .null
        let dead = deliveries.number("deadLettered")
        let head = journal.text("head").prefix(12)
        return self.screen.line(
            Screen.joined([
                Screen.Span("\(Wording.count(deliveries.number("pending"), "delivery", plural: "deliveries")) pending"),
                Screen.Span(dead == 0 ? "" : "\(dead) undeliverable", .bad),
                Screen.Span("\(Wording.count(journal.number("entries"), "journal entry", plural: "journal entries")), head \(head)", .faint)
            ]))
    }

    func heading(_ title: String, _ rest: String = "") -> String {
        self.screen.line([Screen.Span(title, .bold), Screen.Span(rest.isEmpty ? "" : "  " + rest, .faint)])
    }
}
