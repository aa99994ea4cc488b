import Foundation
import IAMPolicy
import Testing

@testable import ReconcileCore

@Suite struct StatusReportTests {
    @Test func `the object is as documented to the letter`() {
        let report = StatusReport(
            daemon: DaemonReport(state: .running, version: "0.1.0", pid: 812, startedAt: ReportSamples.moment),
            accounts: [AccountReport(name: "prod", accountID: "111122223333", lastPass: ReportSamples.pass(41))],
            states: [ReportSamples.role: .drifted, ReportSamples.key: .propagating], drifts: [ReportSamples.drift("d-1")],
            corrections: [ReportSamples.correction("c-1", .awaitingApproval)], windows: [ReportSamples.window("w-1", openedLater: -228)],
            deliveries: [.pending: 1, .delivered: 9, .deadLettered: 2], journalHead: JournalHead(entries: 211, hash: "ab"),
            now: ReportSamples.instant())
        let expected = """
            {"daemon":{"state":"running","version":"0.1.0","pid":812,"startedAt":"2030-03-17T17:46:40.000Z","stoppedAt":null,"reason":null},\
            "accounts":[{"name":"prod","accountID":"111122223333","paused":null,"lastSnapshot":{"id":41,\
            "startedAt":"2030-03-17T17:45:38.000Z","finishedAt":"2030-03-17T17:45:40.000Z","outcome":"complete","requests":14},\
            "unreadable":null,"stale":false,"silenceLatched":false}],\
            "resources":{"total":2,"inSync":0,"drifted":1,"propagating":1,"undetermined":0,"paused":0,"orphaned":0},\
            "undetermined":[],\
            "drifts":[{"id":"d-1","resource":"prod/Role/neptune-export","aspect":"trustPolicy","kind":"modified","direction":"widens",\
            "severity":"high","firstSeenAt":"2030-03-17T17:44:30.000Z","lastSeenAt":"2030-03-17T17:45:38.000Z","state":"open",\
            "witness":null,"changedBy":null,"summary":"found instead of wanted","reason":null,"correction":null,"directionReason":null}],\
            "corrections":{"awaitingApproval":1,"queued":0,"inFlight":0,"propagating":0,"unknown":0,"failed":0,"refused":0},\
            "asking":[{"id":"c-1","resource":"prod/Role/neptune-export","aspects":["trustPolicy"],"stage":"grant","state":"awaitingApproval",\
            "reason":null,"plan":"put it back","operations":[],"drifts":["d-1"],"plannedAt":"2030-03-17T17:46:40.000Z","notBefore":null,\
            "decision":null,"guard":null}],"exceptions":[],\
            "propagation":[{"resource":"prod/eu-west-1/KMSKey/neptune-export","aspect":"keyPolicy","opensAt":"2030-03-17T17:42:52.000Z",\
            "closesAt":"2030-03-17T17:52:52.000Z","remainingSeconds":372,"readable":false,"correction":"c-1"}],\
            "chains":[],"assertions":[],"notifications":{"pending":1,"deadLettered":2},"journal":{"entries":211,"head":"ab"}}
            """
        #expect(JSONWriter.compact(report.json) == expected)
    }

