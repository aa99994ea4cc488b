import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

@Suite struct UserKindTests {
    private static let user = Fixtures.resource(
        .user, "loader",
        [
            "path": "/graph/", "inlinePolicies": ["load": Fixtures.allow("s3:GetObject")], "managedPolicies": [.string(Fixtures.policyARN("read"))],
            "groups": ["Admins", "Group/staff"], "permissionsBoundary": .string(Fixtures.policyARN("limit")),
            "accessKeys": ["AKIAEXAMPLE000000001"], "tags": ["owner": "graph"]
        ])
    private static let staff = Fixtures.resource(.group, "staff", ["path": "/x/"])
    private static let live = LiveResource(
        arn: "arn:aws:iam::123456789012:user/graph/loader", uniqueID: "AIDA00000000000000001",
        facts: [UserKind.inactiveKeysFact: ["AKIAEXAMPLE000000002"]])

    private func corrections(_ drift: AspectDrift) throws -> [CorrectionDraft] {
        UserKind().corrections(of: [drift], target: try KindSample.target(Self.user, live: Self.live, others: [Self.staff]))
    }

    @Test func everyKeyBecomesItsAspectsAndGroupsAreToldApartWithoutCase() throws {
        let aspects = try KindSample.target(Self.user, live: nil, others: [Self.staff]).desired
        #expect(aspects.values[AspectName("groups", "admins")] == .some("Admins"))
        #expect(aspects.values[AspectName("groups", "staff")] == .some("staff"))
        #expect(aspects.values[AspectName("accessKeys", "AKIAEXAMPLE000000001")] == .some("AKIAEXAMPLE000000001"))
        #expect(aspects.values.count == 8)
        #expect(aspects.closedBases == ["inlinePolicies", "managedPolicies", "groups", "accessKeys", "tags"])
    }

    @Test(arguments: ["groups", "accessKeys", "managedPolicies"], [JSONValue.null, []])
    func nullAndEmptySetsAreClosedAndHoldNothing(key: String, value: JSONValue) throws {
        let aspects = try KindSample.target(Fixtures.resource(.user, "loader", [key: value]), live: nil).desired
        #expect(aspects.closedBases == [key])
        #expect(aspects.values.isEmpty)
    }

    @Test func anotherSpellingOfAGroupIsTheSameGroup() {
        let name = AspectName("groups", "admins")
        #expect(AspectComparator.compare(name, of: .user, desired: "Admins", live: "admins") == .equal(spelledDifferently: true))
        #expect(!AspectComparator.areEqual(name, of: .user, "Admins", nil))
    }

