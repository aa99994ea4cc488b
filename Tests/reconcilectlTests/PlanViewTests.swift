import IAMPolicy
import Testing

@testable import reconcilectl

@Suite struct PlanViewTests {
    private static let plan: JSONValue = [
        "corrections": [
            [
                "id": "c-1", "resource": "prod/Role/a", "aspects": ["trustPolicy"], "stage": "grant", "state": "queued", "reason": .null,
                "plan": "put the declared trust policy back", "operations": ["UpdateAssumeRolePolicy"], "drifts": ["d-1"]
            ],
            [
                "id": "c-2", "resource": "prod/Role/b", "aspects": ["inlinePolicies[x]", "tags[o]"], "stage": "revoke",
                "state": "awaitingApproval", "reason": "the mode is approve", "plan": "take it away",
                "operations": ["DeleteRolePolicy", "UntagRole"], "drifts": ["d-2"], "warnings": ["nobody else can"]
            ],
            [
                "id": "c-3", "resource": "prod/Role/c", "aspects": ["existence"], "stage": "createPrincipal", "state": "refused",
                "reason": "rejected by ops: no", "plan": "create the role", "operations": ["CreateRole"], "drifts": [],
                "decision": ["verdict": "rejected", "by": "ops"]
            ]
        ]
    ]

    private static func lines(_ plan: JSONValue, width: Int? = nil) -> [String] { PlanView(plan: plan).lines(on: Samples.screen(width: width)) }

    @Test func `each step says what, why, and what to type`() {
        #expect(
            Self.lines(Self.plan) == [
                "3 corrections, in this order  1 awaiting approval · 1 queued · 1 refused",
                "  1. prod/Role/a  trustPolicy  queued · grant · c-1", "       put the declared trust policy back (UpdateAssumeRolePolicy)",
                "  2. prod/Role/b  inlinePolicies[x], tags[o]  awaiting approval · revoke · c-2",
                "       take it away (DeleteRolePolicy, UntagRole)", "       asks: the mode is approve", "       warning: nobody else can",
                "       reconcilectl approve c-2", "  3. prod/Role/c  existence  refused · create principal · c-3",
                "       create the role (CreateRole)", "       refused: rejected by ops: no (rejected by ops)"
            ])
    }

    @Test func `nothing to do is said`() { #expect(Self.lines(["corrections": []]) == ["nothing to do"]) }

    @Test func `what is not stored yet cannot be approved by its id`() {
        let plan: JSONValue = [
            "corrections": [["id": "c-9", "resource": "r", "aspects": [], "state": "awaitingApproval", "reason": "first look", "stored": false]]
        ]
        let lines = Self.lines(plan)
        #expect(lines.last == "       the next pass asks for it")
        #expect(!lines.contains { $0.contains("approve c-9") })
    }

    @Test(arguments: [60, 80]) func `no line is wider than the screen`(width: Int) {
        for line in Self.lines(Self.plan, width: width) { #expect(VisibleText.width(line) <= width) }
    }
}
