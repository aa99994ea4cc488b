import Foundation
import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

/// From a drift to its end, in the mode that puts things back.
@Suite struct PassEvaluatorCorrectionTests {
    private func tag(_ script: PassScript, _ value: String) { script.cloud.edit { $0[role: "export"]?.tags["owner"] = value } }

    /// A script whose role's tag was changed, detected and put back.
    private func corrected() async -> PassScript {
        var script = PassScript()
        await script.look()
        self.tag(script, "x")
        await script.lookAndSend()
        return script
    }

    @Test func aDriftIsCorrectedAndSettlesWhenItsWindowCloses() async {
        var script = await self.corrected()
        #expect(script.events == [.driftDetected, .correctionApplied])
        #expect(script.journalKinds == [.driftDetected, .correctionPlanned, .mutationIntended, .mutationOutcome])
        #expect(script.states() == [.propagating])
        #expect(script.cloud.world()[role: "export"]?.tags == ["owner": "graph"])
        await script.look()
        await script.look()
        #expect(script.journalKinds == [.correctionReadable])
        #expect(script.state(.role, "export") == .propagating)
        #expect(script.activeCorrections.map(\.state) == [.readable])
        await script.look(after: 597.5)
        #expect(script.events.isEmpty)
        #expect(script.open().count == 1)
        await script.look(after: 0.5)
        #expect(script.events == [.correctionSettled])
        #expect(script.journalKinds == [.driftEnded, .correctionSettled])
        #expect(script.ends("tags[owner]") == [.settled])
        #expect(script.activeCorrections.isEmpty)
        #expect(script.openWindows.isEmpty)
        #expect(script.state(.role, "export") == .inSync)
        #expect(script.cloud.accepted.count == 1)
    }

    @Test func staleReadsInsideTheWindowAreNeitherDriftNorNews() async {
        var script = await self.corrected()
        script.cloud.showOnlyAfter(seconds: 30)
        for _ in 1...20 {
            await script.look()
            #expect(script.events.isEmpty)
            #expect(script.toSend.isEmpty)
        }
        await script.look(after: 30)
        await script.look(after: 600)
        #expect(script.events == [.correctionSettled])
    }

    @Test(arguments: [-3600.0, 3600])
    func aStepOfTheWallClockNeitherEndsNorLengthensTheWindow(step: Double) async {
        var script = await self.corrected()
        await script.look(after: 100)
        script.clock.stepWall(by: step)
        await script.look(after: 499.5)
        #expect(script.openWindows.count == 1)
        await script.look(after: 0.5)
        #expect(script.openWindows.isEmpty)
        #expect(script.events == [.correctionSettled])
    }

    @Test func aRestartOfTheMachineLeavesTheWindowAsItWas() async {
        var script = await self.corrected()
        await script.look(after: 100)
        script.clock.reboot(as: "boot-2", after: 99)
        await script.look()
        #expect(script.openWindows.count == 1)
        #expect(script.events.isEmpty)
        await script.look(after: 399.5)
        #expect(script.openWindows.count == 1)
        await script.look(after: 0.5)
        #expect(script.events == [.correctionSettled])
    }

    @Test func aThirdValueIsCorrectedAtOnceAsADriftOfItsOwn() async {
        var script = await self.corrected()
        let first = script.activeCorrections.map(\.id)
        self.tag(script, "third")
        await script.lookAndSend()
        #expect(script.events == [.driftDetected, .correctionApplied])
        #expect(script.ends("tags[owner]") == [.superseded])
        #expect(script.corrections[first[0]]?.state == .superseded)
        #expect(script.cloud.accepted.count == 2)
        #expect(script.openWindows.count == 2)
        await script.look(after: 600)
        #expect(script.events == [.correctionSettled])
        #expect(script.open().isEmpty)
    }

    @Test func thePreImageAfterTheValueWasReadIsASuspectedRevertAndCorrectedAfterTheWindow() async {
        var script = await self.corrected()
        await script.look()
        await script.look()
        self.tag(script, "x")
        await script.look()
        #expect(script.events.isEmpty)
        #expect(script.toSend.isEmpty)
        #expect(script.states() == [.suspectedRevert])
        #expect(script.state(.role, "export") == .drifted)
        await script.lookAndSend(after: 600)
        #expect(script.events == [.driftDetected, .correctionApplied])
        #expect(script.ends("tags[owner]") == [.superseded])
        #expect(script.cloud.world()[role: "export"]?.tags == ["owner": "graph"])
    }

    @Test func aSuspectedRevertThatPassesSettlesAsIfNothingHadBeen() async {
        var script = await self.corrected()
        await script.look()
        await script.look()
        script.cloud.showNextAfter(seconds: [3.5])
        await script.look()
        #expect(script.states() == [.suspectedRevert])
        await script.look()
        #expect(script.states() == [.propagating])
        await script.look(after: 600)
        #expect(script.events == [.correctionSettled])
    }

    @Test func anAcceptedChangeThatNeverShowsFailsAndIsSentAgain() async {
        var script = await self.corrected()
        // Both looks show the moment between the edit and the correction.
        script.cloud.showNextAfter(seconds: [599.5, 600.5])
        await script.look(after: 599)
        #expect(script.events.isEmpty)
        await script.look(after: 1)
        #expect(script.events == [.correctionFailed])
        #expect(script.toSend.count == 1)
    }

