import Foundation
import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

/// What people have taken out of the daemon's hands.
@Suite struct PassEvaluatorExceptionTests {
    enum Exception: CaseIterable, Sendable {
        case pausedResource, pausedAccount, ignoredAspect, ignoredBase

        func begin(_ script: inout PassScript, until: Date? = nil) {
            switch self {
            case .pausedResource: script.pause(until: until)
            case .pausedAccount: script.pause(wholeAccount: true, until: until)
            case .ignoredAspect: script.ignore("tags[owner]", until: until)
            case .ignoredBase: script.ignore("tags", until: until)
            }
        }

        var driftState: DriftState { [.pausedResource, .pausedAccount].contains(self) ? .paused : .ignored }
        var resourceState: ObservedResource.State { self.driftState == .paused ? .paused : .inSync }
    }

    private func tag(_ script: PassScript, _ value: String) { script.cloud.edit { $0[role: "export"]?.tags["owner"] = value } }

    @Test(arguments: Exception.allCases)
    func whatIsSetAsideIsShownAndNeitherToldNorCorrectedUntilItEnds(exception: Exception) async {
        var script = PassScript()
        await script.look()
        exception.begin(&script)
        self.tag(script, "x")
        for value in ["x", "x", "y", "y"] {
            self.tag(script, value)
            await script.lookAndSend()
            #expect(script.events.isEmpty)
            #expect(script.states() == [exception.driftState])
            #expect(script.state(.role, "export") == exception.resourceState)
        }
        #expect(script.cloud.attempts == 0)
        script.endExceptions()
        await script.lookAndSend()
        #expect(script.events == [.driftDetected, .correctionApplied])
        #expect(script.cloud.world()[role: "export"]?.tags == ["owner": "graph"])
    }

    @Test(arguments: Exception.allCases)
    func itEndsByItselfAtItsEndAndNotBefore(exception: Exception) async {
        var script = PassScript()
        await script.look()
        exception.begin(&script, until: script.clock.now().wall.addingTimeInterval(100))
        self.tag(script, "x")
        await script.lookAndSend(after: 99.5)
        #expect(script.events.isEmpty)
        #expect(script.states() == [exception.driftState])
        await script.look(after: 0.5)
        #expect(script.events == [.driftDetected])
        #expect(script.toSend.count == 1)
        #expect(script.state(.role, "export") == .drifted)
    }

    @Test(arguments: Exception.allCases)
    func whatBeginsOrChangesOrEndsInTheSamePassAsItIsNotToldEither(exception: Exception) async {
        for value in ["y", "graph"] {
            var script = PassScript()
            script.account.mode = .approve
            self.tag(script, "x")
            await script.look()
            #expect(script.states() == [.awaitingApproval])
            exception.begin(&script)
            self.tag(script, value)
            await script.look()
            #expect(script.events.isEmpty)
            #expect(script.states() == (value == "y" ? [exception.driftState] : []))
            #expect(script.activeCorrections.isEmpty)
        }
    }

    @Test(arguments: Exception.allCases)
    func whatWasAskedIsWithdrawnAndAskedAnewAtItsEnd(exception: Exception) async {
        var script = PassScript()
        script.account.mode = .approve
        self.tag(script, "x")
        await script.look()
        exception.begin(&script)
        await script.look()
        #expect(script.activeCorrections.isEmpty)
        script.endExceptions()
        await script.look()
        #expect(script.events == [.driftDetected, .correctionAwaitingApproval])
        #expect(script.states() == [.awaitingApproval])
    }

    @Test(arguments: Exception.allCases)
    func aFightThatIsSetAsideIsNoFight(exception: Exception) async {
        var script = PassScript()
        await script.look()
        for _ in 1...3 {
            self.tag(script, "x")
            await script.lookAndSend()
            await script.look(after: 600)
        }
        self.tag(script, "x")
        await script.look()
        #expect(script.states() == [.fighting])
        exception.begin(&script)
        await script.look()
        #expect(script.states() == [exception.driftState])
        #expect(script.events.isEmpty)
    }

    @Test func thePreImageThatComesBackWhileItIsIgnoredIsIgnored() async {
        var script = PassScript()
        self.tag(script, "x")
        await script.lookAndSend()
        await script.look()
        await script.look()
        script.ignore("tags")
        self.tag(script, "x")
        await script.look()
        #expect(script.states() == [.ignored])
        #expect(script.state(.role, "export") == .propagating)
        await script.look(after: 600)
        #expect(script.events.isEmpty)
        #expect(script.state(.role, "export") == .inSync)
        #expect(script.activeCorrections.isEmpty)
    }

    @Test func aChangeThatWasSentBeforeThePauseSettlesAsItWould() async {
        var script = PassScript()
        self.tag(script, "x")
        await script.lookAndSend()
        script.pause()
        await script.look()
        #expect(script.states() == [.propagating])
        #expect(script.state(.role, "export") == .paused)
        await script.look(after: 600)
        #expect(script.ends("tags[owner]") == [.settled])
        #expect(script.openWindows.isEmpty)
    }

