import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

/// What an account has no room for, on both sides of each border.
@Suite struct QuotaGuardTests {
    private static func context(_ quotas: [String: Int]) -> GuardContext {
        GuardContext(
            account: Fixtures.account(), accountState: AccountState(name: "prod"), limits: Limits(), protected: [], managedCount: 1,
            transientGap: nil, quotas: AccountQuotas(quotas))
    }

    private static func proposal(
        _ writes: [AspectWrite], live: [AspectName: JSONValue] = [:], of resource: DesiredResource = Fixtures.fullRole(),
        stage: CorrectionStage = .grant
    ) -> CorrectionProposal {
        let mutation = Mutation(service: "iam", operation: "Any", parameters: JSONObject(), writes: writes)
        let draft = CorrectionDraft(aspects: writes.map(\.aspect), stage: stage, mutations: [mutation], reason: "because")
        let observed = ObservedResource(identity: resource.identity, state: .drifted, live: LiveResource(arn: "arn", uniqueID: nil, aspects: live))
        return CorrectionProposal(resource: resource, drifts: [], draft: draft, observed: observed, mode: .enforce)
    }

    private static func answer(_ proposal: CorrectionProposal, _ quotas: [String: Int]) -> GuardAnswer {
        PolicySizeGuard().judge(proposal, in: Self.context(quotas))
    }

    // MARK: Sizes

    /// `{"a":"bc"}` has ten characters that count, wherever white space stands.
    @Test(arguments: [("{\"a\": \"b c\"}", 10), ("{ \"a\" :\n\t\"bc\" }", 10), ("{\"a\":\"\u{FC}\"}", 9)])
    func whiteSpaceIsNotCounted(text: String, size: Int) throws {
        let write = AspectWrite(AspectName("trustPolicy"), value: try JSONReader.parse(text), preImage: nil)
        #expect(Self.answer(Self.proposal([write]), ["AssumeRolePolicySizeQuota": size]) == .allow)
        #expect(
            Self.answer(Self.proposal([write]), ["AssumeRolePolicySizeQuota": size - 1])
                == .refuse(
                    "trustPolicy would have \(size) characters without white space; AssumeRolePolicySizeQuota of the account is \(size - 1)"))
    }

    @Test func aManagedPolicyHasAQuotaOfItsOwnAndUnknownOnesRefuseNothing() {
        let write = AspectWrite(AspectName("document"), value: Fixtures.allow("s3:*"), preImage: nil)
        let proposal = Self.proposal([write], of: Fixtures.policy())
        #expect(Self.answer(proposal, ["PolicySizeQuota": 5]) != .allow)
        #expect(Self.answer(proposal, ["AssumeRolePolicySizeQuota": 5]) == .allow)
        #expect(Self.answer(proposal, [:]) == .allow)
    }

    @Test(arguments: [(20_480, true), (20_481, false)])
    func aBucketPolicyIsCountedInBytesWithAllThatIsSent(bytes: Int, fits: Bool) {
        let empty = JSONWriter.compact(["a": ""]).utf8.count
        let write = AspectWrite(AspectName("bucketPolicy"), value: ["a": .string(String(repeating: " ", count: bytes - empty))], preImage: nil)
        let answer = Self.answer(Self.proposal([write], of: Fixtures.resource(.bucket, "loads", [:])), [:])
        #expect((answer == .allow) == fits)
    }

    @Test func whatIsTakenAwayHasNoSize() {
        let write = AspectWrite(AspectName("trustPolicy"), value: nil, preImage: Fixtures.trust())
        #expect(Self.answer(Self.proposal([write]), ["AssumeRolePolicySizeQuota": 0]) == .allow)
    }

    // MARK: Pairs

    private static func attached(_ names: [String]) -> [AspectName: JSONValue] {
        Dictionary(uniqueKeysWithValues: names.map { (AspectName("managedPolicies", $0), true) })
    }

    private static func attach(_ name: String, live: [String]) -> CorrectionProposal {
        Self.proposal([AspectWrite(AspectName("managedPolicies", name), value: true, preImage: nil)], live: Self.attached(live))
    }

    private static func detach(_ name: String, live: [String]) -> CorrectionProposal {
        Self.proposal([AspectWrite(AspectName("managedPolicies", name), value: nil, preImage: true)], live: Self.attached(live), stage: .revoke)
    }

    private static func rulings(_ proposals: [CorrectionProposal], max: Int) -> [Int: GuardAnswer] {
        QuotaPairGuard(quotas: AccountQuotas(["AttachedPoliciesPerRoleQuota": max])).rulings(on: proposals)
    }

    @Test func whereBothFitOnTheWayNothingAsks() {
        let live = ["a", "x"]
        #expect(Self.rulings([Self.attach("b", live: live), Self.detach("x", live: live)], max: 3).isEmpty)
    }

    @Test func whereTheyFitOnlyOneAfterTheOtherThePairAsksWithTheGap() {
        let live = ["a", "x"]
        let rulings = Self.rulings([Self.attach("b", live: live), Self.detach("x", live: live)], max: 2)
        let reason =
            "managedPolicies comes to 3 before what is not declared is taken away, and AttachedPoliciesPerRoleQuota of the account is 2: "
            + "AWS takes what is declared only after that, and until then it is missing"
        #expect(rulings == [0: .ask(reason), 1: .ask(reason)])
    }

    @Test func whatDoesNotFitInTheEndIsRefusedAndWhatMakesRoomIsNot() {
        let live = ["a", "x"]
        let rulings = Self.rulings([Self.attach("b", live: live), Self.attach("c", live: live), Self.detach("x", live: live)], max: 2)
        #expect(rulings[0] == .refuse("managedPolicies would come to 3; AttachedPoliciesPerRoleQuota of the account is 2"))
        #expect(rulings[1] == rulings[0] && rulings[2] == nil)
    }

    @Test(arguments: [(0, true), (-1, false)])
    func inlinePoliciesCountTogether(spare: Int, fits: Bool) {
        let (one, two) = (Fixtures.allow("s3:GetObject"), Fixtures.allow("s3:PutObject"))
        let total = [one, two].map { JSONWriter.compact($0).count }.reduce(0, +)
        let proposal = Self.proposal(
            [AspectWrite(AspectName("inlinePolicies", "b"), value: two, preImage: nil)], live: [AspectName("inlinePolicies", "a"): one])
        let rulings = QuotaPairGuard(quotas: AccountQuotas(["RolePolicySizeQuota": total + spare])).rulings(on: [proposal])
        #expect(rulings.isEmpty == fits)
    }

    @Test func oneResourcesRoomIsNotAnothers() {
        let other = Self.proposal(
            [AspectWrite(AspectName("managedPolicies", "b"), value: true, preImage: nil)], live: Self.attached(["a"]), of: Fixtures.fullRole("other"))
        #expect(Self.rulings([Self.attach("b", live: ["a"]), other], max: 2).isEmpty)
    }

    // MARK: Creation

    @Test(arguments: [(9, true), (8, false)])
    func noMoreAreCreatedThanThereIsRoomFor(used: Int, isRefused: Bool) {
        let creations = ["a", "b"].map { name in
            Self.proposal([AspectWrite(.existence, value: true, preImage: nil)], of: Fixtures.fullRole(name), stage: .createPrincipal)
        }
        let refusals = CreationQuotaGuard(quotas: AccountQuotas(["Roles": used, "RolesQuota": 10])).refusals(of: creations)
        #expect(refusals.count == (isRefused ? 2 : 0))
        if isRefused { #expect(refusals[0] == "the account has 9 Roles and 2 more are to be created; RolesQuota is 10") }
    }
}
