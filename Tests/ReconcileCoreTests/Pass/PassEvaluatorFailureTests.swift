import Foundation
import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

/// What follows where AWS says no, or nothing.
@Suite struct PassEvaluatorFailureTests {
    private func edited() -> PassScript {
        let script = PassScript()
        script.cloud.edit { $0[role: "export"]?.inlinePolicies["load"] = Fixtures.allow("s3:*") }
        return script
    }

    @Test func aRefusalIsToldOnceHoweverOftenItIsRepeated() async {
        var script = self.edited()
        script.cloud.failNextSend(.refused(code: "AccessDenied"))
        await script.lookAndSend()
        #expect(script.events == [.driftDetected, .correctionRefused])
        #expect(script.states() == [.refused])
        await script.look(after: 3)
        #expect(script.toSend.isEmpty)
        script.cloud.failNextSend(.refused(code: "AccessDenied"))
        await script.lookAndSend(after: 2)
        #expect(script.cloud.attempts == 2)
        #expect(script.events.isEmpty)
        #expect(script.states() == [.refused])
        await script.look(after: 8)
        #expect(script.toSend.isEmpty)
        await script.lookAndSend(after: 2)
        #expect(script.events == [.correctionApplied])
        #expect(script.states() == [.propagating])
    }

    @Test func aRefusalAfterAnUnknownOutcomeIsNews() async {
        var script = self.edited()
        script.cloud.failNextSend(.unknown(takesEffect: false))
        await script.lookAndSend()
        #expect(script.events == [.driftDetected])
        #expect(script.states() == [.unknown])
        script.cloud.failNextSend(.refused(code: "AccessDenied"))
        await script.lookAndSend(after: 31)
        #expect(script.events == [.correctionRefused])
    }

    @Test func anotherFailureIsNews() async {
        var script = self.edited()
        script.cloud.failNextSend(.failed(code: "Throttling"))
        await script.lookAndSend()
        #expect(script.events == [.driftDetected, .correctionFailed])
        script.cloud.failNextSend(.refused(code: "AccessDenied"))
        await script.lookAndSend(after: 61)
        #expect(script.events == [.correctionRefused])
    }

    @Test(arguments: [true, false])
    func anUnansweredCallThatHappenedIsTakenForAccepted(dies: Bool) async {
        var script = self.edited()
        if dies {
            await script.look()
            await script.dieInSending(happened: true)
        } else {
            script.cloud.failNextSend(.unknown(takesEffect: true))
            await script.lookAndSend()
        }
        await script.look()
        #expect(script.events == [.correctionApplied])
        #expect(script.journalKinds == [.mutationResolved])
        #expect(script.states() == [.propagating])
        await script.look(after: 600)
        #expect(script.events == [.correctionSettled])
        #expect(script.cloud.accepted.count == 1)
    }

    @Test(arguments: [true, false])
    func anUnansweredCallThatDidNotHappenIsSentAgainOnceThatIsCertain(dies: Bool) async {
        var script = self.edited()
        if dies {
            await script.look()
            await script.dieInSending(happened: false)
        } else {
            script.cloud.failNextSend(.unknown(takesEffect: false))
            await script.lookAndSend()
        }
        await script.look(after: 29)
        #expect(script.toSend.isEmpty)
        #expect(script.states() == [.unknown])
        #expect(script.events.isEmpty)
        await script.look(after: 1)
        #expect(script.journal.first?.details["happened"] == false)
        #expect(script.toSend.count == 1)
        await script.send()
        #expect(script.events == [.correctionApplied])
        #expect(script.cloud.accepted.count == 1)
    }

    @Test func aClockThatIsSetBackDoesNotMakeWaitsLongerThanTwice() async {
        var script = self.edited()
        script.cloud.failNextSend(.refused(code: "AccessDenied"))
        await script.lookAndSend()
        script.clock.stepWall(by: -3600)
        script.cloud.failNextSend(.unknown(takesEffect: false))
        await script.lookAndSend()
        #expect(script.cloud.attempts == 2)
        script.clock.stepWall(by: -3600)
        await script.look()
        #expect(script.states() == [.unknown])
        await script.look(after: 30)
        #expect(script.toSend.count == 1)
    }

