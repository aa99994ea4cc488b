import IAMPolicy
import ReconcileCore
import Testing

@testable import reconcilectl

@Suite struct StatusViewTests {
    private static func status(_ changes: [(String, JSONValue)] = []) -> JSONValue {
        var object = JSONObject([
            .init(name: "daemon", value: ["state": "running", "version": "0.1.0", "pid": 812, "startedAt": "2030-03-17T15:46:40.000Z"]),
            .init(
                name: "accounts",
                value: [
                    [
                        "name": "prod", "accountID": "111122223333",
                        "lastSnapshot": ["id": 41, "finishedAt": "2030-03-17T17:44:30.000Z", "outcome": "complete", "requests": 14],
                        "unreadable": .null, "stale": false
                    ]
                ]),
            .init(name: "resources", value: ["total": 9, "inSync": 7, "drifted": 1, "propagating": 1]),
            .init(
                name: "drifts",
                value: [
                    [
                        "id": "d-1", "resource": "prod/Role/neptune-bulk-load", "aspect": "inlinePolicies[load]", "kind": "modified",
                        "direction": "widens", "severity": "critical", "firstSeenAt": "2030-03-17T17:44:30.000Z",
                        "state": "awaitingApproval", "summary": "Statement[Load].Action: s3:* instead of s3:GetObject",
                        "reason": "the mode is approve"
                    ]
                ]),
            .init(name: "corrections", value: ["awaitingApproval": 1, "queued": 0, "propagating": 1]),
            .init(
                name: "propagation",
                value: [
                    [
                        "resource": "prod/Role/app", "aspect": "trustPolicy", "closesAt": "2030-03-17T17:52:52.000Z",
                        "remainingSeconds": 372, "readable": true
                    ]
                ]),
            .init(name: "notifications", value: ["pending": 1, "deadLettered": 0]),
            .init(name: "journal", value: ["entries": 211, "head": "0123456789abcdef"])
        ])
        for (name, value) in changes { object[name] = value }
        return .object(object)
    }

    private static func text(_ status: JSONValue, asOf: StatusView.AsOf = .present, width: Int? = nil) -> String {
        StatusView(status: status, asOf: asOf, screen: Samples.screen(width: width)).lines.joined(separator: "\n")
    }

    @Test func `all that matters stands on one screen`() {
        let expected = """
            reconciled 0.1.0  running · pid 812 · since 15:46:40 (2h ago)

            ACCOUNT  ID            LAST LOOK          OUTCOME   REQUESTS
            prod     111122223333  17:44:30 (2m ago)  complete        14

            9 resources  7 in sync · 1 drifted · 1 propagating

            DRIFT  1 open
              SEVERITY  RESOURCE                    ASPECT                STATE              SEEN
              critical  prod/Role/neptune-bulk-load  inlinePolicies[load]  awaiting approval    2m
                        d-1  modified, widens: Statement[Load].Action: s3:* instead of s3:GetObject [the mode is approve]

            CORRECTIONS  1 awaiting approval · 1 propagating

            PROPAGATION
              RESOURCE       ASPECT       READS      LEFT  CLOSES
              prod/Role/app  trustPolicy  show it  6m 12s  17:52:52

            1 delivery pending · 211 journal entries, head 0123456789ab
            """.replacing("RESOURCE                    ASPECT  ", with: "RESOURCE                     ASPECT  ")
        #expect(Self.text(Self.status()) == expected)
    }

    @Test func `nothing open needs no room`() {
        let text = Self.text(
            Self.status([("drifts", []), ("corrections", ["queued": 0]), ("propagation", []), ("accounts", [])]))
        #expect(text.contains("DRIFT  none"))
        #expect(text.contains("ACCOUNTS  none"))
        #expect(!text.contains("CORRECTIONS") && !text.contains("PROPAGATION"))
    }

    @Test func `a daemon that does not run is said before all else`() {
        let stopped: JSONValue = ["state": "stopped", "version": "0.1.0", "stoppedAt": "2030-03-17T17:40:00.000Z"]
        let text = Self.text(Self.status([("daemon", stopped)]), asOf: .stored(at: Samples.moment.addingTimeInterval(-300)))
        #expect(text.hasPrefix("reconciled 0.1.0  stopped · at 17:40:00 (6m ago)\n  daemon not running; as of 17:41:40 (5m ago)\n"))
    }

    @Test func `where nothing ever ran only that is said`() {
        let json = StatusReport(daemon: DaemonReport(state: .neverRun), now: Instant(wall: Samples.moment, bootID: "", secondsSinceBoot: 0)).json
        #expect(Self.text(json, asOf: .nothing(database: "/d")) == "reconciled  never run\n  there is no database at /d")
    }

    @Test func `an account that is not readable says since when and why`() {
        let account: JSONValue = [
            "name": "prod", "accountID": .null, "lastSnapshot": .null, "stale": false,
            "unreadable": ["code": "denied", "message": "no credentials", "since": "2030-03-17T16:46:40.000Z"]
        ]
        let text = Self.text(Self.status([("accounts", [account])]))
        #expect(text.contains("never looked at"))
        #expect(text.contains("not readable since 16:46:40 (1h ago): no credentials"))
    }

    @Test func `a broken chain is shown, one in order is not`() {
        let chains: JSONValue = [
            ["blueprint": "prod/NeptuneBulkLoad/a", "link": "keyPolicy", "state": "broken", "reason": "kms:Decrypt is denied"],
            ["blueprint": "prod/NeptuneBulkLoad/b", "link": "keyPolicy", "state": "ok", "reason": .null]
        ]
        let text = Self.text(Self.status([("chains", chains)]))
        #expect(text.contains("broken  prod/NeptuneBulkLoad/a keyPolicy  kms:Decrypt is denied"))
        #expect(!text.contains("NeptuneBulkLoad/b"))
    }

    @Test(arguments: [60, 80, 120])
    func `no line is wider than the screen`(width: Int) {
        for line in Self.text(Self.status(), width: width).split(separator: "\n") { #expect(VisibleText.width(String(line)) <= width) }
    }

    @Test func `one account alone leaves the others out`() {
        let shown = StatusFilter.keep(account: "test", in: Self.status())
        #expect(shown["accounts"] == [] && shown["drifts"] == [] && shown["propagation"] == [])
        #expect(StatusFilter.keep(account: "prod", in: Self.status())["drifts"] == Self.status()["drifts"])
    }
}
