import Foundation
import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

/// What is told and kept of drifts, in the mode that only looks.
@Suite struct PassEvaluatorDriftTests {
    private func observing(_ settings: ReconcileSettings = ReconcileSettings()) -> PassScript {
        var script = PassScript([Fixtures.fullRole(settings: settings), Fixtures.policy(), Fixtures.key()])
        script.account = Fixtures.account(.observe)
        return script
    }

    private func tag(_ script: PassScript, _ key: String, _ value: String?) { script.cloud.edit { $0[role: "export"]?.tags[key] = value } }

    @Test func whatIsAsDeclaredSaysNothing() async {
        var script = self.observing()
        await script.look()
        #expect(script.events.isEmpty)
        #expect(script.open().isEmpty)
        #expect(script.state(.role, "export") == .inSync)
        #expect(script.lastCommit.pass?.outcome == .complete)
    }

    @Test func anUnchangedEstateWritesNothingButThePass() async {
        var script = self.observing()
        await script.look()
        await script.look()
        var expected = Commit()
        expected.pass = script.lastCommit.pass
        expected.accounts = script.lastCommit.accounts
        #expect(script.lastCommit == expected)
    }

    @Test func aDriftIsDetectedOnceHoweverOftenItIsSeen() async {
        var script = self.observing()
        await script.look()
        self.tag(script, "owner", "somebody")
        await script.look()
        #expect(script.events == [.driftDetected])
        #expect(script.journalKinds == [.driftDetected])
        #expect(script.open().map(\.aspect.description) == ["tags[owner]"])
        #expect(script.open().map(\.kind) == [.modified])
        #expect(script.state(.role, "export") == .drifted)
        let id = script.open().map(\.id)
        for _ in 1...3 { await script.look() }
        #expect(script.events.isEmpty)
        #expect(script.journal.isEmpty)
        #expect(script.lastCommit.observed.isEmpty)
        #expect(script.open().map(\.id) == id)
    }

    /// The declared statement and one more.
    private func load(_ script: PassScript, and statements: JSONValue...) {
        let declared: JSONValue = ["Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"]
        let document: JSONValue = ["Version": "2012-10-17", "Statement": .array([declared] + statements)]
        script.cloud.edit { $0[role: "export"]?.inlinePolicies["load"] = document }
    }

