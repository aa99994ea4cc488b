import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

@Suite struct GroupKindTests {
    private static let group = Fixtures.resource(
        .group, "staff",
        [
            "path": "/graph/", "inlinePolicies": ["load": Fixtures.allow("s3:GetObject")], "managedPolicies": [.string(Fixtures.policyARN("read"))],
            "members": ["Alice", "User/bob"]
        ])
    private static let bob = Fixtures.resource(.user, "bob", JSONObject())
    private static let arn = "arn:aws:iam::123456789012:group/graph/staff"

    @Test(
        arguments: [
            (KindSample.drift(AspectName("path"), "/graph/", "/"), "UpdateGroup", ["NewPath": "/graph/"], .grant),
            (
                KindSample.drift(AspectName("inlinePolicies", "sneak"), nil, Fixtures.allow("*")), "DeleteGroupPolicy", ["PolicyName": "sneak"],
                .revoke
            ),
            (
                KindSample.drift(AspectName("managedPolicies", "arn:x"), nil, "arn:x"), "DetachGroupPolicy", ["PolicyArn": "arn:x"], .revoke
            ),
            (KindSample.drift(AspectName("members", "alice"), "Alice", nil), "AddUserToGroup", ["UserName": "Alice"], .grant),
            (KindSample.drift(AspectName("members", "eve"), nil, "Eve"), "RemoveUserFromGroup", ["UserName": "Eve"], .revoke)
        ] as [(AspectDrift, String, JSONObject, CorrectionStage)])
    func eachDriftHasItsCall(drift: AspectDrift, operation: String, parameters: JSONObject, stage: CorrectionStage) throws {
        let target = try KindSample.target(Self.group, live: LiveResource(arn: Self.arn, uniqueID: nil), others: [Self.bob])
        let draft = try #require(GroupKind().corrections(of: [drift], target: target).first)
        var all = parameters
        all["GroupName"] = "staff"
        #expect(draft.stage == stage)
        #expect(draft.mutations.map(\.operation) == [operation])
        #expect(draft.mutations.first?.parameters == all)
    }

    @Test func creationPutsEverybodyIn() throws {
        guard case .possible(let draft) = GroupKind().creation(of: try KindSample.target(Self.group, live: nil, others: [Self.bob])) else {
            Issue.record("a group can always be created")
            return
        }
        #expect(draft.mutations.map(\.operation) == ["CreateGroup", "PutGroupPolicy", "AttachGroupPolicy", "AddUserToGroup", "AddUserToGroup"])
        #expect(draft.mutations[0].parameters == ["GroupName": "staff", "Path": "/graph/"])
        #expect(!GroupKind().recreationChangesPrincipal)
    }

    @Test func aMemberGainsWhatTheGroupMayDo() {
        func assessment(_ policy: JSONValue?, extra: Bool) -> Assessment {
            let aspects = policy.map { [AspectName("inlinePolicies", "p"): $0] } ?? [:]
            let surroundings = AccessSurroundings(
                account: Fixtures.account(), arn: Self.arn, desired: DesiredAspects(),
                live: LiveResource(arn: Self.arn, uniqueID: nil, aspects: aspects))
            let drift = KindSample.drift(AspectName("members", "eve"), extra ? nil : "eve", extra ? "eve" : nil)
            return Assessment(GroupKind().effect(of: drift, in: surroundings))
        }
        #expect(assessment(Fixtures.allow("*"), extra: true).severity == .critical)
        #expect(assessment(Fixtures.allow("s3:GetObject"), extra: true) == Assessment(.widens, .high))
        #expect(assessment(nil, extra: true).reason != nil)
        #expect(assessment(Fixtures.allow("*"), extra: false) == Assessment(.narrows, .high))
    }

    @Test func membersNeedPermissionsOnTheGroup() {
        let granted = KindSample.permissions([Self.group])
        let arns: Set = ["arn:aws:iam::123456789012:group/staff", "arn:aws:iam::123456789012:group/*/staff"]
        #expect(granted["iam:AddUserToGroup"] == arns)
        #expect(granted["iam:RemoveUserFromGroup"] == arns)
    }
}
