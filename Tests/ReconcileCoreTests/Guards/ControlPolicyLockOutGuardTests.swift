import Foundation
import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

@Suite struct ControlPolicyLockOutGuardTests {
    private static func deny(_ action: String, _ condition: JSONValue? = nil) -> JSONValue {
        var statement: JSONObject = ["Effect": "Deny", "Action": .string(action), "Resource": "*"]
        statement["Condition"] = condition
        return Fixtures.document(.object(statement))
    }

    private static func proposal(
        _ document: JSONValue, live: JSONValue? = nil, targets: [String]? = ["r-abcd"], operation: String = "UpdatePolicy", target: String = "r-abcd"
    ) -> CorrectionProposal {
        let identity = ResourceIdentity(account: "organization", region: nil, kind: .serviceControlPolicy, name: "stay")
        var spec: JSONObject = ["document": document]
        spec["targets"] = targets.map { .array($0.map(JSONValue.string)) }
        let policy = DesiredResource(identity: identity, spec: spec, source: .api)
        var observed = ObservedResource(identity: identity, state: .drifted)
        observed.live = LiveResource(arn: "arn:x", uniqueID: "p-1")
        observed.live?.aspects[AspectName("document")] = live
        let parameters: JSONObject =
            operation == "UpdatePolicy" ? ["Content": .string(JSONWriter.compact(document))] : ["TargetId": .string(target)]
        let mutation = Mutation(service: "organizations", operation: operation, parameters: parameters, writes: [])
        return CorrectionProposal(
            resource: policy, drifts: [],
            draft: CorrectionDraft(aspects: [AspectName("document")], stage: .restrict, mutations: [mutation], reason: "because"),
            observed: observed, mode: .enforce)
    }

    private static func asks(_ proposal: CorrectionProposal, own: String? = "reconciled", inChain: Bool = false) -> Bool {
        let context = GuardContext(
            account: Fixtures.account(), accountState: AccountState(name: "prod"), limits: Limits(), protected: [], managedCount: 100,
            transientGap: nil, ownRole: own.map { OwnRole(name: $0, policies: []) })
        let answer = inChain ? GuardChain().judge(proposal, in: context) : ControlPolicyLockOutGuard().judge(proposal, in: context)
        if case .ask = answer { return true }
        return false
    }

    private static let except: JSONValue = ["ArnNotLike": ["aws:PrincipalArn": "arn:aws:iam::*:role/reconciled"]]

    @Test(arguments: [
        (Self.proposal(Self.deny("*")), true), (Self.proposal(Self.deny("organizations:*")), true),
        (Self.proposal(Self.deny("organizations:DetachPolicy")), true), (Self.proposal(Self.deny("organizations:LeaveOrganization")), false),
        (Self.proposal(Self.deny("iam:*")), false), (Self.proposal(Self.deny("organizations:*", Self.except)), false),
        // What was denied before is not taken away by it.
        (Self.proposal(Self.deny("organizations:*"), live: Self.deny("*")), false),
        (Self.proposal(Self.deny("*"), live: Self.deny("organizations:DetachPolicy")), true),
        (Self.proposal(Self.deny("*"), targets: ["ou-abcd-12345678"]), true), (Self.proposal(Self.deny("*"), targets: [Fixtures.accountID]), true),
        (Self.proposal(Self.deny("*"), targets: ["999999999999"]), false), (Self.proposal(Self.deny("*"), targets: nil), true),
        (Self.proposal(Self.deny("*"), live: Self.deny("*"), operation: "AttachPolicy"), true),
        (Self.proposal(Self.deny("*"), operation: "AttachPolicy", target: "999999999999"), false),
        (Self.proposal(Self.deny("iam:*"), operation: "AttachPolicy"), false), (Self.proposal(Self.deny("*"), operation: "DetachPolicy"), false)
    ])
    func whatWouldKeepTheDaemonFromTakingItBackAsks(proposal: CorrectionProposal, isAsked: Bool) { #expect(Self.asks(proposal) == isAsked) }

    @Test func anExceptionForTheRoleCountsForTheRoleThatIsUsed() {
        let proposal = Self.proposal(Self.deny("organizations:*", Self.except))
        #expect(!Self.asks(proposal))
        #expect(Self.asks(proposal, own: "other"))
        #expect(Self.asks(proposal, own: nil))
    }

    @Test func itIsAmongTheGuards() { #expect(Self.asks(Self.proposal(Self.deny("*")), inChain: true)) }
}
