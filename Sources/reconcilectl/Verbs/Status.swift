import ArgumentParser
import IAMPolicy
import ReconcileCore
import SystemTime

/// How things stand, on one screen.
struct Status: Verb {
    static let configuration = CommandConfiguration(
        abstract: "Show how things stand: daemon, accounts, open drift, corrections, count-downs.",
        discussion: """
            Works without the daemon, from its database, and says so. Exit codes: 0 all in sync; 2 drift is open; \
            3 something cannot be judged, or the daemon does not run.
            """)

    @Flag(help: "Count what is still propagating as \"differs\" (exit code 2).")
    var settled = false

    @OptionGroup var global: GlobalOptions

    func perform(in session: Session) async throws -> ExitStatus {
        let (json, asOf) = try await Self.status(in: session)
        let shown = self.global.account.map { StatusFilter.keep(account: $0, in: json) } ?? json
        session.emit(shown) { StatusView(status: shown, asOf: asOf, screen: $0).lines }
        return StatusJudgement.exit(of: shown, settled: self.settled)
    }

    private static func status(in session: Session) async throws -> (JSONValue, StatusView.AsOf) {
        if !session.connection.readsDatabaseOnly, let json = try await session.ifReachable({ try await session.client.get("/v1/status") }) {
            return (json, .present)
        }
        let now = SystemClock().now()
        guard let queries = try StoredState.open(session.connection.database) else {
            return (StatusReport(daemon: DaemonReport(state: .neverRun), now: now).json, .nothing(database: session.connection.database))
        }
        let report = try await StatusReport.gather(
            from: queries, daemon: try await StoredState.daemon(queries), configured: nil, intervalSeconds: nil, now: now)
        return (report.json, .stored(at: try await StoredState.date(of: queries)))
    }
}
