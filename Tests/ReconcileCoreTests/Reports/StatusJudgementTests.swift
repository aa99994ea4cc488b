import IAMPolicy
import Testing

@testable import ReconcileCore

@Suite struct StatusJudgementTests {
    private static func report(_ change: (inout StatusReport) -> Void = { _ in }) -> JSONValue {
        var report = StatusReport(
            daemon: DaemonReport(state: .running), accounts: [AccountReport(name: "prod", lastPass: ReportSamples.pass(1))],
            states: [ReportSamples.role: .inSync], now: ReportSamples.instant())
        change(&report)
        return report.json
    }

    @Test func `all in sync is fine, settled or not`() {
        #expect(StatusJudgement.exit(of: Self.report(), settled: false) == .fine)
        #expect(StatusJudgement.exit(of: Self.report(), settled: true) == .fine)
    }

    @Test(arguments: DriftState.allCases)
    func `open drift differs, what is left alone does not, what propagates only for settled`(state: DriftState) {
        let json = Self.report { $0.drifts = [ReportSamples.drift("d", state: state)] }
        let isLeftAlone = [.ignored, .paused].contains(state)
        #expect(StatusJudgement.exit(of: json, settled: false) == (isLeftAlone || state == .propagating ? .fine : .differs))
        #expect(StatusJudgement.exit(of: json, settled: true) == (isLeftAlone ? .fine : .differs))
    }

    @Test(arguments: [CorrectionState.intended, .applied, .readable])
    func `a correction under way is not settled`(state: CorrectionState) {
        let json = Self.report { $0.corrections = [ReportSamples.correction("c", state)] }
        #expect(StatusJudgement.exit(of: json, settled: false) == .fine)
        #expect(StatusJudgement.exit(of: json, settled: true) == .differs)
    }

    @Test func `an open window is not settled`() {
        let json = Self.report { $0.windows = [ReportSamples.window("w", openedLater: -1)] }
        #expect(StatusJudgement.exit(of: json, settled: false) == .fine)
        #expect(StatusJudgement.exit(of: json, settled: true) == .differs)
    }

    @Test(arguments: [DaemonReport.State.starting, .degraded, .stopped, .neverRun])
    func `without a daemon in good order nothing can be judged`(state: DaemonReport.State) {
        #expect(StatusJudgement.exit(of: Self.report { $0.daemon.state = state }, settled: false) == .undetermined)
    }

    @Test func `an account that was not looked at, failed, is unreadable or stale cannot be judged`() {
        let gap = ReadGap(code: .denied, message: "m")
        let accounts = [
            AccountReport(name: "a"), AccountReport(name: "a", lastPass: ReportSamples.pass(1, outcome: .failed)),
            AccountReport(name: "a", lastPass: ReportSamples.pass(1), unreadable: gap),
            AccountReport(name: "a", lastPass: ReportSamples.pass(1), isStale: true)
        ]
        for account in accounts {
            #expect(StatusJudgement.exit(of: Self.report { $0.accounts.append(account) }, settled: false) == .undetermined)
        }
    }

    @Test func `undetermined comes before differs`() {
        let json = Self.report {
            $0.states[ReportSamples.key] = .undetermined
            $0.drifts = [ReportSamples.drift("d")]
        }
        #expect(StatusJudgement.exit(of: json, settled: false) == .undetermined)
    }

    @Test(
        arguments: [
            ("chains", "ok", ReconcileCore.ExitStatus.fine, .fine), ("chains", "broken", .differs, .differs),
            ("chains", "unknown", .undetermined, .undetermined), ("chains", "propagating", .fine, .differs),
            ("assertions", "passed", .fine, .fine), ("assertions", "failed", .differs, .differs),
            ("assertions", "undetermined", .undetermined, .undetermined), ("assertions", "propagating", .fine, .differs)
        ] as [(String, String, ReconcileCore.ExitStatus, ReconcileCore.ExitStatus)])
    func `a broken chain or assertion differs`(member: String, state: String, exit: ReconcileCore.ExitStatus, settled: ReconcileCore.ExitStatus) {
        guard case .object(var object) = Self.report() else { return }
        object[member] = [["state": .string(state)]]
        #expect(StatusJudgement.exit(of: .object(object), settled: false) == exit)
        #expect(StatusJudgement.exit(of: .object(object), settled: true) == settled)
    }

    @Test(arguments: [JSONValue.null, [:], ["daemon": ["state": "running"], "drifts": 7]])
    func `what is no status cannot be judged`(json: JSONValue) {
        #expect(StatusJudgement.exit(of: json, settled: false).rawValue >= ReconcileCore.ExitStatus.differs.rawValue)
    }

    @Test(arguments: [
        ([ReconcileCore.ExitStatus](), ReconcileCore.ExitStatus.fine), ([.fine, .differs], .differs), ([.differs, .undetermined], .undetermined),
        ([.undetermined, .error, .differs], .error)
    ])
    func `an error counts before undetermined before differs`(statuses: [ReconcileCore.ExitStatus], worst: ReconcileCore.ExitStatus) {
        #expect(ReconcileCore.ExitStatus.worst(statuses) == worst)
    }
}