    @Test func anotherDesiredValueIsWrittenOnceTheOldOneIsReadable() async {
        var script = await self.corrected()
        script.desired[0].spec["tags"] = ["owner": "graph-2"]
        await script.look()
        #expect(script.toSend.isEmpty)
        await script.lookAndSend()
        #expect(script.cloud.world()[role: "export"]?.tags == ["owner": "graph-2"])
        await script.look()
        await script.look(after: 600)
        #expect(script.open().isEmpty)
        #expect(script.activeCorrections.isEmpty)
        #expect(script.cloud.accepted.count == 2)
    }

    @Test func aDriftUndoneByHandWhileItWaitedIsResolvedThoughAnEarlierWindowIsOpen() async {
        var script = await self.corrected()
        script.account.mode = .approve
        self.tag(script, "third")
        await script.look()
        #expect(script.states() == [.awaitingApproval])
        self.tag(script, "graph")
        await script.look()
        #expect(script.events == [.driftResolved])
        #expect(script.activeCorrections.isEmpty)
    }

    // MARK: What is not there

    @Test func whatWasNeverThereIsCreated() async {
        var script = PassScript([Fixtures.fullRole("fresh"), Fixtures.policy("fresh-read"), Fixtures.policy()])
        await script.look()
        #expect(script.toSend.map(\.stage) == [.createPolicy, .createPrincipal])
        await script.send()
        #expect(script.cloud.world()[role: "fresh"]?.inlinePolicies.keys.sorted() == ["load"])
        #expect(script.cloud.world()[policy: "fresh-read"] != nil)
        await script.look()
        await script.look(after: 600)
        #expect(script.events == [.correctionSettled, .correctionSettled])
        #expect(script.open().isEmpty)
    }

    @Test func whatOneCreationWroteSettlesTogetherThoughItsCallsTookTheirTime() async {
        var script = PassScript([Fixtures.fullRole("fresh")])
        let clock = script.clock
        script.cloud.onSend { _ in clock.advance(by: 5) }
        await script.lookAndSend()
        #expect(Set(script.openWindows.map(\.openedAt)).count == 3)
        await script.look(after: 590)
        #expect(script.events.isEmpty)
        await script.look(after: 5)
        #expect(script.events.isEmpty)
        #expect(script.ends("existence").isEmpty)
        await script.look(after: 5)
        #expect(script.events == [.correctionSettled])
        #expect(script.ends("existence") == [.settled])
    }

    @Test func aRoleThatWasThereAsksAndThatOnce() async {
        var script = PassScript()
        await script.look()
        script.cloud.edit { $0[role: "export"] = nil }
        await script.look()
        #expect(script.events == [.driftDetected, .correctionAwaitingApproval])
        #expect(script.states() == [.awaitingApproval])
        #expect(script.toSend.isEmpty)
        await script.look()
        #expect(script.events.isEmpty)
        #expect(script.journal.isEmpty)
    }

    @Test func aPolicyThatIsGoneIsCreatedAgain() async {
        var script = PassScript()
        await script.look()
        script.cloud.edit { $0[policy: "read"] = nil }
        await script.lookAndSend()
        #expect(script.cloud.accepted.map(\.operation) == ["CreatePolicy"])
        #expect(script.cloud.world()[policy: "read"]?.tags == ["owner": "graph"])
    }

    @Test func aKeyThatIsGoneIsToldAndExplained() async {
        var script = PassScript()
        await script.look()
        script.cloud.edit { $0.keys = [:] }
        await script.look()
        #expect(script.events == [.driftDetected])
        #expect(script.toSend.isEmpty)
        #expect(script.open().first?.reason?.contains("never created") == true)
        await script.look()
        #expect(script.events.isEmpty)
    }

    @Test func aResourceThatIsGoneCoversTheDriftsOfItsParts() async {
        var script = PassScript()
        script.account.mode = .approve
        self.tag(script, "x")
        await script.look()
        script.cloud.edit { $0[role: "export"] = nil }
        await script.look()
        #expect(script.open().map(\.aspect) == [.existence])
        #expect(script.ends("tags[owner]") == [.superseded])
        #expect(script.activeCorrections.flatMap(\.aspects) == [.existence])
    }

    @Test func aCreationThatStoppedHalfwayLeavesNothingOnTheBooks() async {
        var script = PassScript([Fixtures.fullRole("fresh")])
        script.cloud.failNextSend(of: "AttachRolePolicy", .refused(code: "AccessDenied"))
        await script.lookAndSend()
        #expect(script.events == [.driftDetected, .correctionRefused])
        await script.lookAndSend()
        #expect(script.events.filter { $0 == .driftResolved }.isEmpty)
        #expect(script.cloud.world()[role: "fresh"]?.managedPolicies == [Fixtures.policyARN("read")])
        await script.look(after: 600)
        await script.look(after: 600)
        #expect(script.open().isEmpty)
        #expect(script.activeCorrections.isEmpty)
        #expect(script.openWindows.isEmpty)
    }

    @Test func aPathIsToldAndExplainedAndNotCorrected() async {
        var script = PassScript([Fixtures.resource(.role, "export", ["path": "/graph/"])])
        await script.look()
        #expect(script.events == [.driftDetected])
        #expect(script.toSend.isEmpty)
        #expect(script.open().first?.reason?.contains("path") == true)
    }
}
