import Foundation
import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

/// What guards do to whole passes.
@Suite struct PassEvaluatorGuardTests {
    private func tag(_ script: PassScript, _ value: String, role: String = "export") {
        script.cloud.edit { $0[role: role]?.tags["owner"] = value }
    }

    private static func many(_ count: Int) -> PassScript {
        let script = PassScript((0..<count).map { Fixtures.fullRole("role-\($0)") })
        script.cloud.edit { world in for number in 0..<count { Fixtures.addFullRole("role-\(number)", to: &world) } }
        return script
    }

    @Test(arguments: [ReadGap.Code.throttled, .truncated, .unreachable])
    func aPartialPictureCorrectsNothingAnywhere(code: ReadGap.Code) async {
        var script = PassScript()
        self.tag(script, "x")
        script.cloud.failReads(of: Fixtures.identity(.kmsKey, "export-key"), code)
        await script.look()
        #expect(script.toSend.isEmpty)
        #expect(script.events == [.driftDetected])
        #expect(script.open().first?.reason?.contains("only in part") == true)
        await script.look()
        #expect(script.toSend.count == 1)
    }

    @Test func aDenialConcernsOnlyWhatItDenies() async {
        var script = PassScript()
        self.tag(script, "x")
        script.cloud.failReads(of: Fixtures.identity(.kmsKey, "export-key"), .denied)
        await script.look()
        #expect(script.toSend.count == 1)
        #expect(script.state(.kmsKey, "export-key") == .undetermined)
    }

    // MARK: Limits

    @Test(arguments: [(3, true), (4, false)])
    func overTheLimitNothingOfThePassIsSentAndAllOfItAsks(limit: Int, asks: Bool) async {
        var script = Self.many(4)
        script.limits = Limits(changesPerPassMax: limit, silenceMaxSeconds: 0)
        for number in 0..<4 { self.tag(script, "x", role: "role-\(number)") }
        await script.look()
        #expect(script.toSend.count == (asks ? 0 : 4))
        #expect(script.states() == Array(repeating: asks ? .awaitingApproval : .correcting, count: 4))
        #expect(script.events.count { $0 == .correctionAwaitingApproval } == (asks ? 4 : 0))
        await script.look()
        #expect(script.events.isEmpty)
        #expect(script.toSend.count == (asks ? 0 : 4))
    }

    @Test func oneOfTooManyAsksAgainWhenItsValueChangesWhileTheyWait() async {
        var script = Self.many(4)
        script.limits = Limits(changesPerPassMax: 3, silenceMaxSeconds: 0)
        for number in 0..<4 { self.tag(script, "x", role: "role-\(number)") }
        await script.look()
        self.tag(script, "y", role: "role-1")
        await script.look()
        #expect(script.toSend.isEmpty)
        #expect(script.states() == Array(repeating: .awaitingApproval, count: 4))
        #expect(script.events == [.driftUpdated, .correctionAwaitingApproval])
        await script.look()
        #expect(script.toSend.isEmpty && script.events.isEmpty)
    }

    @Test func whatComesLaterIsNotHeldUpByTheManyThatWait() async {
        var script = Self.many(5)
        script.limits = Limits(changesPerPassMax: 3, silenceMaxSeconds: 0)
        for number in 0..<4 { self.tag(script, "x", role: "role-\(number)") }
        await script.look()
        self.tag(script, "x", role: "role-4")
        await script.look()
        #expect(script.toSend.map(\.resource.name) == ["role-4"])
    }

    @Test(arguments: [(10, 40, false), (11, 40, true)])
    func overTheShareOfTheAccountAllOfItAsks(drifted: Int, managed: Int, asks: Bool) async {
        var script = Self.many(drifted)
        script.managedCount = managed
        for number in 0..<drifted { self.tag(script, "x", role: "role-\(number)") }
        await script.look()
        #expect(script.toSend.isEmpty == asks)
    }

    // MARK: Silence

    @Test func theFirstPassOfAnAccountAsksWhereItWouldCorrect() async {
        var script = PassScript()
        script.limits = Limits()
        self.tag(script, "x")
        await script.look()
        #expect(script.toSend.isEmpty)
        #expect(script.states() == [.awaitingApproval])
        #expect(script.events == [.driftDetected, .correctionAwaitingApproval])
        await script.look()
        #expect(script.events.isEmpty)
        #expect(script.accountState.isSilenceLatched)
    }

