import IAMPolicy
import ReconcileCore
import Testing

@testable import reconcilectl

@Suite struct AsksViewTests {
    private static func correction(_ id: String) -> JSONValue {
        [
            "id": .string(id), "resource": "prod/Role/neptune-bulk-load", "aspects": ["inlinePolicies[load]"], "state": "awaitingApproval",
            "reason": "the mode is approve", "plan": "put the declared inline policy back", "operations": ["PutRolePolicy"],
            "plannedAt": "2030-03-17T17:44:30.000Z"
        ]
    }

    private static func status(_ members: [(String, JSONValue)], daemon: String = "running") -> StatusView {
        var object: JSONObject = ["daemon": ["state": .string(daemon)]]
        for (name, value) in members { object[name] = value }
        return StatusView(status: .object(object), asOf: .present, screen: Samples.screen())
    }

    @Test func `what asks says why, what it would do and the command to type`() {
        #expect(
            Self.status([("asking", [Self.correction("c-0123456789abcdef")])]).asks == [
                "", "ASKS  1 thing waits for your word", "  prod/Role/neptune-bulk-load  inlinePolicies[load]  2m",
                "    why   the mode is approve", "    does  put the declared inline policy back (PutRolePolicy)",
                "    type  reconcilectl approve c-0123456789abcdef",
                "  to say no: reconcilectl reject ID --reason TEXT · all at once: reconcilectl approve --all"
            ])
        #expect(Self.status([("asking", [])]).asks == [])
    }

    @Test(arguments: [(8, false), (9, true), (500, true)])
    func `many that ask do not push the rest off the screen`(count: Int, isCut: Bool) {
        let lines = Self.status([("asking", .array((0..<count).map { Self.correction("c-\($0)") }))]).asks
        #expect(lines.count { $0.contains("type") } == min(count, 8))
        #expect(lines.contains("  … and \(count - 8) more: `reconcilectl plan` shows all") == isCut)
    }

    @Test func `no line is wider than the screen, and words go on below words`() {
        var view = Self.status([("asking", [Self.correction("c-0123456789abcdef")])])
        view = StatusView(status: view.status, asOf: .present, screen: Samples.screen(width: 50))
        #expect(view.asks.allSatisfy { VisibleText.width($0) <= 50 })
        #expect(view.asks.contains("    does  put the declared inline policy back"))
        #expect(view.asks.contains("          (PutRolePolicy)"))
    }

    @Test func `a paused account and one that asks after a silence say how to go on`() {
        let account: JSONValue = [
            "name": "prod", "paused": ["reason": "migration", "by": "alice", "until": "2030-03-17T19:46:40.000Z"], "silenceLatched": true
        ]
        let text = Self.status([("accounts", [account])]).lines.joined(separator: "\n")
        #expect(text.contains("paused by alice until 19:46:40 (in 2h): migration; `reconcilectl resume --account prod` ends it"))
        #expect(text.contains("asks before every change after a long silence; `reconcilectl resume --account prod` lets it act again"))
    }

    @Test func `exceptions say what, by whom, until when and why; an account's stand with it`() {
        let exceptions: JSONValue = [
            ["kind": "pause", "account": "prod", "resource": .null, "aspect": .null, "reason": "r", "by": "a", "until": .null],
            ["kind": "pause", "account": "prod", "resource": "prod/Role/x", "aspect": .null, "reason": "migration", "by": "a", "until": .null],
            [
                "kind": "ignore", "account": "prod", "resource": "prod/Role/y", "aspect": "tags", "reason": "billing", "by": "root",
                "until": "2030-03-20T17:46:40.000Z"
            ]
        ]
        #expect(
            Self.status([("exceptions", exceptions)]).exceptions == [
                "", "EXCEPTIONS", "  WHAT     RESOURCE     ASPECT  BY    END", "  paused   prod/Role/x  all     a     until it is resumed",
                "           migration", "  ignored  prod/Role/y  tags    root  until 2030-03-20 17:46:40 (in 3d)", "           billing"
            ])
    }

    @Test func `a fight says how to go on`() {
        let drift: JSONValue = ["id": "d-1", "resource": "prod/Role/x", "aspect": "path", "state": "fighting", "reason": "put back 3 times"]
        #expect(
            Self.status([("drifts", [drift])]).asks == [
                "", "ASKS  1 thing waits for your word", "  prod/Role/x  path", "    why   put back 3 times",
                "    type  reconcilectl resume prod/Role/x"
            ])
    }

    @Test func `one account alone leaves what others ask and except out`() {
        let status: JSONValue = [
            "asking": [["resource": "prod/Role/a"], ["resource": "production/Role/a"]],
            "exceptions": [["account": "prod"], ["account": "production"]]
        ]
        let shown = StatusFilter.keep(account: "prod", in: status)
        #expect(shown["asking"] == [["resource": "prod/Role/a"]] && shown["exceptions"] == [["account": "prod"]])
    }

    @Test func `a description shows exceptions, decisions and how to approve`() {
        let description: JSONValue = [
            "resource": "prod/Role/a", "state": "paused",
            "exceptions": [["kind": "pause", "resource": .null, "aspect": .null, "reason": "r", "by": "alice", "until": .null]],
            "corrections": [
                ["id": "c-1", "aspects": ["path"], "state": "awaitingApproval", "reason": "the mode is approve", "decision": .null],
                [
                    "id": "c-2", "aspects": ["path"], "state": "refused", "reason": "rejected by bob: no",
                    "decision": ["verdict": "rejected", "by": "bob", "at": "2030-03-17T17:44:30.000Z", "reason": "no"]
                ]
            ]
        ]
        let lines = DescriptionView(description: description, screen: Samples.screen()).lines
        #expect(lines.contains("  paused  whole account  alice  until it is resumed"))
        #expect(lines.contains("    reconcilectl approve c-1") && !lines.contains("    reconcilectl approve c-2"))
        #expect(lines.contains("    rejected by bob 17:44:30 (2m ago): no"))
    }
}
