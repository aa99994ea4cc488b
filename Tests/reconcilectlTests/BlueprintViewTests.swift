import IAMPolicy
import ReconcileCore
import Testing

@testable import reconcilectl

@Suite struct BlueprintViewTests {
    private static let nightly = "prod/NeptuneAnalyticsExport/nightly"

    private static func described(_ members: JSONObject) -> [String] {
        let object: JSONObject = [
            "resource": "prod/Role/a", "kind": "Role", "state": "inSync", "source": ["owner": "api"], "revision": 2,
            "settings": ["mode": .null, "ownership": "exclusive", "deletion": "retain", "propagationSeconds": .null, "ignore": []]
        ]
        let description = JSONValue.object(JSONObject(object.members + members.members))
        return DescriptionView(description: description, screen: Samples.screen()).lines
    }

    private static let permission: JSONValue = [
        "blueprint": .string(Self.nightly), "resource": "prod/Role/a", "aspect": "inlinePolicies[export]",
        "actions": ["kms:Decrypt", "kms:DescribeKey"],
        "because": "to list and read objects"
    ]

    @Test func whatABlueprintBringsAlongStandsBelowItWithItsDeclaration() {
        let change: JSONValue = [
            "dryRun": true,
            "resources": [
                ["resource": .string(Self.nightly), "action": "created", "blueprints": []],
                ["resource": "prod/Role/a", "action": "created", "blueprints": [.string(Self.nightly)], "desired": ["path": "/"]]
            ]
        ]
        #expect(
            ChangeView(change: change).lines(on: Samples.screen()) == [
                "\(Self.nightly) created (dry run)", "  prod/Role/a created (dry run)  for NeptuneAnalyticsExport/nightly", "    path: /"
            ])
    }

    @Test func aBlueprintIsListedWithTheStateOfItsChain() {
        let rows: [JSONValue] = [("nightly", "broken", "keyPolicy: denied"), ("weekly", "declared", nil)].map { name, state, reason in
            [
                "account": "prod", "region": .null, "kind": "NeptuneAnalyticsExport", "name": .string(name), "state": .string(state), "drifts": 0,
                "owner": "api", "lastReadAt": .null, "reason": reason.map { .string($0) } ?? .null
            ]
        }
        #expect(
            ResourceListView(resources: rows).lines(on: Samples.screen()) == [
                "ACCOUNT  KIND                    NAME     STATE     DRIFTS  LAST READ  OWNER",
                "prod     NeptuneAnalyticsExport  nightly  broken         0  -          api", "         keyPolicy: denied",
                "prod     NeptuneAnalyticsExport  weekly   declared       0  -          api"
            ])
    }

    @Test func aResourceTellsItsBlueprintsAndTheReasonOfEachPermission() {
        let lines = Self.described(["blueprints": [.string(Self.nightly)], "written": .null, "permissions": [Self.permission]])
        #expect(lines.contains("  blueprint  NeptuneAnalyticsExport/nightly"), "\(lines)")
        let start = lines.firstIndex(of: "PERMISSIONS").map { Array(lines[$0...].prefix(3)) }
        #expect(
            start == ["PERMISSIONS", "  prod/Role/a inlinePolicies[export]", "    kms:Decrypt, kms:DescribeKey: to list and read objects"], "\(lines)"
        )
        let shared = Self.described(["blueprints": [.string(Self.nightly)], "written": ["path": "/"], "permissions": []])
        #expect(shared.contains("  blueprint  NeptuneAnalyticsExport/nightly, beside its own manifest") && !shared.contains("PERMISSIONS"))
    }

    @Test func aBlueprintTellsWhatItHasBroughtAlong() {
        let lines = Self.described([
            "kind": "NeptuneAnalyticsExport", "blueprints": [], "permissions": .null, "notes": ["tighter than usual"],
            "members": [
                ["resource": "prod/Role/a", "state": "inSync", "drifts": 0, "blueprints": [.string(Self.nightly)]],
                [
                    "resource": "prod/eu-west-1/KMSKey/k", "state": "drifted", "drifts": 2,
                    "blueprints": [.string(Self.nightly), "prod/NeptuneBulkLoad/l"]
                ]
            ],
            "chain": [["link": "keyPolicy", "state": "broken", "reason": "denied"]]
        ])
        #expect(!lines.contains { $0.contains("last read") })
        for expected in [
            "RESOURCES", "  prod/Role/a  in sync", "  prod/eu-west-1/KMSKey/k  drifted · 2 drifts · shared with 1 more", "  keyPolicy  broken",
            "    denied", "  the reasons are told by the daemon, which is not running", "NOTES", "  tighter than usual"
        ] { #expect(lines.contains(expected), "\(expected) in \(lines)") }
    }

    @Test(arguments: [("passed", Screen.Style.good), ("failed", .bad), ("ok", .good), ("broken", .bad), ("unknown", .unclear), ("declared", .faint)])
    func statesOfChainsHaveTheirColours(state: String, style: Screen.Style) {
        #expect(Wording.chainState(state) == style)
    }

    @Test(
        arguments: [
            (["state": "broken", "members": [["state": "inSync"], ["state": "inSync"]]], true),
            (["state": "ok", "members": [["state": "inSync"], ["state": "propagating"]]], false), (["state": "ok", "members": []], false),
            (["state": "passed", "members": []], true), (["state": "failed", "members": []], false)
        ] as [(JSONValue, Bool)])
    func aBlueprintIsWaitedForByItsResources(description: JSONValue, isReached: Bool) {
        for goal in Wait.Goal.allCases { #expect(goal.isReached(description) == isReached) }
    }
}