    @Test func theFirstPassDoesNotLatchWhereThereIsNothingToCorrect() async {
        var script = PassScript()
        script.limits = Limits()
        await script.look()
        #expect(!script.accountState.isSilenceLatched)
        self.tag(script, "x")
        await script.look()
        #expect(script.toSend.count == 1)
    }

    @Test(arguments: [(86_400.0, false), (86_401, true)])
    func silenceLongerThanTheLimitLatches(silence: Double, isLatched: Bool) async {
        var script = PassScript()
        script.limits = Limits()
        await script.look()
        self.tag(script, "x")
        await script.look(after: silence)
        #expect(script.accountState.isSilenceLatched == isLatched)
        #expect(script.toSend.isEmpty == isLatched)
    }

    @Test func aPassOverOneResourceDoesNotGetAroundTheSilence() async {
        var script = PassScript()
        script.limits = Limits()
        self.tag(script, "x")
        await script.look(only: [Fixtures.identity(.role, "export")])
        #expect(script.toSend.isEmpty)
        #expect(script.accountState.isSilenceLatched)
        #expect(script.accountState.lastCompleteAt == nil)
    }

    @Test func aCompletePassThatOnlyLooksReleasesTheLatch() async {
        var script = PassScript()
        script.limits = Limits()
        self.tag(script, "x")
        await script.look()
        script.account.mode = .observe
        script.cloud.failReads(of: Fixtures.identity(.role, "export"), .throttled)
        await script.look()
        #expect(script.accountState.isSilenceLatched)
        await script.look(only: [Fixtures.identity(.role, "export")])
        #expect(script.accountState.isSilenceLatched)
        await script.look()
        #expect(!script.accountState.isSilenceLatched)
        script.account.mode = .enforce
        await script.look()
        #expect(script.toSend.count == 1)
    }

    @Test func zeroSwitchesTheSilenceGuardOff() async {
        var script = PassScript()
        self.tag(script, "x")
        await script.look()
        #expect(script.toSend.count == 1)
    }

    // MARK: People

    @Test func aProtectedPrincipalIsRefusedOnceAndNeverTouched() async {
        var script = PassScript()
        script.protected = [Fixtures.roleARN("export")]
        self.tag(script, "x")
        await script.look()
        #expect(script.events == [.driftDetected, .correctionRefused])
        #expect(script.states() == [.refused])
        await script.look(after: 7200)
        #expect(script.events.isEmpty)
        #expect(script.toSend.isEmpty)
        script.protected = []
        await script.look()
        #expect(script.toSend.count == 1)
    }

    @Test func theModeApproveAsksOnceAndTheModeEnforceGoesOn() async {
        var script = PassScript()
        script.account.mode = .approve
        self.tag(script, "x")
        await script.look()
        #expect(script.events == [.driftDetected, .correctionAwaitingApproval])
        await script.look()
        #expect(script.events.isEmpty)
        script.account.mode = .enforce
        await script.look()
        #expect(script.toSend.count == 1)
        #expect(script.activeCorrections.count == 1)
    }

    @Test func aResourcesOwnModeCountsBeforeTheAccounts() async {
        var script = PassScript()
        script.desired[0].settings.mode = .observe
        self.tag(script, "x")
        await script.look()
        #expect(script.toSend.isEmpty)
        #expect(script.states() == [.open])
    }

    @Test func theIdOfADeletedPrincipalAsksAndWidens() async {
        var script = PassScript([Fixtures.resource(.role, "export", ["trustPolicy": Fixtures.trust(principal: Fixtures.roleARN("jobs"))])])
        script.cloud.edit { $0[role: "export"]?.trustPolicy = Fixtures.trust(principal: "AROAEXAMPLE0000000001") }
        await script.look()
        #expect(script.toSend.isEmpty)
        #expect(script.states() == [.awaitingApproval])
        #expect(script.open().map(\.direction) == [.widens])
    }