    @Test func aCallWhoseAnswerNeverCameIsResolvedInThePauseToo() async {
        var script = PassScript()
        self.tag(script, "x")
        script.cloud.failNextSend(.unknown(takesEffect: false))
        await script.lookAndSend()
        script.pause()
        await script.look()
        #expect(script.states() == [.unknown])
        await script.look(after: 30)
        #expect(script.states() == [.paused])
        #expect(script.journalKinds.contains(.mutationResolved))
        #expect(script.toSend.isEmpty)
    }

    @Test func onlyWhatIsNamedIsSetAside() async {
        var script = PassScript()
        await script.look()
        script.pause()
        script.ignore("tags[other]")
        script.exceptions.append(
            OperatorException(
                id: "x-9", kind: .pause, account: "other", resource: nil, aspect: nil, reason: "", owner: "", createdAt: .distantPast, until: nil))
        script.cloud.edit { $0[policy: "read"]?.tags["owner"] = "x" }
        await script.lookAndSend()
        #expect(script.events == [.driftDetected, .correctionApplied])
        await script.look()
        #expect(script.state(.managedPolicy, "read") == .propagating)
        #expect(script.state(.role, "export") == .paused)
    }

    @Test(arguments: Exception.allCases)
    func theNoticeAtItsEndNamesItAndItsOwnerOnce(exception: Exception) async {
        var script = PassScript()
        script.account.mode = .approve
        await script.look()
        let until = script.clock.now().wall.addingTimeInterval(100)
        exception.begin(&script, until: until)
        self.tag(script, "x")
        await script.look()
        await script.look(after: 99)
        #expect(script.events == [.driftDetected, .correctionAwaitingApproval])
        let word = exception.driftState == .paused ? "pause" : "ignore"
        let reason = "the \(word) of alice (work) ended at \(RFC3339.string(until)): the drift counts again"
        #expect(script.notices.first?.change["reason"] == .string(reason))
        let entry = script.journal.first { $0.kind == .driftDetected }
        #expect(entry?.details["reason"] == .string(reason))
        await script.look()
        #expect(script.events.isEmpty)
    }

    @Test func theEndOfADeclaredIgnoreIsToldWithItsOwner() async {
        let until = Instant.forTests.wall.addingTimeInterval(100)
        let rule = IgnoreRule(aspect: "tags[owner]", reason: "set by billing", owner: "finops", until: until)
        var script = PassScript([Fixtures.fullRole(settings: ReconcileSettings(ignoreRules: [rule]))])
        self.tag(script, "x")
        await script.look()
        #expect(script.events.isEmpty)
        await script.look(after: 200)
        #expect(script.events.first == .driftDetected)
        #expect(script.notices.first?.change["reason"]?.stringValue?.hasPrefix("the declared ignore of finops (set by billing) ended at ") == true)
    }

    @Test func whatAPersonEndedNeedsNoReason() async {
        var script = PassScript()
        await script.look()
        script.pause()
        self.tag(script, "x")
        await script.look()
        script.endExceptions()
        await script.look()
        #expect(script.notices.first?.change["reason"] == .null)
    }
}

@Suite struct OperatorExceptionTests {
    private static let role = Fixtures.identity(.role, "export")
    private static let start = Instant.forTests.wall

    private func exception(
        _ kind: OperatorException.Kind, _ resource: ResourceIdentity? = Self.role, aspect: String? = nil, account: String = "prod",
        until: Double? = nil, endedAt: Date? = nil
    ) -> OperatorException {
        OperatorException(
            id: "x-1", kind: kind, account: account, resource: resource, aspect: aspect, reason: "r", owner: "o", createdAt: Self.start,
            until: until.map { Self.start.addingTimeInterval($0) }, endedAt: endedAt)
    }

    @Test func aPauseCoversItsResourceOrAllOfItsAccountAndIgnoresNothing() {
        let other = Fixtures.identity(.role, "other")
        #expect(self.exception(.pause).pauses(Self.role, at: Self.start))
        #expect(!self.exception(.pause).pauses(other, at: Self.start))
        #expect(self.exception(.pause, nil).pauses(other, at: Self.start))
        #expect(!self.exception(.pause, nil, account: "test").pauses(Self.role, at: Self.start))
        #expect(!self.exception(.pause).ignores(AspectName("tags"), of: Self.role, at: Self.start))
    }

    @Test(arguments: [("tags", true), ("tags[a]", true), ("tags[b]", false), ("trustPolicy", false)])
    func anIgnoreCoversItsAspectOrAllMembersOfItsBase(aspect: String, isCovered: Bool) {
        let ignored = AspectName("tags", "a")
        #expect(self.exception(.ignore, aspect: aspect).ignores(ignored, of: Self.role, at: Self.start) == isCovered)
        #expect(!self.exception(.ignore, aspect: aspect).ignores(ignored, of: Fixtures.identity(.role, "other"), at: Self.start))
        #expect(!self.exception(.ignore, aspect: aspect).pauses(Self.role, at: Self.start))
    }

    @Test(arguments: [(9.9, true), (10, false), (10.1, false)])
    func itsEndIsOutside(elapsed: Double, holds: Bool) {
        let date = Self.start.addingTimeInterval(elapsed)
        #expect(self.exception(.pause, until: 10).holds(at: date) == holds)
        #expect(self.exception(.pause).holds(at: date))
        #expect(!self.exception(.pause, endedAt: Self.start).holds(at: date))
    }
}
