import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

@Suite struct NeptuneClusterKindTests {
    private static let role = Fixtures.resource(.role, "load", JSONObject())
    private static let arn = Fixtures.roleARN("load")
    private static let cluster = Fixtures.resource(
        .neptuneCluster, "Graph-Prod",
        [
            "associatedRoles": ["Role/load", ["role": .string(Fixtures.roleARN("export")), "feature": "Export"]], "iamDatabaseAuthentication": true
        ])

    private func target(_ cluster: DesiredResource = Self.cluster) throws -> CorrectionTarget {
        var live = LiveResource(arn: "arn:x", uniqueID: "cluster-ABC")
        live.facts[NeptuneClusterKind.identifierFact] = "graph-prod"
        return try KindSample.target(cluster, live: live, others: [Self.role])
    }

    private static func associated(_ arn: String, _ feature: String? = nil, isInvalid: Bool = false) -> ClusterRole {
        ClusterRole(arn: arn, feature: feature, isInvalid: isInvalid)
    }

    @Test func rolesAreMembersByArnAndFeature() throws {
        let desired = try self.target().desired
        #expect(desired.closedBases == ["associatedRoles"])
        #expect(
            Set(desired.values.keys) == [
                AspectName("associatedRoles", Self.arn), AspectName("associatedRoles", "\(Fixtures.roleARN("export")) Export"),
                AspectName("iamDatabaseAuthentication")
            ])
        let locator = NeptuneClusterKind().locator(of: Self.cluster, account: Fixtures.account(), bound: nil)
        #expect(locator == "graph-prod")
    }

    @Test func aRoleThatTheClusterCannotAssumeIsNotAsDeclared() throws {
        let found = Self.associated(Self.arn, isInvalid: true)
        let desired = try #require(try self.target().desired.values[found.aspect] ?? nil)
        #expect(AspectComparator.areEqual(found.aspect, of: .neptuneCluster, desired, Self.associated(Self.arn).value))
        #expect(!AspectComparator.areEqual(found.aspect, of: .neptuneCluster, desired, found.value))
        let drift = KindSample.drift(found.aspect, desired, found.value)
        #expect(NeptuneClusterKind().corrections(of: [drift], target: try self.target()).isEmpty)
        #expect(NeptuneClusterKind().reasonNotCorrected(drift, target: try self.target())?.contains("rds.amazonaws.com") == true)
    }

    @Test(
        arguments: [
            (
                KindSample.drift(Self.associated(Self.arn).aspect, Self.associated(Self.arn).value, nil), "AddRoleToDBCluster",
                ["RoleArn": .string(Self.arn)], .grant
            ),
            (
                KindSample.drift(Self.associated(Self.arn, "X").aspect, nil, Self.associated(Self.arn, "X").value), "RemoveRoleFromDBCluster",
                ["RoleArn": .string(Self.arn), "FeatureName": "X"], .revoke
            ),
            (
                KindSample.drift(AspectName("iamDatabaseAuthentication"), true, false), "ModifyDBCluster", ["EnableIAMDatabaseAuthentication": true],
                .restrict
            ),
            (
                KindSample.drift(AspectName("iamDatabaseAuthentication"), false, true), "ModifyDBCluster",
                ["EnableIAMDatabaseAuthentication": false], .release
            )
        ] as [(AspectDrift, String, JSONObject, CorrectionStage)])
    func eachDriftHasItsCall(drift: AspectDrift, operation: String, parameters: JSONObject, stage: CorrectionStage) throws {
        var all = parameters
        all["DBClusterIdentifier"] = "graph-prod"
        let draft = try #require(NeptuneClusterKind().corrections(of: [drift], target: try self.target()).first)
        #expect(draft.stage == stage)
        #expect(
            draft.mutations == [
                Mutation(
                    service: "rds", region: Fixtures.region, operation: operation, parameters: all,
                    writes: [AspectWrite(drift.aspect, value: drift.desired, preImage: drift.live)])
            ])
    }

    @Test(
        arguments: [
            (Fixtures.roleARN("export"), nil, true), (Fixtures.roleARN("export"), "Import", false), (Fixtures.roleARN("guest"), nil, false)
        ] as [(String, String?, Bool)])
    func takingARoleAwayThatIsDeclaredForAFeatureAsks(arn: String, feature: String?, asks: Bool) throws {
        let role = Self.associated(arn, feature)
        let drift = KindSample.drift(role.aspect, nil, role.value)
        let draft = try #require(NeptuneClusterKind().corrections(of: [drift], target: try self.target()).first)
        #expect((draft.reversibility == .reversible) == !asks)
        if case .irreversible(let reason) = draft.reversibility { #expect(reason.contains("for Export")) }
    }

    @Test(
        arguments: [
            (KindSample.drift(Self.associated(Self.arn).aspect, nil, Self.associated(Self.arn).value), .widens, .high),
            (KindSample.drift(Self.associated(Self.arn).aspect, Self.associated(Self.arn).value, nil), .narrows, .high),
            (KindSample.drift(AspectName("iamDatabaseAuthentication"), true, false), .widens, .high),
            (KindSample.drift(AspectName("iamDatabaseAuthentication"), false, true), .narrows, .high),
            (KindSample.drift(.existence, true, nil), .narrows, .high)
        ] as [(AspectDrift, Direction, Severity)])
    func effectOfEachDrift(drift: AspectDrift, direction: Direction, severity: Severity) {
        let surroundings = AccessSurroundings(account: Fixtures.account(), arn: nil, desired: DesiredAspects(), live: nil)
        let assessment = Assessment(NeptuneClusterKind().effect(of: drift, in: surroundings))
        #expect(assessment.direction == direction)
        #expect(assessment.severity == severity)
    }

    @Test func associatingNeedsThePermissionToPassTheRole() throws {
        let document = DaemonPermissions(account: Fixtures.account(), resources: [Self.cluster], mode: .enforce).document
        let passing = try #require(document["Statement"]?.arrayValue?.first { $0["Action"] == ["iam:PassRole"] })
        #expect(passing["Condition"] == ["StringEquals": ["iam:PassedToService": "rds.amazonaws.com"]])
        let arns = Set((passing["Resource"]?.arrayValue ?? []).compactMap(\.stringValue))
        #expect(arns == [Self.arn, "arn:aws:iam::123456789012:role/*/load", Fixtures.roleARN("export")])
        #expect(KindSample.permissions([Self.cluster])["rds:DescribeDBClusters"] == ["arn:aws:rds:eu-central-1:123456789012:cluster:graph-prod"])
        #expect(KindSample.permissions([Self.cluster], mode: .observe)["iam:PassRole"] == nil)
    }
}
