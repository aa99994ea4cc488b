import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

@Suite struct KMSKeyAspectTests {
    private static let role = Fixtures.roleARN("export")
    private static let grant: JSONValue = [
        "name": "export", "granteePrincipal": .string(Self.role), "operations": ["GenerateDataKey", "Decrypt"],
        "constraints": ["encryptionContextEquals": ["graph": "g-1"]]
    ]
    private static let key = Fixtures.resource(
        .kmsKey, "export",
        [
            "key": .string(Fixtures.keyID), "enabled": true, "rotation": true, "aliases": ["alias/export"], "grants": [Self.grant],
            "description": "Exports", "tags": ["owner": "graph"]
        ])
    private static let grantAspect = AspectName(
        "grants", "\(Self.role): Decrypt GenerateDataKey, where {\"encryptionContextEquals\":{\"graph\":\"g-1\"}}")

    private static func live(_ facts: JSONObject = JSONObject()) -> LiveResource {
        LiveResource(arn: "arn:aws:kms:eu-central-1:123456789012:key/\(Fixtures.keyID)", uniqueID: Fixtures.keyID, facts: facts)
    }

    private func drafts(_ drifts: [AspectDrift], _ key: DesiredResource = Self.key, facts: JSONObject = JSONObject()) throws -> [CorrectionDraft] {
        KMSKeyKind().corrections(of: drifts, target: try KindSample.target(key, live: Self.live(facts)))
    }

    @Test func everyKeyOfTheSpecIsKept() throws {
        #expect(KMSKeyKind().fields.allSatisfy { $0.isKept })
        let aspects = try KindSample.target(Self.key, live: nil).desired
        #expect(aspects.notKept.isEmpty)
        #expect(aspects.closedBases == ["aliases", "grants", "tags"])
        #expect(aspects.values.keys.contains(Self.grantAspect), "\(aspects.values.keys)")
        #expect(aspects.values.count == 6)
    }