    @Test(
        arguments: [
            (KindSample.drift(AspectName("path"), "/graph/", "/"), "UpdateUser", ["NewPath": "/graph/"], .grant),
            (
                KindSample.drift(AspectName("inlinePolicies", "sneak"), nil, Fixtures.allow("*")), "DeleteUserPolicy", ["PolicyName": "sneak"],
                .revoke
            ),
            (
                KindSample.drift(AspectName("managedPolicies", "arn:x"), "arn:x", nil), "AttachUserPolicy", ["PolicyArn": "arn:x"], .grant
            ),
            (KindSample.drift(AspectName("groups", "admins"), "Admins", nil), "AddUserToGroup", ["GroupName": "Admins"], .grant),
            (KindSample.drift(AspectName("groups", "power"), nil, "Power"), "RemoveUserFromGroup", ["GroupName": "Power"], .revoke),
            (
                KindSample.drift(AspectName("permissionsBoundary"), "arn:b", nil), "PutUserPermissionsBoundary", ["PermissionsBoundary": "arn:b"],
                .restrict
            ),
            (KindSample.drift(AspectName("permissionsBoundary"), nil, "arn:b"), "DeleteUserPermissionsBoundary", [:], .release),
            (
                KindSample.drift(AspectName("accessKeys", "AKIAEXAMPLE000000009"), nil, "AKIAEXAMPLE000000009"), "UpdateAccessKey",
                ["AccessKeyId": "AKIAEXAMPLE000000009", "Status": "Inactive"], .revoke
            ),
            (
                KindSample.drift(AspectName("accessKeys", "AKIAEXAMPLE000000002"), "AKIAEXAMPLE000000002", nil), "UpdateAccessKey",
                ["AccessKeyId": "AKIAEXAMPLE000000002", "Status": "Active"], .grant
            ),
            (KindSample.drift(AspectName("tags", "cost"), nil, "1"), "UntagUser", ["TagKeys": ["cost"]], .describe)
        ] as [(AspectDrift, String, JSONObject, CorrectionStage)])
    func eachDriftHasItsCall(drift: AspectDrift, operation: String, parameters: JSONObject, stage: CorrectionStage) throws {
        let draft = try #require(try self.corrections(drift).first)
        var all = parameters
        all["UserName"] = "loader"
        #expect(draft.stage == stage)
        #expect(draft.reversibility == .reversible)
        #expect(
            draft.mutations == [
                Mutation(
                    service: "iam", operation: operation, parameters: all,
                    writes: [AspectWrite(drift.aspect, value: drift.desired, preImage: drift.live)])
            ])
    }

    @Test func aKeyThatDoesNotExistCannotBeHadBackAndThatIsSaid() throws {
        let drift = KindSample.drift(AspectName("accessKeys", "AKIAEXAMPLE000000001"), "AKIAEXAMPLE000000001", nil)
        let target = try KindSample.target(Self.user, live: Self.live, others: [Self.staff])
        #expect(UserKind().corrections(of: [drift], target: target).isEmpty)
        #expect(UserKind().reasonNotCorrected(drift, target: target)?.contains("secret") == true)
    }

    @Test func creationCarriesBoundaryAndTagsAndPutsTheUserIntoItsGroups() throws {
        guard case .possible(let draft) = UserKind().creation(of: try KindSample.target(Self.user, live: nil, others: [Self.staff])) else {
            Issue.record("a user can always be created")
            return
        }
        #expect(draft.stage == .createPrincipal)
        #expect(
            draft.mutations.map(\.operation) == ["CreateUser", "PutUserPolicy", "AttachUserPolicy", "AddUserToGroup", "AddUserToGroup"])
        #expect(
            draft.mutations[0].parameters == [
                "UserName": "loader", "Path": "/graph/", "PermissionsBoundary": .string(Fixtures.policyARN("limit")),
                "Tags": [["Key": "owner", "Value": "graph"]]
            ])
        #expect(UserKind().recreationChangesPrincipal)
    }

    @Test func groupsNeedPermissionsOnTheGroupsAndNotOnTheUser() {
        let granted = KindSample.permissions([Self.user])
        let groups = "arn:aws:iam::123456789012:group/"
        #expect(granted["iam:AddUserToGroup"] == [groups + "Admins", groups + "*/Admins", groups + "staff", groups + "*/staff"])
        #expect(granted["iam:RemoveUserFromGroup"] == [groups + "*"])
        #expect(granted["iam:GetUser"] == ["arn:aws:iam::123456789012:user/loader", "arn:aws:iam::123456789012:user/*/loader"])
        #expect(granted["iam:GetAccountAuthorizationDetails"] == ["*"])
        let observing = KindSample.permissions([Self.user], mode: .observe)
        #expect(observing.keys.allSatisfy { $0.contains(":Get") || $0.contains(":List") || $0.contains(":Lookup") })
        #expect(KindSample.permissions([Fixtures.resource(.user, "loader", ["path": "/"])])["iam:AddUserToGroup"] == nil)
    }

    @Test(
        arguments: [
            ("existence", true, nil, .narrows, .high), ("groups[power]", nil, "Power", .widens, .high),
            ("groups[admins]", "Admins", nil, .narrows, .high), ("accessKeys[AKIAEXAMPLE000000009]", nil, "AKIAEXAMPLE000000009", .widens, .high),
            ("accessKeys[AKIAEXAMPLE000000009]", "AKIAEXAMPLE000000009", nil, .narrows, .high), ("path", "/a/", "/b/", .undetermined, .medium),
            ("tags[a]", "1", "2", .neutral, .low), ("inlinePolicies[x]", nil, Fixtures.allow("*"), .widens, .critical),
            ("managedPolicies[arn:aws:iam::aws:policy/AdministratorAccess]", nil, "arn:aws:iam::aws:policy/AdministratorAccess", .widens, .critical)
        ] as [(String, JSONValue?, JSONValue?, Direction, Severity)])
    func effectOfEachDrift(aspect: String, desired: JSONValue?, live: JSONValue?, direction: Direction, severity: Severity) {
        let surroundings = AccessSurroundings(account: Fixtures.account(), arn: Self.live.arn, desired: DesiredAspects(), live: Self.live)
        let drift = KindSample.drift(AspectName(parsing: aspect), desired, live)
        let assessment = Assessment(UserKind().effect(of: drift, in: surroundings))
        #expect(assessment.direction == direction)
        #expect(assessment.severity == severity)
    }
}