    @Test func aSecondPolicyVersionIsMadeOnlyAfterTheWholeWindow() async {
        var script = PassScript()
        script.cloud.edit { $0[policy: "read"]?.addVersion(Fixtures.allow("*")) }
        script.cloud.failNextSend(.unknown(takesEffect: false))
        await script.lookAndSend()
        await script.look(after: 599)
        #expect(script.toSend.isEmpty)
        await script.look(after: 1)
        #expect(script.toSend.count == 1)
    }

    @Test func aPolicyVersionMadeWithoutAnAnswerIsFoundThoughReadsAreBehind() async {
        var script = PassScript()
        script.cloud.edit { $0[policy: "read"]?.addVersion(Fixtures.allow("*")) }
        script.cloud.failNextSend(.unknown(takesEffect: true))
        await script.lookAndSend(after: 100)
        script.cloud.showOnlyAfter(seconds: 60)
        await script.look(after: 50)
        #expect(script.states() == [.unknown])
        await script.look(after: 50)
        #expect(script.states() == [.propagating])
        #expect(script.cloud.world()[policy: "read"]?.versions.count == 3)
    }

    @Test func aThirdValueEndsTheWaitingAndTheIntentIsAccountedFor() async {
        var script = self.edited()
        script.cloud.failNextSend(.unknown(takesEffect: false))
        await script.lookAndSend()
        script.cloud.edit { $0[role: "export"]?.inlinePolicies["load"] = Fixtures.allow("iam:*") }
        await script.look()
        #expect(script.events == [.driftUpdated])
        #expect(script.journalKinds.contains(.mutationResolved))
        #expect(script.toSend.count == 1)
    }

    @Test func anAspectThatCannotBeReadProvesNothingAboutTheCall() async {
        var script = self.edited()
        script.cloud.failNextSend(.unknown(takesEffect: true))
        await script.lookAndSend()
        let id = script.activeCorrections.map(\.id)
        script.cloud.failReads(of: Fixtures.identity(.role, "export"), part: "inlinePolicies", .denied)
        await script.look(after: 60)
        #expect(script.activeCorrections.map(\.id) == id)
        #expect(script.states() == [.unknown])
        #expect(script.toSend.isEmpty)
        await script.look()
        #expect(script.states() == [.propagating])
    }

    @Test func whileACallIsUnansweredAnotherDesiredValueWaits() async {
        var script = self.edited()
        script.cloud.failNextSend(.unknown(takesEffect: false))
        await script.lookAndSend()
        script.desired[0].spec["inlinePolicies"] = ["load": Fixtures.allow("s3:ListBucket")]
        await script.look()
        #expect(script.toSend.isEmpty)
        #expect(script.states() == [.unknown])
        await script.lookAndSend(after: 30)
        #expect(script.cloud.world()[role: "export"]?.inlinePolicies["load"] == Fixtures.allow("s3:ListBucket"))
        #expect(script.cloud.accepted.count == 1)
    }

    @Test func anUnansweredPruningIsPlannedAnew() async {
        var script = PassScript()
        script.cloud.edit { world in for number in 2...5 { world[policy: "read"]?.addVersion(Fixtures.allow("s3:Get\(number)")) } }
        script.cloud.failNextSend(of: "DeletePolicyVersion", .unknown(takesEffect: true))
        await script.lookAndSend()
        await script.lookAndSend()
        #expect(script.cloud.accepted.map(\.operation) == ["DeletePolicyVersion", "CreatePolicyVersion"])
        #expect(script.cloud.world()[policy: "read"]?.document == Fixtures.allow("neptune-db:connect"))
    }

    @Test func whatWasQueuedWhenTheDaemonDiedIsPlannedAnew() async {
        var script = self.edited()
        await script.look()
        #expect(script.toSend.count == 1)
        await script.lookAndSend()
        #expect(script.events == [.correctionApplied])
        #expect(script.cloud.accepted.count == 1)
        #expect(script.activeCorrections.map(\.state) == [.applied])
    }
}
