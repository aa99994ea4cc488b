import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

@Suite struct RoleKindTests {
    private let kind = RoleKind()

    private func target(_ role: DesiredResource = Fixtures.fullRole(), live: LiveResource? = RoleKindTests.live) throws -> CorrectionTarget {
        let desired = try self.kind.desiredAspects(of: role, resolver: Fixtures.references())
        return CorrectionTarget(resource: role, desired: desired, account: Fixtures.account(), live: live)
    }

    private static let live = LiveResource(
        arn: Fixtures.roleARN("export"), uniqueID: "AROA00000000000000001",
        aspects: [AspectName("description"): "Live words", AspectName("maxSessionDuration"): 43_200])

    private static func drift(_ aspect: AspectName, _ desired: JSONValue?, _ live: JSONValue?) -> AspectDrift {
        let kind: DriftKind = desired == nil ? .extra : live == nil ? .missing : .modified
        return AspectDrift(aspect: aspect, kind: kind, desired: desired, live: live, differences: [])
    }

    // MARK: What is declared

    @Test func everyKeyBecomesItsAspects() throws {
        let aspects = try self.target().desired
        #expect(aspects.values[AspectName("trustPolicy")] == .some(Fixtures.trust()))
        #expect(aspects.values[AspectName("inlinePolicies", "load")] == .some(Fixtures.allow("s3:GetObject")))
        #expect(aspects.values[AspectName("managedPolicies", Fixtures.policyARN("read"))] == .some(.string(Fixtures.policyARN("read"))))
        #expect(aspects.values[AspectName("tags", "owner")] == .some("graph"))
        #expect(aspects.values.count == 8)
        #expect(aspects.closedBases == ["inlinePolicies", "managedPolicies", "tags"])
    }

    @Test func aKeyThatIsNotDeclaredIsNotManaged() throws {
        let aspects = try self.target(Fixtures.resource(.role, "export", ["trustPolicy": Fixtures.trust()])).desired
        #expect(Array(aspects.values.keys) == [AspectName("trustPolicy")])
        #expect(aspects.closedBases.isEmpty)
    }

    @Test(arguments: ["description", "permissionsBoundary"], [JSONValue.null, ""])
    func nullAndEmptyMeanAbsent(key: String, value: JSONValue) throws {
        let aspects = try self.target(Fixtures.resource(.role, "export", [key: value])).desired
        #expect(aspects.values[AspectName(key)] == .some(nil))
    }

    @Test(arguments: ["inlinePolicies", "managedPolicies", "tags"])
    func nullAndEmptySetsAreClosedAndHoldNothing(key: String) throws {
        let empty: JSONValue = key == "managedPolicies" ? [] : .object(JSONObject())
        for value in [JSONValue.null, empty] {
            let aspects = try self.target(Fixtures.resource(.role, "export", [key: value])).desired
            #expect(aspects.closedBases == [key])
            #expect(aspects.values.isEmpty)
        }
    }

    @Test func aReferenceByNameBecomesTheARNOfWhatIsDeclared() throws {
        let policy = Fixtures.resource(.managedPolicy, "read", ["path": "/graph/", "document": Fixtures.allow("*")])
        let role = Fixtures.resource(.role, "export", ["managedPolicies": ["ManagedPolicy/read"], "permissionsBoundary": "ManagedPolicy/read"])
        let aspects = try self.kind.desiredAspects(of: role, resolver: Fixtures.references([policy, role]))
        let arn = "arn:aws:iam::123456789012:policy/graph/read"
        #expect(aspects.values[AspectName("managedPolicies", arn)] == .some(.string(arn)))
        #expect(aspects.values[AspectName("permissionsBoundary")] == .some(.string(arn)))
    }

    @Test(arguments: ["ManagedPolicy/other", "Thing/read"])
    func aReferenceToNothingIsAFault(reference: String) {
        let role = Fixtures.resource(.role, "export", ["managedPolicies": [.string(reference)]])
        #expect(throws: ResolutionFault.self) { try self.kind.desiredAspects(of: role, resolver: Fixtures.references([role])) }
    }

