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

    @Test func `what cannot be judged is named with the reason, and much of it is counted`() {
        func rows(_ count: Int) -> JSONValue {
            .array((1...count).map { ["resource": .string("prod/Role/r\($0)"), "reason": "the daemon lacks iam:GetRole"] })
        }
        let one = Self.text(Self.status([("resources", ["total": 9, "undetermined": 1]), ("undetermined", rows(1))]))
        #expect(one.contains("UNDETERMINED  1\n  RESOURCE\n  prod/Role/r1\n"))
        #expect(one.contains("the daemon lacks iam:GetRole"))
        #expect(!one.contains("more:"))
        let ofOneAccount = Self.text(Self.status([("resources", ["total": 9, "undetermined": 5]), ("undetermined", rows(1))]))
        #expect(ofOneAccount.contains("UNDETERMINED  1\n") && !ofOneAccount.contains("more:"))
        let many = Self.text(Self.status([("resources", ["total": 300, "undetermined": 120]), ("undetermined", rows(100))]))
        #expect(many.contains("prod/Role/r8\n") && !many.contains("prod/Role/r9\n"))
        #expect(many.contains("… and 112 more: `reconcilectl get` shows each"))
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

    @Test func `a broken chain is shown with its link, one in order is counted`() {
        let chains: JSONValue = [
            [
                "blueprint": "prod/NeptuneBulkLoad/a", "link": "keyPolicy", "state": "broken", "reason": "kms:Decrypt is denied",
                "fix": "allow it", "decidedBy": "Statement[No]", "until": .null, "since": "2030-03-17T17:43:40.000Z"
            ],
            ["blueprint": "prod/NeptuneBulkLoad/a", "link": "trustPolicy", "state": "ok", "reason": .null],
            ["blueprint": "prod/NeptuneBulkLoad/b", "link": "keyPolicy", "state": "ok", "reason": .null],
            ["blueprint": "prod/NeptuneBulkLoad/c", "link": "association", "state": "propagating", "until": "2030-03-17T17:50:00.000Z"]
        ]
        let text = Self.text(Self.status([("chains", chains)]))
        #expect(
            text.contains(
                """
                CHAINS  1 whole · 1 broken · 1 propagating
                  STATE        BLUEPRINT               LINK         SINCE
                  broken       prod/NeptuneBulkLoad/a  keyPolicy       3m
                               kms:Decrypt is denied · by Statement[No]
                               fix: allow it
                  propagating  prod/NeptuneBulkLoad/c  association      -
                               until 17:50:00
                """))
        #expect(!text.contains("NeptuneBulkLoad/b"))
    }

    @Test func `an assertion that fails is shown with its claims, one that holds is counted`() {
        let assertions: JSONValue = [
            [
                "name": "readers", "assertion": "prod/AccessAssertion/readers", "state": "failed", "reason": "it may delete",
                "decidedBy": "Statement[All] in inlinePolicies[x]", "since": "2030-03-17T17:43:40.000Z",
                "claims": [["link": "can[0]", "state": "ok"], ["link": "cannot[0]", "state": "broken"], ["link": "cannot[2]", "state": "broken"]]
            ],
            ["name": "b", "assertion": "prod/AccessAssertion/b", "state": "passed", "claims": []]
        ]
        let text = Self.text(Self.status([("assertions", assertions)]))
        #expect(
            text.contains(
                """
                ASSERTIONS  1 passed · 1 failed
                  STATE   ASSERTION                     CLAIMS                SINCE
                  failed  prod/AccessAssertion/readers  cannot[0], cannot[2]     3m
                          it may delete · by Statement[All] in inlinePolicies[x]
                """))
        #expect(!text.contains("AccessAssertion/b"))
    }

    @Test func `without blueprints nothing is said of chains`() {
        let text = Self.text(Self.status())
        #expect(!text.contains("CHAINS") && !text.contains("ASSERTIONS"))
    }

    @Test(arguments: [60, 80, 120])
    func `no line is wider than the screen`(width: Int) {
        for line in Self.text(Self.status(), width: width).split(separator: "\n") { #expect(VisibleText.width(String(line)) <= width) }
    }

    @Test func `one account alone leaves the others out`() {
        let shown = StatusFilter.keep(account: "test", in: Self.status())
        #expect(shown["accounts"] == [] && shown["drifts"] == [] && shown["propagation"] == [])
        let assertions: JSONValue = [["assertion": "prod/AccessAssertion/a"], ["assertion": "test/AccessAssertion/b"]]
        let kept = StatusFilter.keep(account: "test", in: Self.status([("assertions", assertions)]))
        #expect(kept["assertions"] == [["assertion": "test/AccessAssertion/b"]])
        let unread = Self.status([("undetermined", [["resource": "prod/Role/a"], ["resource": "test/Role/b"]])])
        #expect(StatusFilter.keep(account: "test", in: unread)["undetermined"] == [["resource": "test/Role/b"]])
        #expect(StatusFilter.keep(account: "prod", in: Self.status())["drifts"] == Self.status()["drifts"])
    }
}