    @Test func aPrincipalThatIsNotThereIsNotWrittenIntoAPolicyUntilItIs() async {
        let jobs = Fixtures.resource(.role, "jobs", ["description": "no trust policy, so it is not created"])
        var script = PassScript([
            Fixtures.resource(.role, "export", ["trustPolicy": Fixtures.trust(principal: Fixtures.roleARN("jobs"))]), jobs
        ])
        script.cloud.edit { $0[role: "export"]?.trustPolicy = Fixtures.trust(principal: "AROAEXAMPLE0000000001") }
        await script.look()
        #expect(script.states("trustPolicy") == [.refused])
        #expect(script.open("trustPolicy").first?.reason?.contains(Fixtures.roleARN("jobs")) == true)
        #expect(script.events.count { $0 == .correctionRefused } == 1)
        await script.look()
        #expect(script.events.isEmpty)
        script.cloud.edit { $0.addRole("jobs", trust: Fixtures.trust()) }
        await script.look()
        #expect(script.states("trustPolicy") == [.awaitingApproval])
        script.approveAll()
        await script.lookAndSend()
        #expect(script.cloud.world()[role: "export"]?.trustPolicy == Fixtures.trust(principal: Fixtures.roleARN("jobs")))
    }

    @Test func anApprovalOfWhatWouldNameAPrincipalThatIsGoneMeanwhileIsRefused() async {
        let jobs = Fixtures.resource(.role, "jobs", ["trustPolicy": Fixtures.trust()])
        var script = PassScript([
            Fixtures.resource(.role, "export", ["trustPolicy": Fixtures.trust(principal: Fixtures.roleARN("jobs"))]), jobs
        ])
        script.cloud.edit { world in
            world[role: "export"]?.trustPolicy = Fixtures.trust(principal: "AROAEXAMPLE0000000001")
            world.addRole("jobs", trust: Fixtures.trust())
        }
        await script.look()
        #expect(script.states("trustPolicy") == [.awaitingApproval])
        script.approveAll()
        script.cloud.edit { $0[role: "jobs"] = nil }
        await script.lookAndSend()
        #expect(script.states("trustPolicy") == [.refused])
        #expect(script.cloud.attempts == 0)
    }

    // MARK: Order

    @Test func correctionsComeInTheOrderThatGrantsBeforeItRevokesAndLimitsBeforeItGrants() async {
        var script = PassScript()
        script.cloud.edit { world in
            world[role: "export"]?.inlinePolicies = ["sneak": Fixtures.allow("*")]
            world[role: "export"]?.permissionsBoundary = nil
            world[role: "export"]?.tags = [:]
            world[role: "export"]?.managedPolicies = ["arn:aws:iam::aws:policy/AdministratorAccess"]
        }
        await script.look()
        #expect(script.toSend.map(\.stage) == script.toSend.map(\.stage).sorted())
        await script.send()
        let operations = script.cloud.accepted.map(\.operation)
        #expect(operations.first == "PutRolePermissionsBoundary")
        #expect(Set(operations[1...2]) == ["PutRolePolicy", "AttachRolePolicy"])
        #expect(Set(operations[3...4]) == ["DeleteRolePolicy", "DetachRolePolicy"])
        #expect(operations.last == "TagRole")
    }

    @Test func aGrantWaitsWhileTheBoundaryThatLimitsItIsNotInPlace() async {
        var script = PassScript()
        script.cloud.edit { $0[role: "export"]?.permissionsBoundary = nil }
        script.cloud.failNextSend(.refused(code: "AccessDenied"))
        await script.lookAndSend()
        script.cloud.edit { $0[role: "export"]?.inlinePolicies = [:] }
        await script.look()
        #expect(script.toSend.isEmpty)
        #expect(script.open("inlinePolicies[load]").first?.reason?.contains("permissionsBoundary") == true)
        await script.lookAndSend(after: 60)
        #expect(script.cloud.accepted.map(\.operation) == ["PutRolePermissionsBoundary", "PutRolePolicy"])
    }

    @Test func severalFailedCorrectionsThatBecomeOneLeaveNoneBehind() async {
        var script = PassScript()
        script.cloud.edit { $0[role: "export"]?.description = "x" }
        script.cloud.failNextSend(.refused(code: "AccessDenied"))
        await script.lookAndSend()
        script.cloud.edit { $0[role: "export"]?.maxSessionDuration = 3600 }
        script.cloud.failNextSend(.refused(code: "AccessDenied"))
        await script.lookAndSend()
        #expect(script.activeCorrections.count == 2)
        await script.lookAndSend(after: 120)
        #expect(script.cloud.accepted.map(\.operation) == ["UpdateRole"])
        #expect(script.activeCorrections.count == 1)
    }
}