    @Test func aStatementThatAddsNothingIsAnotherSpelling() async {
        var script = self.observing()
        let conditional: JSONValue = ["StringEquals": ["aws:PrincipalTag/team": "graph"]]
        self.load(script, and: ["Sid": "Covered", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": conditional])
        for _ in 1...2 {
            await script.look()
            #expect(script.events.isEmpty)
            #expect(script.open().isEmpty)
            #expect(script.state(.role, "export") == .inSync)
            #expect(script.observed[Fixtures.identity(.role, "export")]?.spelledDifferently == [AspectName("inlinePolicies", "load")])
        }
    }

    @Test(arguments: [
        ["Effect": "Deny", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::secret/*"] as JSONValue,
        ["Effect": "Deny", "Action": "kms:Decrypt", "Resource": "*"], ["Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"]
    ])
    func aStatementThatCountsIsADrift(statement: JSONValue) async {
        var script = self.observing()
        self.load(script, and: statement)
        await script.look()
        #expect(script.events == [.driftDetected])
        #expect(script.open().map(\.direction) == [statement["Effect"] == "Deny" ? .narrows : .widens])
    }

    @Test func anotherValueUpdatesTheSameDrift() async {
        var script = self.observing()
        self.tag(script, "owner", "somebody")
        await script.look()
        let id = script.open().map(\.id)
        self.tag(script, "owner", "somebody else")
        await script.look()
        #expect(script.events == [.driftUpdated])
        #expect(script.open().map(\.id) == id)
        #expect(script.open().map(\.live) == ["somebody else"])
        await script.look()
        #expect(script.events.isEmpty)
    }

    @Test func anotherSpellingOfTheSameValueIsNoUpdate() async {
        var script = self.observing()
        script.cloud.edit { $0[role: "export"]?.trustPolicy = Fixtures.trust("ec2.amazonaws.com") }
        await script.look()
        let spelled: JSONValue = [
            "Version": "2012-10-17",
            "Statement": ["Action": "STS:AssumeRole", "Effect": "Allow", "Principal": ["Service": ["ec2.amazonaws.com"]]]
        ]
        script.cloud.edit { $0[role: "export"]?.trustPolicy = spelled }
        await script.look()
        #expect(script.events.isEmpty)
        #expect(script.open().count == 1)
    }

    @Test func aDriftThatGoesAwayWithoutUsIsResolved() async {
        var script = self.observing()
        self.tag(script, "owner", "somebody")
        await script.look()
        self.tag(script, "owner", "graph")
        await script.look()
        #expect(script.events == [.driftResolved])
        #expect(script.ends("tags[owner]") == [.resolved])
        #expect(script.state(.role, "export") == .inSync)
    }

    @Test func theSameDriftAgainIsANewEpisode() async {
        var script = self.observing()
        for value in ["x", "graph", "x"] {
            self.tag(script, "owner", value)
            await script.look()
        }
        #expect(script.events == [.driftDetected])
        #expect(script.ends("tags[owner]") == [.resolved])
        #expect(script.open().count == 1)
    }

    @Test func whatCannotBeReadKeepsItsDriftAndSaysNothing() async {
        var script = self.observing()
        self.tag(script, "owner", "somebody")
        await script.look()
        script.cloud.failReads(of: Fixtures.identity(.role, "export"), .denied)
        await script.look()
        #expect(script.events.isEmpty)
        #expect(script.open().count == 1)
        #expect(script.state(.role, "export") == .undetermined)
        #expect(script.lastCommit.pass?.outcome == .partial)
        await script.look()
        #expect(script.events.isEmpty)
        #expect(script.state(.role, "export") == .drifted)
    }

    @Test func aPartThatCannotBeReadIsNeitherGoneNorResolved() async {
        var script = self.observing()
        self.tag(script, "cost", "1")
        await script.look()
        script.cloud.failReads(of: Fixtures.identity(.role, "export"), part: "tags", .denied)
        await script.look()
        #expect(script.events.isEmpty)
        #expect(script.open("tags[cost]").count == 1)
        #expect(script.open().count == 1)
    }

    @Test func aResourceThatTheReaderForgotIsUndetermined() async {
        var script = self.observing()
        await script.look()
        let plan = PassPlan(account: script.account, desired: script.desired, observed: [], only: nil)
        let now = script.clock.now()
        script.decide(plan, Snapshot(account: "prod", startedAt: now, finishedAt: now, readings: [:], requests: 1))
        #expect(script.state(.role, "export") == .undetermined)
        #expect(script.lastCommit.pass?.outcome == .partial)
    }

    @Test func anAccountThatCannotBeReadIsToldOnceAndItsReturnOnce() async {
        var script = self.observing()
        await script.look()
        script.cloud.failReads(.unreachable, times: 2)
        await script.look()
        #expect(script.events == [.accountUnreadable])
        #expect(script.lastCommit.pass?.outcome == .failed)
        let since = script.accountState.unreadableSince
        await script.look()
        #expect(script.events.isEmpty)
        #expect(script.accountState.unreadableSince == since)
        await script.look()
        #expect(script.events == [.accountReadable])
        #expect(script.accountState.unreadable == nil)
    }

    // MARK: Ignoring

    @Test func whatIsIgnoredIsKeptAndNotTold() async {
        let end = Instant.forTests.wall.addingTimeInterval(100)
        var script = self.observing(
            ReconcileSettings(ignoreRules: [IgnoreRule(aspect: "tags", reason: "billing", owner: nil, until: end)]))
        self.tag(script, "cost", "1")
        await script.look()
        #expect(script.events.isEmpty)
        #expect(script.states() == [.ignored])
        #expect(script.state(.role, "export") == .inSync)
        await script.look(after: 98.5)
        #expect(script.events.isEmpty)
        await script.look(after: 0.5)
        #expect(script.events == [.driftDetected])
        #expect(script.states() == [.open])
    }

    @Test func anIgnoredDriftThatGoesAwayIsNotTold() async {
        var script = self.observing(
            ReconcileSettings(ignoreRules: [IgnoreRule(aspect: "tags[cost]", reason: "billing", owner: nil, until: nil)]))
        self.tag(script, "cost", "1")
        await script.look()
        self.tag(script, "cost", nil)
        await script.look()
        #expect(script.events.isEmpty)
        #expect(script.ends("tags[cost]") == [.resolved])
    }

    @Test func anIgnoreRuleForOneMemberLeavesTheOthers() async {
        var script = self.observing(
            ReconcileSettings(ignoreRules: [IgnoreRule(aspect: "tags[cost]", reason: "billing", owner: nil, until: nil)]))
        self.tag(script, "cost", "1")
        self.tag(script, "team", "x")
        await script.look()
        #expect(script.notices.map { $0.change["aspect"] } == ["tags[team]"])
    }

    // MARK: What is declared changes

    @Test func aKeyThatIsNoLongerDeclaredEndsItsDrift() async {
        var script = self.observing()
        self.tag(script, "cost", "1")
        await script.look()
        script.desired[0].spec["tags"] = nil
        await script.look()
        #expect(script.events.isEmpty)
        #expect(script.ends("tags[cost]") == [.undeclared])
    }

    @Test func additiveOwnershipEndsTheDriftOfExtraMembersWithoutSayingThatTheyAreGone() async {
        var script = self.observing()
        self.tag(script, "cost", "1")
        await script.look()
        script.desired[0].settings.ownership = .additive
        await script.look()
        #expect(script.events.isEmpty)
        #expect(script.ends("tags[cost]") == [.undeclared])
    }

    @Test func aResourceThatIsNoLongerDeclaredLeavesNothingOnTheBooks() async {
        var script = PassScript()
        self.tag(script, "owner", "x")
        await script.lookAndSend()
        #expect(script.openWindows.count == 1)
        script.desired.removeFirst()
        await script.look(only: [Fixtures.identity(.managedPolicy, "read")])
        #expect(script.openWindows.count == 1)
        await script.look()
        #expect(script.open().isEmpty)
        #expect(script.openWindows.isEmpty)
        #expect(script.activeCorrections.isEmpty)
        #expect(script.ends("tags[owner]") == [.undeclared])
    }

    @Test func anOrphanIsWatchedAndNotCorrected() async {
        var script = PassScript()
        script.desired[0].isOrphaned = true
        self.tag(script, "owner", "x")
        await script.look()
        #expect(script.events == [.driftDetected])
        #expect(script.toSend.isEmpty)
        #expect(script.state(.role, "export") == .orphaned)
    }

    @Test func aReferenceThatLeadsNowhereIsUndeterminedAndCorrectsNothing() async {
        var script = PassScript()
        script.desired[0].spec["managedPolicies"] = ["ManagedPolicy/nowhere"]
        self.tag(script, "owner", "x")
        await script.look()
        #expect(script.toSend.isEmpty)
        #expect(script.state(.role, "export") == .undetermined)
        #expect(script.observed[Fixtures.identity(.role, "export")]?.gap?.code == .unresolved)
    }
}