    @Test(
        arguments: [
            (KindSample.drift(AspectName("rotation"), true, false), "EnableKeyRotation", [:], .describe),
            (KindSample.drift(AspectName("rotation"), false, true), "DisableKeyRotation", [:], .describe),
            (KindSample.drift(AspectName("description"), "Exports", nil), "UpdateKeyDescription", ["Description": "Exports"], .describe),
            (KindSample.drift(AspectName("description"), nil, "x"), "UpdateKeyDescription", ["Description": ""], .describe),
            (
                KindSample.drift(AspectName("tags", "owner"), "graph", "x"), "TagResource",
                ["Tags": [["TagKey": "owner", "TagValue": "graph"]]], .describe
            ),
            (KindSample.drift(AspectName("tags", "cost"), nil, "1"), "UntagResource", ["TagKeys": ["cost"]], .describe)
        ] as [(AspectDrift, String, JSONObject, CorrectionStage)])
    func eachDriftHasItsCall(drift: AspectDrift, operation: String, parameters: JSONObject, stage: CorrectionStage) throws {
        var all = parameters
        all["KeyId"] = .string(Fixtures.keyID)
        let draft = try #require(try self.drafts([drift]).first)
        #expect(draft.stage == stage)
        #expect(
            draft.mutations == [
                Mutation(
                    service: "kms", region: Fixtures.region, operation: operation, parameters: all,
                    writes: [AspectWrite(drift.aspect, value: drift.desired, preImage: drift.live)])
            ])
    }

    @Test func aKeyIsEnabledBeforeAnythingElseIsDoneWithIt() throws {
        let drifts = [
            KindSample.drift(AspectName("aliases", "alias/export"), "alias/export", nil),
            KindSample.drift(AspectName("enabled"), true, .string(KMSKeyKind.pendingDeletion))
        ]
        #expect(try self.drafts(drifts).flatMap(\.mutations).map(\.operation) == ["CancelKeyDeletion", "EnableKey", "CreateAlias"])
    }

    // MARK: Aliases

    @Test func aliasesAreMadeAndRemovedButNeverTakenFromAnotherKey() throws {
        let aspect = AspectName("aliases", "alias/export")
        let missing = try self.drafts([KindSample.drift(aspect, "alias/export", nil)])
        #expect(missing.flatMap(\.mutations).map(\.parameters) == [["AliasName": "alias/export", "TargetKeyId": .string(Fixtures.keyID)]])
        let extra = try self.drafts([KindSample.drift(AspectName("aliases", "alias/x"), nil, "alias/x")])
        #expect(extra.flatMap(\.mutations).map(\.operation) == ["DeleteAlias"])
        #expect(extra.flatMap(\.mutations).map(\.parameters) == [["AliasName": "alias/x"]])
        let elsewhere = KindSample.drift(aspect, "alias/export", "22222222-2222-3333-4444-555555555555")
        #expect(try self.drafts([elsewhere]).isEmpty)
        let target = try KindSample.target(Self.key, live: Self.live())
        #expect(KMSKeyKind().reasonNotCorrected(elsewhere, target: target)?.contains("22222222-2222-3333-4444-555555555555") == true)
        #expect(!KMSKeyKind().aspects.flatMap(\.writtenBy).contains("UpdateAlias"))
    }

    @Test(arguments: ["alias/graph", "arn:aws:kms:eu-central-1:123456789012:alias/graph"])
    func theAliasThatFindsTheKeyIsWatchedAndNotWritten(locator: String) throws {
        let key = Fixtures.resource(.kmsKey, "export", ["key": .string(locator)])
        let target = try KindSample.target(key, live: Self.live())
        let aspect = AspectName("aliases", "alias/graph")
        #expect(target.desired.values == [aspect: "alias/graph"])
        #expect(target.desired.closedBases.isEmpty)
        let plan = PassPlan.target(of: key, account: Fixtures.account(), bound: nil)
        #expect(plan.bases == ["aliases"])
        #expect(plan.soughtMembers == ["alias/graph"])
        #expect(try self.drafts([KindSample.drift(aspect, "alias/graph", nil)], key).isEmpty)
        let granted = KindSample.permissions([key])
        #expect(granted["kms:ListAliases"] == ["*"])
        #expect(granted["kms:CreateAlias"] == nil)
    }

    @Test func aliasesNeedPermissionsOnAliasAndKey() {
        let granted = KindSample.permissions([Self.key])
        let prefix = "arn:aws:kms:eu-central-1:123456789012:"
        #expect(granted["kms:CreateAlias"] == [prefix + "alias/export", prefix + "key/" + Fixtures.keyID])
        #expect(granted["kms:DeleteAlias"] == [prefix + "alias/*", prefix + "key/" + Fixtures.keyID])
        #expect(granted["kms:EnableKeyRotation"] != nil)
        #expect(granted["kms:DisableKeyRotation"] == nil)
    }

    // MARK: Grants

    @Test func grantsAreToldApartByWhatTheyGrant() throws {
        let entry: JSONValue = [
            "GrantId": "g-1", "Name": "other", "GranteePrincipal": .string(Self.role), "Operations": ["Decrypt", "GenerateDataKey", "Decrypt"],
            "Constraints": ["EncryptionContextEquals": ["graph": "g-1"], "EncryptionContextSubset": [:]], "IssuingAccount": "arn:x"
        ]
        let live = try #require(KMSGrant(entry: entry))
        #expect(live.aspect == Self.grantAspect)
        let desired = try #require(try KindSample.target(Self.key, live: nil).desired.values[Self.grantAspect] ?? nil)
        #expect(AspectComparator.areEqual(live.aspect, of: .kmsKey, desired, live.value))
        let wider = try #require(
            KMSGrant(entry: ["GranteePrincipal": .string(Self.role), "Operations": ["Decrypt", "GenerateDataKey"], "Constraints": JSONValue.null]))
        #expect(wider.aspect != live.aspect)
        #expect(KMSGrant(value: live.value) == live)
        #expect(KMSGrant(entry: ["GrantId": "g-2"]) == nil)
        #expect(KMSGrant(entry: ["GranteeServicePrincipal": "rds.amazonaws.com", "Operations": ["Decrypt"]])?.grantee == "rds.amazonaws.com")
    }

    @Test func aMissingGrantIsMadeAndAnExtraOneAsks() throws {
        let desired = try KindSample.target(Self.key, live: nil).desired.values[Self.grantAspect] ?? nil
        let missing = try #require(try self.drafts([KindSample.drift(Self.grantAspect, desired, nil)]).first)
        #expect(missing.stage == .grant)
        #expect(
            missing.mutations.map(\.parameters) == [
                [
                    "KeyId": .string(Fixtures.keyID), "Name": "export", "GranteePrincipal": .string(Self.role),
                    "Operations": ["Decrypt", "GenerateDataKey"], "Constraints": ["EncryptionContextEquals": ["graph": "g-1"]]
                ]
            ])
        let facts: JSONObject = [KMSGrant.idsFact: .object(JSONObject([.init(name: Self.grantAspect.member ?? "", value: ["g-1", "g-2"])]))]
        let extra = try #require(try self.drafts([KindSample.drift(Self.grantAspect, nil, desired)], facts: facts).first)
        #expect(extra.mutations.map(\.operation) == ["RevokeGrant", "RevokeGrant"])
        #expect(extra.mutations.map { $0.parameters["GrantId"] } == ["g-1", "g-2"])
        guard case .irreversible = extra.reversibility else {
            Issue.record("a revoked grant cannot be had back")
            return
        }
    }

    // MARK: Effects

    private static let foreign = KMSGrant(
        name: nil, grantee: "arn:aws:iam::999999999999:root", retiring: nil, operations: ["Decrypt"], constraints: nil)
    private static let own = KMSGrant(name: nil, grantee: Self.role, retiring: nil, operations: ["Decrypt"], constraints: nil)

    @Test(
        arguments: [
            (KindSample.drift(AspectName("rotation"), true, false), .widens, .medium),
            (KindSample.drift(AspectName("description"), "a", "b"), .neutral, .low),
            (KindSample.drift(AspectName("aliases", "alias/x"), "alias/x", nil), .narrows, .medium),
            (KindSample.drift(AspectName("aliases", "alias/x"), nil, "alias/x"), .widens, .medium),
            (KindSample.drift(AspectName("aliases", "alias/x"), "alias/x", "2222"), .undetermined, .high),
            (KindSample.drift(Self.foreign.aspect, nil, Self.foreign.value), .widens, .critical),
            (KindSample.drift(Self.own.aspect, nil, Self.own.value), .widens, .high),
            (KindSample.drift(Self.own.aspect, Self.own.value, nil), .narrows, .high)
        ] as [(AspectDrift, Direction, Severity)])
    func effectOfEachDrift(drift: AspectDrift, direction: Direction, severity: Severity) {
        let surroundings = AccessSurroundings(account: Fixtures.account(), arn: Self.live().arn, desired: DesiredAspects(), live: Self.live())
        let assessment = Assessment(KMSKeyKind().effect(of: drift, in: surroundings))
        #expect(assessment.direction == direction)
        #expect(assessment.severity == severity)
    }
}