    @Test func `what cannot be judged is named with the reason`() {
        let unread = ResourceIdentity(account: "prod", region: nil, kind: .role, name: "unread")
        let report = StatusReport(
            daemon: DaemonReport(state: .running), states: [ReportSamples.key: .undetermined, unread: .undetermined, ReportSamples.role: .inSync],
            gaps: [ReportSamples.key: "the daemon lacks kms:GetKeyPolicy", ReportSamples.role: "of an earlier look"], now: ReportSamples.instant())
        #expect(
            report.json["undetermined"] == [
                ["resource": .string(unread.description), "reason": "not looked at so far"],
                ["resource": .string(ReportSamples.key.description), "reason": "the daemon lacks kms:GetKeyPolicy"]
            ])
    }

    @Test func `a state that was never begun has every member`() {
        let json = StatusReport(daemon: DaemonReport(state: .neverRun), now: ReportSamples.instant()).json
        #expect(
            json["daemon"]
                == ["state": "neverRun", "version": .null, "pid": .null, "startedAt": .null, "stoppedAt": .null, "reason": .null])
        #expect(json["accounts"] == [])
        #expect(json["journal"] == ["entries": 0, "head": .string(JournalChain.genesisHash)])
        #expect(
            json.objectValue?.names == [
                "daemon", "accounts", "resources", "undetermined", "drifts", "corrections", "asking", "exceptions", "propagation", "chains",
                "assertions",
                "notifications", "journal"
            ])
    }

    @Test(arguments: [
        ([CorrectionState.planned, .queued], "queued", 2), ([.intended], "inFlight", 1), ([.applied, .readable], "propagating", 2),
        ([.settled, .superseded], "queued", 0), ([.unknown], "unknown", 1), ([.failed, .failed], "failed", 2), ([.refused], "refused", 1)
    ])
    func `corrections count under what they are to the operator`(states: [CorrectionState], member: String, count: Int) {
        var report = StatusReport(daemon: DaemonReport(state: .running), now: ReportSamples.instant())
        report.corrections = states.enumerated().map { ReportSamples.correction("c-\($0.offset)", $0.element) }
        #expect(report.json["corrections"]?[member]?.intValue == count)
    }

    @Test(arguments: [(0.0, 600), (-0.1, 600), (-599.5, 1), (-600, 0), (-9000, 0)])
    func `a count-down is whole seconds and never below zero`(openedLater: Double, remaining: Int) {
        let json = PropagationReport.list([ReportSamples.window("w", openedLater: openedLater)], now: ReportSamples.instant())
        #expect(json.first?["remainingSeconds"]?.intValue == remaining)
    }

    @Test func `closed windows and ended drifts are not shown`() {
        var report = StatusReport(daemon: DaemonReport(state: .running), now: ReportSamples.instant())
        report.windows = [ReportSamples.window("w", openedLater: -1, isClosed: true)]
        report.drifts = [ReportSamples.drift("d-1", end: DriftEnd(reason: .settled, at: ReportSamples.moment))]
        #expect(report.json["propagation"] == [])
        #expect(report.json["drifts"] == [])
    }

    @Test func `the worst drift comes first, then by resource and aspect`() {
        let drifts = [
            ReportSamples.drift("d-low", severity: .low), ReportSamples.drift("d-b", aspect: "tags[b]", severity: .high),
            ReportSamples.drift("d-key", ReportSamples.key, severity: .high), ReportSamples.drift("d-a", aspect: "tags[a]", severity: .high),
            ReportSamples.drift("d-critical", ReportSamples.key, severity: .critical)
        ]
        #expect(DriftReport.sorted(drifts).map(\.id) == ["d-critical", "d-a", "d-b", "d-key", "d-low"])
    }

    @Test func `what is declared and was never looked at is undetermined, what lost its file is orphaned`() {
        let states = ResourceReport.states(
            desired: [ReportSamples.desired(ReportSamples.role), ReportSamples.desired(ReportSamples.key, isOrphaned: true)],
            observed: [ObservedResource(identity: ReportSamples.key, state: .inSync)])
        #expect(states == [ReportSamples.role: .undetermined, ReportSamples.key: .orphaned])
    }

    @Test(
        arguments: [
            ("arn:aws:iam::111122223333:role/x", "111122223333"), ("arn:aws:iam::aws:policy/x", nil), ("arn:aws:s3:::bucket", nil),
            ("nonsense", nil), ("arn:aws:iam::1111:role/x", nil), ("", nil)
        ] as [(String, String?)])
    func `an account's id is told by an ARN that has one`(arn: String, id: String?) {
        #expect(AccountReport.accountID(ofARN: arn) == id)
    }

    @Test(arguments: [(300.0, -900.0, false), (300, -901, true), (1, -60, false), (1, -61, true)])
    func `a look is stale after three intervals, never before a minute`(interval: Double, finishedLater: Double, isStale: Bool) {
        let pass = ReportSamples.pass(1, finishedLater: finishedLater)
        #expect(AccountReport.isStale(pass, intervalSeconds: interval, now: ReportSamples.instant()) == isStale)
    }

    @Test func `the database tells a daemon that runs, one that stopped and one that was killed`() {
        let start = ReportSamples.moment
        let run = DaemonRun(pid: 7, version: "1", startedAt: start)
        let stopped = DaemonRun(pid: 7, version: "1", startedAt: start, stoppedAt: start.addingTimeInterval(9))
        #expect(DaemonReport(lastRun: nil, isAlive: { _ in true }).state == .neverRun)
        #expect(DaemonReport(lastRun: run, isAlive: { $0 == 7 }) == DaemonReport(state: .running, version: "1", pid: 7, startedAt: start))
        #expect(
            DaemonReport(lastRun: run, isAlive: { _ in false })
                == DaemonReport(state: .stopped, version: "1", startedAt: start, reason: "it ended without saying so"))
        #expect(
            DaemonReport(lastRun: stopped, isAlive: { _ in true })
                == DaemonReport(state: .stopped, version: "1", startedAt: start, stoppedAt: start.addingTimeInterval(9)))
    }
}
