import Foundation
import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

@Suite struct OwnLockOutGuardTests {
    private static let caller = "arn:aws:sts::123456789012:assumed-role/export/session"
    private static let own = OwnRole(name: "Export", policies: [Fixtures.policyARN("read"), Fixtures.policyARN("limit")])

    private static func proposal(
        _ resource: DesiredResource = Fixtures.fullRole(), _ kind: DriftKind = .modified, stage: CorrectionStage = .grant, binding: String? = nil
    ) -> CorrectionProposal {
        let aspect = AspectName("trustPolicy")
        let record = DriftRecord(
            id: "d-1", resource: resource.identity,
            drift: AspectDrift(aspect: aspect, kind: kind, desired: nil, live: nil, differences: []),
            assessment: Assessment(.undetermined, .high), state: .open, firstSeenAt: Instant.forTests.wall, lastSeenAt: Instant.forTests.wall,
            passID: 1)
        return CorrectionProposal(
            resource: resource, drifts: [record], draft: CorrectionDraft(aspects: [aspect], stage: stage, mutations: [], reason: "because"),
            observed: ObservedResource(
                identity: resource.identity, state: .inSync, binding: binding.map { Binding(arn: $0, uniqueID: nil) }), mode: .enforce)
    }

    private func asks(_ proposal: CorrectionProposal, own: OwnRole?) -> Bool {
        let context = GuardContext(
            account: Fixtures.account(), accountState: AccountState(name: "prod"), limits: Limits(), protected: [], managedCount: 100,
            transientGap: nil, ownRole: own)
        if case .ask = OwnLockOutGuard().judge(proposal, in: context) { return true }
        return false
    }

    @Test(arguments: [
        (Self.proposal(), true), (Self.proposal(Fixtures.fullRole("export2")), false), (Self.proposal(stage: .describe), false),
        (Self.proposal(Fixtures.fullRole("EXPORT"), .extra, stage: .revoke), true), (Self.proposal(Fixtures.fullRole(), .missing), false),
        (Self.proposal(Fixtures.fullRole(), .missing, stage: .restrict), true),
        (Self.proposal(Fixtures.policy(), binding: Fixtures.policyARN("read")), true),
        (Self.proposal(Fixtures.policy("limit"), binding: Fixtures.policyARN("limit")), true),
        (Self.proposal(Fixtures.policy("other"), binding: Fixtures.policyARN("other")), false),
        (Self.proposal(Fixtures.policy()), false), (Self.proposal(Fixtures.key(), binding: Fixtures.policyARN("read")), false)
    ])
    func whatCouldTakeSomethingFromTheDaemonsOwnRoleAsks(proposal: CorrectionProposal, isAsked: Bool) {
        #expect(self.asks(proposal, own: Self.own) == isAsked)
        #expect(!self.asks(proposal, own: nil))
    }

    @Test(arguments: [
        (Self.caller, "export"), ("arn:aws-cn:sts::123456789012:assumed-role/Some.Role/i-0123", "Some.Role"),
        ("arn:aws:iam::123456789012:user/export", nil), ("arn:aws:sts::123456789012:federated-user/export", nil),
        ("arn:aws:iam::123456789012:root", nil), ("arn:aws:sts::123456789012:assumed-role/export", nil), ("", nil)
    ])
    func theRoleIsReadFromTheCallersARN(caller: String, name: String?) {
        #expect(OwnRole(callerARN: caller, readings: [:], observed: [])?.name == name)
    }

    private static func live(_ policies: [String], boundary: String? = nil) -> LiveResource {
        var live = LiveResource(arn: Fixtures.roleARN("export"), uniqueID: nil)
        for policy in policies { live.aspects[AspectName("managedPolicies", policy)] = .string(policy) }
        if let boundary { live.aspects[AspectName("permissionsBoundary")] = .string(boundary) }
        return live
    }

    @Test func itsPoliciesAreThoseOfThisLookAndOfTheLastOne() {
        let role = Fixtures.identity(.role, "export")
        let other = Fixtures.identity(.role, "other")
        let observed = [ObservedResource(identity: role, state: .inSync, live: Self.live(["arn:aws:iam::aws:policy/Old"]))]
        let reading = ResourceReading.present(Self.live(["arn:aws:iam::aws:policy/New"], boundary: "arn:aws:iam::aws:policy/Limit"))
        func policies(_ readings: [ResourceIdentity: ResourceReading]) -> Set<String>? {
            OwnRole(callerARN: Self.caller, readings: readings, observed: observed)?.policies
        }
        #expect(policies([:]) == ["arn:aws:iam::aws:policy/Old"])
        #expect(policies([other: reading]) == ["arn:aws:iam::aws:policy/Old"])
        #expect(
            policies([role: reading])
                == ["arn:aws:iam::aws:policy/Old", "arn:aws:iam::aws:policy/New", "arn:aws:iam::aws:policy/Limit"])
        #expect(policies([role: .unreadable(ReadGap(code: .denied, message: ""))]) == ["arn:aws:iam::aws:policy/Old"])
    }

    // MARK: In passes

    @Test func theDaemonsOwnRoleIsNotTouchedWithoutAPerson() async {
        var script = PassScript()
        script.cloud.actAs(callerARN: Self.caller)
        script.cloud.edit { $0[role: "export"]?.trustPolicy = Fixtures.trust("ec2.amazonaws.com") }
        await script.lookAndSend()
        #expect(script.states() == [.awaitingApproval])
        #expect(script.cloud.attempts == 0)
    }

    @Test(arguments: ["read", "limit"])
    func aLookAtOnePolicyDoesNotForgetWhoUsesIt(policy: String) async {
        var script = PassScript([Fixtures.fullRole(), Fixtures.resource(.managedPolicy, policy, ["document": Fixtures.allow("*")])])
        script.cloud.edit { $0[policy: policy]?.addVersion(Fixtures.allow("*")) }
        script.cloud.actAs(callerARN: Self.caller)
        await script.look()
        script.cloud.edit { $0[policy: policy]?.addVersion(Fixtures.allow("s3:*")) }
        await script.look(only: [Fixtures.identity(.managedPolicy, policy)])
        #expect(script.toSend.isEmpty)
        #expect(script.states() == [.awaitingApproval])
    }
}