    // MARK: What brings it back

    private static let trustText = JSONWriter.compact(Fixtures.trust())
    private static let loadText = JSONWriter.compact(Fixtures.allow("s3:GetObject"))
    private static let readARN = Fixtures.policyARN("read")
    private static let limitARN = Fixtures.policyARN("limit")

    @Test(
        arguments: [
            (
                Self.drift(AspectName("trustPolicy"), Fixtures.trust(), Fixtures.trust("ec2.amazonaws.com")), "UpdateAssumeRolePolicy",
                ["RoleName": "export", "PolicyDocument": .string(Self.trustText)], CorrectionStage.grant
            ),
            (
                Self.drift(AspectName("inlinePolicies", "load"), Fixtures.allow("s3:GetObject"), Fixtures.allow("s3:*")), "PutRolePolicy",
                ["RoleName": "export", "PolicyName": "load", "PolicyDocument": .string(Self.loadText)], .grant
            ),
            (
                Self.drift(AspectName("inlinePolicies", "load"), Fixtures.allow("s3:GetObject"), nil), "PutRolePolicy",
                ["RoleName": "export", "PolicyName": "load", "PolicyDocument": .string(Self.loadText)], .grant
            ),
            (
                Self.drift(AspectName("inlinePolicies", "sneak"), nil, Fixtures.allow("*")), "DeleteRolePolicy",
                ["RoleName": "export", "PolicyName": "sneak"], .revoke
            ),
            (
                Self.drift(AspectName("managedPolicies", Self.readARN), .string(Self.readARN), nil), "AttachRolePolicy",
                ["RoleName": "export", "PolicyArn": .string(Self.readARN)], .grant
            ),
            (
                Self.drift(AspectName("managedPolicies", Self.readARN), nil, .string(Self.readARN)), "DetachRolePolicy",
                ["RoleName": "export", "PolicyArn": .string(Self.readARN)], .revoke
            ),
            (
                Self.drift(AspectName("permissionsBoundary"), .string(Self.limitARN), nil), "PutRolePermissionsBoundary",
                ["RoleName": "export", "PermissionsBoundary": .string(Self.limitARN)], .restrict
            ),
            (
                Self.drift(AspectName("permissionsBoundary"), .string(Self.limitARN), .string(Self.readARN)), "PutRolePermissionsBoundary",
                ["RoleName": "export", "PermissionsBoundary": .string(Self.limitARN)], .restrict
            ),
            (
                Self.drift(AspectName("permissionsBoundary"), nil, .string(Self.limitARN)), "DeleteRolePermissionsBoundary",
                ["RoleName": "export"], .release
            ),
            (
                Self.drift(AspectName("tags", "owner"), "graph", "else"), "TagRole",
                ["RoleName": "export", "Tags": [["Key": "owner", "Value": "graph"]]], .describe
            ),
            (
                Self.drift(AspectName("tags", "owner"), "graph", nil), "TagRole",
                ["RoleName": "export", "Tags": [["Key": "owner", "Value": "graph"]]], .describe
            ),
            (
                Self.drift(AspectName("tags", "cost"), nil, "1"), "UntagRole", ["RoleName": "export", "TagKeys": ["cost"]], .describe
            )
        ] as [(AspectDrift, String, JSONObject, CorrectionStage)])
    func eachDriftHasItsCall(drift: AspectDrift, operation: String, parameters: JSONObject, stage: CorrectionStage) throws {
        let drafts = self.kind.corrections(of: [drift], target: try self.target())
        #expect(drafts.count == 1)
        let draft = try #require(drafts.first)
        #expect(draft.stage == stage)
        #expect(draft.aspects == [drift.aspect])
        #expect(
            draft.mutations == [
                Mutation(
                    service: "iam", operation: operation, parameters: parameters,
                    writes: [AspectWrite(drift.aspect, value: drift.desired, preImage: drift.live)])
            ])
    }

    @Test(
        arguments: [
            (Self.drift(AspectName("description"), "Exports", "Live words"), "Exports", 43_200),
            (Self.drift(AspectName("description"), nil, "Live words"), "", 43_200),
            (Self.drift(AspectName("maxSessionDuration"), 7200, 43_200), "Live words", 7200)
        ] as [(AspectDrift, String, Int)])
    func updateRoleKeepsTheValueThatDidNotDrift(drift: AspectDrift, description: String, duration: Int) throws {
        let drafts = self.kind.corrections(of: [drift], target: try self.target())
        #expect(drafts.flatMap(\.mutations).map(\.operation) == ["UpdateRole"])
        let expected: JSONObject = [
            "RoleName": "export", "Description": .string(description), "MaxSessionDuration": JSONValue(duration)
        ]
        #expect(drafts.first?.mutations.first?.parameters == expected)
        #expect(drafts.first?.mutations.first?.writes.map(\.aspect) == [drift.aspect])
    }

    @Test func descriptionAndDurationAreWrittenByOneCall() throws {
        let drifts = [
            Self.drift(AspectName("description"), "Exports", nil), Self.drift(AspectName("maxSessionDuration"), 7200, 3600)
        ]
        let drafts = self.kind.corrections(of: drifts, target: try self.target())
        #expect(drafts.count == 1)
        #expect(drafts.first?.aspects == drifts.map(\.aspect))
        #expect(drafts.first?.mutations.first?.parameters["MaxSessionDuration"] == 7200)
    }

    @Test func allTagsToSetGoIntoOneCallAndAllToRemoveIntoAnother() throws {
        let drifts = [
            Self.drift(AspectName("tags", "a"), "1", nil), Self.drift(AspectName("tags", "b"), "2", "3"),
            Self.drift(AspectName("tags", "c"), nil, "4"), Self.drift(AspectName("tags", "d"), nil, "5")
        ]
        let mutations = self.kind.corrections(of: drifts, target: try self.target()).flatMap(\.mutations)
        #expect(mutations.map(\.operation) == ["TagRole", "UntagRole"])
        #expect(mutations[0].parameters["Tags"] == [["Key": "a", "Value": "1"], ["Key": "b", "Value": "2"]])
        #expect(mutations[1].parameters["TagKeys"] == ["c", "d"])
    }

    @Test func aPathIsNotCorrected() throws {
        let drift = Self.drift(AspectName("path"), "/a/", "/b/")
        #expect(self.kind.corrections(of: [drift], target: try self.target()).isEmpty)
        #expect(self.kind.aspects.first { $0.base == "path" }?.notCorrectable != nil)
    }

    // MARK: Creation

    @Test func creationCarriesItsBoundaryInTheSameCallAndAttachesAfterwards() throws {
        guard case .possible(let draft) = self.kind.creation(of: try self.target(live: nil)) else {
            Issue.record("a role with a trust policy can be created")
            return
        }
        #expect(draft.aspects == [.existence])
        #expect(draft.stage == .createPrincipal)
        #expect(draft.mutations.map(\.operation) == ["CreateRole", "PutRolePolicy", "AttachRolePolicy"])
        #expect(
            draft.mutations.first?.parameters == [
                "RoleName": "export", "AssumeRolePolicyDocument": .string(Self.trustText), "Path": "/", "Description": "Exports",
                "MaxSessionDuration": 7200, "PermissionsBoundary": .string(Self.limitARN),
                "Tags": [["Key": "owner", "Value": "graph"]]
            ])
        #expect(draft.mutations.flatMap(\.writes).allSatisfy { $0.preImage == nil })
        #expect(Set(draft.mutations.flatMap(\.writes).map(\.aspect.base)).count == 9)
    }

    @Test func withoutTrustPolicyNothingIsCreated() throws {
        let role = Fixtures.resource(.role, "export", ["description": "x"])
        guard case .impossible(let reason) = self.kind.creation(of: try self.target(role, live: nil)) else {
            Issue.record("AWS demands a trust policy")
            return
        }
        #expect(reason.contains("trustPolicy"))
    }
}
