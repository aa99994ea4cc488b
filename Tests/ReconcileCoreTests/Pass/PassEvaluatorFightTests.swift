import Foundation
import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

/// Somebody else wants it otherwise, again and again.
@Suite struct PassEvaluatorFightTests {
    private func tag(_ script: PassScript, _ value: String?) { script.cloud.edit { $0[role: "export"]?.tags["owner"] = value } }

    /// So many rounds of the same edit, each corrected and settled; then the edit once more, not looked at yet.
    private func rounds(_ count: Int, pauseSeconds: Double = 1) async -> PassScript {
        var script = PassScript()
        await script.look()
        for _ in 0..<count {
            self.tag(script, "x")
            await script.lookAndSend(after: pauseSeconds)
            await script.look()
            await script.look()
            await script.look(after: 600)
        }
        self.tag(script, "x")
        return script
    }

    @Test(arguments: [(2, false), (3, true)])
    func theFourthTimeIsAFightAndTheThirdIsNot(rounds: Int, isFight: Bool) async {
        var script = await self.rounds(rounds)
        await script.lookAndSend()
        #expect(script.events == (isFight ? [.driftDetected, .driftFighting] : [.driftDetected, .correctionApplied]))
        #expect(script.states() == [isFight ? .fighting : .propagating])
        #expect(script.cloud.attempts == 3)
    }

    @Test func aFightIsToldOnceAndNothingIsSentHoweverLongItLasts() async {
        var script = await self.rounds(3)
        await script.look()
        let reason = script.open().first?.reason
        #expect(reason?.contains("3 times") == true)
        #expect(script.journalKinds == [.driftDetected, .driftFighting])
        script.cloud.failReads(of: Fixtures.identity(.kmsKey, "export-key"), .throttled)
        for _ in 1...40 {
            await script.lookAndSend(after: 3600)
            #expect(script.events.isEmpty)
            #expect(script.journal.isEmpty)
        }
        #expect(script.states() == [.fighting])
        #expect(script.open().first?.reason == reason)
        #expect(script.state(.role, "export") == .drifted)
        #expect(script.cloud.attempts == 3)
        #expect(script.activeCorrections.isEmpty)
    }

    @Test func anotherValueIsCorrectedAtOnce() async {
        var script = await self.rounds(3)
        await script.look()
        self.tag(script, "y")
        await script.lookAndSend()
        #expect(script.events == [.driftUpdated, .correctionApplied])
        #expect(script.cloud.world()[role: "export"]?.tags == ["owner": "graph"])
    }

    @Test func anotherDesiredValueIsWrittenAtOnce() async {
        var script = await self.rounds(3)
        await script.look()
        script.desired[0].spec["tags"] = ["owner": "graph-2"]
        await script.lookAndSend()
        #expect(script.cloud.world()[role: "export"]?.tags == ["owner": "graph-2"])
    }

    @Test func aFightThatTheOtherGivesUpIsResolved() async {
        var script = await self.rounds(3)
        await script.look()
        self.tag(script, "graph")
        await script.look()
        #expect(script.events == [.driftResolved])
        #expect(script.open().isEmpty)
        #expect(script.state(.role, "export") == .inSync)
    }

    @Test(arguments: [(28_000.0, true), (43_200, false)])
    func onlyWhatWasPutBackWithinADayCounts(pauseSeconds: Double, isFight: Bool) async {
        var script = await self.rounds(3, pauseSeconds: pauseSeconds)
        await script.look()
        #expect(script.states() == [isFight ? .fighting : .correcting])
    }

    @Test func threeRevertsInsideTheWindowAreAFightToo() async {
        var script = PassScript()
        await script.look()
        self.tag(script, "x")
        for _ in 1...3 {
            await script.lookAndSend()
            await script.look()
            await script.look()
            self.tag(script, "x")
            await script.look()
            #expect(script.states() == [.suspectedRevert])
            script.clock.advance(by: 600)
        }
        await script.look()
        #expect(script.states() == [.fighting])
        #expect(script.cloud.attempts == 3)
    }

    @Test func whatSharesACallWithAFightIsPutBackWithoutIt() async {
        var script = PassScript()
        await script.look()
        for _ in 1...3 {
            script.cloud.edit { $0[role: "export"]?.description = "x" }
            await script.lookAndSend()
            await script.look(after: 600)
        }
        script.cloud.edit { world in
            world[role: "export"]?.description = "x"
            world[role: "export"]?.maxSessionDuration = 3600
        }
        await script.lookAndSend()
        #expect(script.states("description") == [.fighting])
        #expect(script.states("maxSessionDuration") == [.propagating])
        #expect(script.cloud.world()[role: "export"]?.description == "x")
        #expect(script.cloud.world()[role: "export"]?.maxSessionDuration == 7200)
    }

    @Test func whereAPersonIsAskedAnywayAFightAsks() async {
        var script = await self.rounds(3)
        script.account.mode = .approve
        await script.look()
        #expect(script.states() == [.awaitingApproval])
        #expect(script.events == [.driftDetected, .correctionAwaitingApproval])
    }
}
