import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

@Suite struct ManagedPolicyKindTests {
    private let kind = ManagedPolicyKind()
    private let document = Fixtures.allow("neptune-db:connect")

    /// - Parameter defaultAt: which of the versions v1…vn is the default.
    private func mutations(versions count: Int, defaultAt: Int) throws -> [Mutation] {
        var facts = JSONObject()
        facts["versions"] = .array(
            (1...count).map { ["id": .string("v\($0)"), "isDefault": .bool($0 == defaultAt), "document": .string("doc \($0)")] })
        let live = LiveResource(arn: Fixtures.policyARN("read"), uniqueID: "ANPA00000000000000001", facts: facts)
        let desired = try self.kind.desiredAspects(of: Fixtures.policy(), resolver: Fixtures.references())
        let target = CorrectionTarget(resource: Fixtures.policy(), desired: desired, account: Fixtures.account(), live: live)
        let drift = AspectDrift(
            aspect: AspectName("document"), kind: .modified, desired: self.document, live: Fixtures.allow("*"), differences: [])
        let drafts = self.kind.corrections(of: [drift], target: target)
        #expect(drafts.map(\.stage) == [.grant])
        return drafts.flatMap(\.mutations)
    }

    @Test(arguments: [(1, 1), (4, 1), (4, 4)])
    func belowFiveVersionsOneIsAdded(count: Int, defaultAt: Int) throws {
        let mutations = try self.mutations(versions: count, defaultAt: defaultAt)
        #expect(mutations.map(\.operation) == ["CreatePolicyVersion"])
        #expect(
            mutations.first?.parameters == [
                "PolicyArn": .string(Fixtures.policyARN("read")), "PolicyDocument": .string(JSONWriter.compact(self.document)),
                "SetAsDefault": true
            ])
    }

    @Test(arguments: [(5, "v1"), (1, "v2"), (3, "v1")])
    func atFiveVersionsTheOldestThatIsNotTheDefaultGoesFirst(defaultAt: Int, pruned: String) throws {
        let mutations = try self.mutations(versions: 5, defaultAt: defaultAt)
        #expect(mutations.map(\.operation) == ["DeletePolicyVersion", "CreatePolicyVersion"])
        #expect(mutations.first?.parameters == ["PolicyArn": .string(Fixtures.policyARN("read")), "VersionId": .string(pruned)])
        #expect(mutations.first?.preImage == .string("doc \(pruned.dropFirst())"))
        #expect(mutations.first?.writes == [])
    }

    @Test func oldestGoesByNumberNotByText() {
        let ids = ["v12", "v9", "v10", "v11", "v13"]
        let facts: JSONObject = ["versions": .array(ids.map { ["id": .string($0), "isDefault": .bool($0 == "v13")] })]
        #expect(PolicyVersions(facts: facts).toPrune?.id == "v9")
    }

    @Test func creationMakesThePolicyWithItsPathAndTags() throws {
        let policy = Fixtures.resource(
            .managedPolicy, "read", ["path": "/graph/", "description": "Reads", "document": self.document, "tags": ["a": "1"]])
        let desired = try self.kind.desiredAspects(of: policy, resolver: Fixtures.references())
        let target = CorrectionTarget(resource: policy, desired: desired, account: Fixtures.account(), live: nil)
        guard case .possible(let draft) = self.kind.creation(of: target) else {
            Issue.record("a policy with a document can be created")
            return
        }
        #expect(draft.stage == .createPolicy)
        #expect(
            draft.mutations.map(\.parameters) == [
                [
                    "PolicyName": "read", "PolicyDocument": .string(JSONWriter.compact(self.document)), "Path": "/graph/",
                    "Description": "Reads", "Tags": [["Key": "a", "Value": "1"]]
                ]
            ])
    }

    @Test(arguments: ["path", "description"])
    func whatAWSCannotChangeIsNotCorrected(base: String) {
        #expect(self.kind.aspects.first { $0.base == base }?.notCorrectable != nil)
    }
}

@Suite struct KMSKeyKindTests {
    private let kind = KMSKeyKind()

    private func draft(_ aspect: String, desired: JSONValue?, live: JSONValue?) throws -> CorrectionDraft {
        let key = Fixtures.key()
        let target = CorrectionTarget(
            resource: key, desired: try self.kind.desiredAspects(of: key, resolver: Fixtures.references()), account: Fixtures.account(),
            live: LiveResource(arn: "arn:aws:kms:eu-central-1:123456789012:key/\(Fixtures.keyID)", uniqueID: Fixtures.keyID))
        let drift = AspectDrift(aspect: AspectName(aspect), kind: .modified, desired: desired, live: live, differences: [])
        let drafts = self.kind.corrections(of: [drift], target: target)
        #expect(drafts.count == 1)
        return try #require(drafts.first)
    }

    @Test func aKeyPolicyIsPutInTheKeysRegionUnderItsOnlyName() throws {
        let draft = try self.draft("keyPolicy", desired: Fixtures.keyPolicy(), live: Fixtures.keyPolicy(["arn:aws:iam::123456789012:role/x"]))
        #expect(draft.mutations.map(\.operation) == ["PutKeyPolicy"])
        #expect(draft.mutations.first?.region == Fixtures.region)
        #expect(
            draft.mutations.first?.parameters == [
                "KeyId": .string(Fixtures.keyID), "PolicyName": "default", "Policy": .string(JSONWriter.compact(Fixtures.keyPolicy()))
            ])
        #expect(draft.mutations.first?.parameters["BypassPolicyLockoutSafetyCheck"] == nil)
    }

    @Test(
        arguments: [
            (true, false, ["EnableKey"], CorrectionStage.grant), (false, true, ["DisableKey"], .revoke),
            (true, "pendingDeletion", ["CancelKeyDeletion", "EnableKey"], .grant), (false, "pendingDeletion", ["CancelKeyDeletion"], .revoke)
        ] as [(JSONValue, JSONValue, [String], CorrectionStage)])
    func theStateIsBroughtBackByTheFewestCalls(
        desired: JSONValue, live: JSONValue, operations: [String], stage: CorrectionStage
    ) throws {
        let draft = try self.draft("enabled", desired: desired, live: live)
        #expect(draft.mutations.map(\.operation) == operations)
        #expect(draft.stage == stage)
        #expect(draft.mutations.last?.writes == [AspectWrite(AspectName("enabled"), value: desired, preImage: live)])
        #expect(draft.mutations.dropLast().allSatisfy { $0.writes.isEmpty })
    }

    @Test func aKeyIsNeverCreated() throws {
        let key = Fixtures.key()
        let desired = try self.kind.desiredAspects(of: key, resolver: Fixtures.references())
        let creation = self.kind.creation(of: CorrectionTarget(resource: key, desired: desired, account: Fixtures.account(), live: nil))
        guard case .impossible = creation else {
            Issue.record("creates a key")
            return
        }
    }

    @Test func aKeyThatWasFoundIsFoundByItsIdFromThenOn() {
        let key = Fixtures.resource(.kmsKey, "k", ["key": "alias/graph"])
        #expect(self.kind.locator(of: key, account: Fixtures.account(), bound: nil) == "alias/graph")
        let bound = Binding(arn: "arn:aws:kms:eu-central-1:123456789012:key/1", uniqueID: "1")
        #expect(self.kind.locator(of: key, account: Fixtures.account(), bound: bound) == "1")
    }
}
