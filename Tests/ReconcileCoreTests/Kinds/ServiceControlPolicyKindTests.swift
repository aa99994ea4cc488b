import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

@Suite struct ServiceControlPolicyKindTests {
    private static let denial = Fixtures.document(["Effect": "Deny", "Action": "iam:*", "Resource": "*"])
    private static let permission = Fixtures.document(["Effect": "Allow", "Action": "*", "Resource": "*"])
    private static let identity = ResourceIdentity(account: "organization", region: nil, kind: .serviceControlPolicy, name: "stay")
    private static let account = AccountSettings(
        name: "prod", accountID: Fixtures.accountID, region: Fixtures.region, mode: .enforce, readsOrganization: true)

    private static func policy(_ spec: JSONObject) -> DesiredResource { DesiredResource(identity: Self.identity, spec: spec, source: .api) }

    private static let stay = Self.policy(["document": Self.denial, "targets": ["ou-abcd-12345678"]])

    private func target(_ policy: DesiredResource = Self.stay, live: LiveResource? = LiveResource(arn: "arn:x", uniqueID: "p-12345678")) throws
        -> CorrectionTarget
    {
        let references = DesiredReferences(desired: [policy], observed: [], accounts: [Self.account])
        let desired = try ServiceControlPolicyKind().desiredAspects(of: policy, resolver: references)
        return CorrectionTarget(resource: policy, desired: desired, account: Self.account, live: live)
    }

    @Test func theOrganizationsAccountLooksAfterIt() {
        let other = AccountSettings(name: "other", accountID: "999999999999", region: Fixtures.region)
        #expect(Self.account.covers(Self.identity))
        #expect(!other.covers(Self.identity))
        #expect(!Fixtures.account().covers(Self.identity), "only the account that the configuration names")
        #expect(Configuration(accounts: [other, Self.account]).account(covering: Self.identity)?.name == "prod")
        let plan = PassPlan(account: Self.account, desired: [Self.stay], observed: [], only: nil)
        #expect(plan.targets.map(\.identity) == [Self.identity])
        #expect(plan.targets.first?.bases == ["document", "targets"])
        #expect(PassPlan(account: other, desired: [Self.stay], observed: [], only: nil).targets.isEmpty)
    }

    @Test func itIsCreatedUnattached() throws {
        guard case .possible(let draft) = ServiceControlPolicyKind().creation(of: try self.target(live: nil)) else {
            Issue.record("a policy that is attached to nothing does no harm")
            return
        }
        #expect(draft.mutations.map(\.operation) == ["CreatePolicy"])
        #expect(draft.mutations.first?.parameters["Name"] == "stay")
        #expect(draft.mutations.first?.parameters["Type"] == "SERVICE_CONTROL_POLICY")
        #expect(draft.mutations.first?.writes.map(\.aspect) == [.existence, AspectName("document")])
        for spec in [["policyID": "p-12345678", "document": Self.denial], ["targets": []]] as [JSONObject] {
            guard case .impossible = ServiceControlPolicyKind().creation(of: try self.target(Self.policy(spec), live: nil)) else {
                Issue.record("\(spec) says not enough")
                continue
            }
        }
    }

    @Test func theDocumentComesBeforeItsAttachment() throws {
        let drifts = [
            KindSample.drift(AspectName("targets", "r-abcd"), nil, "r-abcd"),
            KindSample.drift(AspectName("targets", "ou-abcd-12345678"), "ou-abcd-12345678", nil),
            KindSample.drift(AspectName("document"), Self.denial, Self.permission)
        ]
        let drafts = ServiceControlPolicyKind().corrections(of: drifts, target: try self.target())
        #expect(drafts.map(\.stage) == [.restrict, .release, .restrict])
        #expect(drafts.flatMap(\.mutations).map(\.operation) == ["UpdatePolicy", "DetachPolicy", "AttachPolicy"])
        #expect(drafts.flatMap(\.mutations).map { $0.parameters["TargetId"]?.stringValue } == [nil, "r-abcd", "ou-abcd-12345678"])
        #expect(drafts.flatMap(\.mutations).allSatisfy { $0.parameters["PolicyId"] == "p-12345678" && $0.region == nil })
    }

    @Test(
        arguments: [
            (KindSample.drift(AspectName("document"), Self.denial, Self.permission), Self.permission, .widens),
            (KindSample.drift(AspectName("targets", "r-abcd"), "r-abcd", nil), Self.denial, .widens),
            (KindSample.drift(AspectName("targets", "r-abcd"), nil, "r-abcd"), Self.denial, .narrows),
            (KindSample.drift(AspectName("targets", "r-abcd"), nil, "r-abcd"), Self.permission, .widens),
            (KindSample.drift(.existence, true, nil), Self.denial, .widens)
        ] as [(AspectDrift, JSONValue, Direction)])
    func whatItDeniesComesBackWhereItIsGone(drift: AspectDrift, document: JSONValue, direction: Direction) {
        let live = LiveResource(arn: "arn:x", uniqueID: "p-1", aspects: [AspectName("document"): document])
        let surroundings = AccessSurroundings(account: Self.account, arn: nil, desired: DesiredAspects(), live: live)
        let assessment = Assessment(ServiceControlPolicyKind().effect(of: drift, in: surroundings))
        #expect(assessment.direction == direction)
        #expect(assessment.severity == .high)
    }

    @Test func withoutItsDocumentNothingIsKnownOfAnAttachment() {
        let surroundings = AccessSurroundings(account: Self.account, arn: nil, desired: DesiredAspects(), live: nil)
        let drift = KindSample.drift(AspectName("targets", "r-abcd"), nil, "r-abcd")
        #expect(Assessment(ServiceControlPolicyKind().effect(of: drift, in: surroundings)).direction == .undetermined)
    }

    @Test func permissionsAreForPoliciesAndTargets() {
        let document = DaemonPermissions(account: Self.account, resources: [Self.stay], mode: .enforce).document
        let actions = (document["Statement"]?.arrayValue ?? []).flatMap { $0["Action"]?.arrayValue ?? [] }.compactMap(\.stringValue)
        let needed = ["AttachPolicy", "CreatePolicy", "DescribePolicy", "DetachPolicy", "ListPolicies", "ListTargetsForPolicy", "UpdatePolicy"]
        #expect(Set(needed.map { "organizations:\($0)" }).isSubset(of: actions))
        #expect(
            DaemonPermissions(account: Fixtures.account(), resources: [Self.stay], mode: .enforce).document["Statement"]?.arrayValue?.count == 1,
            "an account that does not read the organization needs nothing for it")
    }
}
