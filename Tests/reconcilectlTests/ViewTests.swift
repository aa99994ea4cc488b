import IAMPolicy
import ReconcileCore
import Testing

@testable import reconcilectl

@Suite struct ViewTests {
    @Test func `resources are listed with the age of the last look`() {
        let resources: [JSONValue] = [
            [
                "account": "prod", "region": .null, "kind": "Role", "name": "a", "state": "inSync", "drifts": 0, "owner": "api",
                "lastReadAt": "2030-03-17T17:44:30.000Z"
            ],
            [
                "account": "prod", "region": "eu-west-1", "kind": "KMSKey", "name": "b", "state": "undetermined", "drifts": 2,
                "owner": "directory", "lastReadAt": .null, "reason": "denied"
            ]
        ]
        #expect(
            ResourceListView(resources: resources).lines(on: Samples.screen()) == [
                "ACCOUNT  REGION     KIND    NAME  STATE         DRIFTS  LAST READ  OWNER",
                "prod     -          Role    a     in sync            0  2m ago     api",
                "prod     eu-west-1  KMSKey  b     undetermined       2  never      directory", "         denied"
            ])
        #expect(ResourceListView(resources: []).lines(on: Samples.screen()) == ["no resources"])
    }

    @Test func `what became of each resource is one line`() {
        let change: JSONValue = ["dryRun": true, "resources": [["resource": "prod/Role/a", "action": "created"]]]
        #expect(ChangeView(change: change).lines(on: Samples.screen()) == ["prod/Role/a created (dry run)"])
        #expect(ChangeView(change: ["resources": []]).lines(on: Samples.screen()) == ["nothing to do"])
    }

    @Test func `a description shows what differs as lines that go and come`() {
        let description: JSONValue = [
            "resource": "prod/Role/a", "state": "drifted", "source": ["owner": "directory", "file": "r.yaml", "line": 3], "revision": 2,
            "settings": ["mode": .null, "ownership": "exclusive", "deletion": "retain", "propagationSeconds": .null, "ignore": []],
            "drifts": [
                [
                    "id": "d-1", "aspect": "path", "kind": "modified", "direction": "neutral", "severity": "low", "state": "open",
                    "differences": [["path": "", "desired": "/a/", "live": "/b/"]]
                ]
            ]
        ]
        #expect(
            DescriptionView(description: description, screen: Samples.screen()).lines == [
                "prod/Role/a  drifted", "", "  last read  never", "  declared   in r.yaml:3, revision 2",
                "  kept       mode of the account · ownership exclusive · deletion retain", "", "DRIFT  - live   + declared",
                "  path  modified · neutral · low · open · d-1", "    - /b/", "    + /a/"
            ])
    }

    @Test func `a difference tells what is spelled differently only`() {
        let diff: JSONValue = [
            "resources": [["resource": "prod/Role/a", "verdict": "inSync", "reason": .null, "spelledDifferently": ["trustPolicy"], "drifts": []]]
        ]
        #expect(DiffView(diff: diff).lines(on: Samples.screen()) == ["prod/Role/a  in sync  trustPolicy spelled differently"])
    }

    @Test(arguments: [("complete", ReconcileCore.ExitStatus.fine), ("partial", .undetermined), ("failed", .undetermined)])
    func `a pass that did not see all cannot be judged`(outcome: String, exit: ReconcileCore.ExitStatus) {
        let passes: [JSONValue] = [
            ["account": "a", "id": 1, "outcome": "complete"], ["account": "b", "id": 2, "outcome": .string(outcome)]
        ]
        let view = SyncView(state: ["passes": .array(passes)])
        #expect(view.exit == exit)
    }

    @Test func `what was waited for is reached when reads show it, or when the window has passed`() {
        let open: JSONValue = ["state": "propagating", "propagation": [["readable": true]]]
        let hidden: JSONValue = ["state": "propagating", "propagation": [["readable": false]]]
        let done: JSONValue = ["state": "inSync", "propagation": []]
        let drifted: JSONValue = ["state": "drifted", "propagation": []]
        #expect([open, hidden, done, drifted].map(Wait.Goal.inSync.isReached) == [true, false, true, false])
        #expect([open, hidden, done, drifted].map(Wait.Goal.settled.isReached) == [false, false, true, false])
    }
}
