import Foundation
import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

/// Clocks that are set, machines that start again.
@Suite struct PassEvaluatorClockTests {
    /// What happens to the clocks at one moment.
    enum Event: CaseIterable, Sendable {
        case stepBack, stepForward, restart, restartAndStepBack

        func happen(_ script: PassScript) {
            switch self {
            case .stepBack: script.clock.stepWall(by: -3600)
            case .stepForward: script.clock.stepWall(by: 3600)
            case .restart: script.clock.reboot(as: "boot-2", after: 0)
            case .restartAndStepBack: script.clock.reboot(as: "boot-2", after: -3600)
            }
        }
    }

    private func tag(_ script: PassScript, _ value: String) { script.cloud.edit { $0[role: "export"]?.tags["owner"] = value } }

    private func corrected() async -> PassScript {
        var script = PassScript()
        await script.look()
        self.tag(script, "x")
        await script.lookAndSend()
        return script
    }

    /// How long the window stays open after the event, to the half second.
    private func secondsLeft(_ script: inout PassScript) async -> Double {
        var seconds = 0.0
        while !script.openWindows.isEmpty, seconds < 10_000 {
            await script.look(after: 0.5)
            seconds += 0.5
        }
        return seconds
    }

    // Set back behind its beginning by a restart, it counts anew from the first look, half a second later.
    @Test(arguments: [(Event.stepBack, 500.0), (.stepForward, 500), (.restart, 500), (.restartAndStepBack, 600.5)])
    func aWindowIsNeitherShortenedNorKeptOpenForLongerThanItsLength(event: Event, left: Double) async {
        var script = await self.corrected()
        await script.look(after: 99)
        script.clock.advance(by: 1)
        event.happen(script)
        #expect(await self.secondsLeft(&script) == left)
        #expect(script.events == [.correctionSettled])
    }

    /// An answer can be as old as its question: one that was asked inside the window proves nothing after it.
    @Test(arguments: [(595.0, 10.0), (599.5, 1), (1, 10_000)])
    func whatWasAskedInsideTheWindowIsJudgedAsInsideIt(after: Double, taking: Double) async {
        var script = await self.corrected()
        script.cloud.showOnlyAfter(seconds: 600)
        await script.look(after: after, taking: taking)
        #expect(script.drifts.values.filter { $0.end == nil }.map(\.state) == [.propagating])
        #expect(script.toSend.isEmpty)
        script.cloud.showOnlyAfter(seconds: 0)
        await script.look(after: 600)
        #expect(script.events == [.correctionSettled])
    }

    @Test func aClockThatIsAheadAfterARestartClosesWhatItSaysHasPassed() async {
        var script = await self.corrected()
        script.clock.reboot(as: "boot-2", after: 3600)
        await script.look()
        #expect(script.openWindows.isEmpty)
    }

    @Test func afterARestartTheWallClockCountsOnce() async {
        var script = await self.corrected()
        script.clock.reboot(as: "boot-2", after: 100)
        await script.look(after: 0)
        script.clock.stepWall(by: 3600)
        await script.look(after: 499.5)
        #expect(script.openWindows.map(\.openedAt.bootID) == ["boot-2"])
        await script.look(after: 0.5)
        #expect(script.openWindows.isEmpty)
    }

    @Test(arguments: Event.allCases)
    func patienceWithAnAnswerThatNeverCameIsNotCutShort(event: Event) async {
        var script = PassScript()
        self.tag(script, "x")
        script.cloud.failNextSend(.unknown(takesEffect: false))
        await script.lookAndSend()
        script.clock.advance(by: 1)
        event.happen(script)
        await script.look(after: 0)
        #expect(script.states() == [.unknown])
        await script.look(after: 28.5)
        #expect(script.toSend.isEmpty)
        // Set back behind the sending, it counts anew from the first look after that.
        await script.look(after: 1.5)
        #expect(script.toSend.count == 1)
    }

    @Test(arguments: Event.allCases)
    func aWaitBeforeTheNextAttemptEndsSoonerRatherThanLater(event: Event) async {
        var script = PassScript()
        self.tag(script, "x")
        script.cloud.failNextSend(.failed(code: "Throttling"))
        await script.lookAndSend()
        event.happen(script)
        await script.look(after: 60)
        #expect(script.toSend.count == 1)
    }

    @Test(arguments: Event.allCases)
    func anHourMoreOrLessIsNoLongSilence(event: Event) async {
        var script = PassScript()
        script.limits = Limits()
        await script.look()
        event.happen(script)
        self.tag(script, "x")
        await script.look(after: 3600)
        #expect(!script.accountState.isSilenceLatched)
        #expect(script.toSend.count == 1)
    }

    @Test(arguments: Event.allCases)
    func aHalfDoneCreationSettlesAndIsNotTakenForSomebodyElses(event: Event) async {
        var script = PassScript([Fixtures.fullRole("fresh")])
        script.cloud.failNextSend(of: "AttachRolePolicy", .refused(code: "AccessDenied"))
        await script.look()
        event.happen(script)
        await script.send()
        for _ in 1...3 { await script.lookAndSend(after: 100) }
        #expect(!script.events.contains(.driftResolved))
        await script.look(after: 600)
        await script.look(after: 600)
        #expect(script.ends("existence") == [.settled])
        #expect(script.activeCorrections.isEmpty)
    }

    @Test(arguments: [-3600.0, 3600])
    func aDriftThatIsUndoneByHandIsResolvedThoughTheClockWasSet(step: Double) async {
        var script = await self.corrected()
        script.clock.stepWall(by: step)
        script.account.mode = .approve
        self.tag(script, "third")
        await script.look()
        self.tag(script, "graph")
        await script.look()
        #expect(script.events == [.driftResolved])
    }

    @Test(arguments: Event.allCases)
    func theLatestOfSeveralWindowsStaysTheLatest(event: Event) async {
        var script = await self.corrected()
        await script.look()
        await script.look()
        self.tag(script, "third")
        await script.lookAndSend()
        event.happen(script)
        await script.look()
        await script.look()
        // What the first correction had replaced explains itself by a replica that is behind; what the second replaced does not.
        self.tag(script, "third")
        await script.look()
        #expect(script.states() == [.suspectedRevert])
        #expect(script.toSend.isEmpty)
    }
}
