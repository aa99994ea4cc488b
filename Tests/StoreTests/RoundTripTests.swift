import Foundation
import IAMPolicy
import ReconcileCore
import Testing

@testable import Store

@Suite struct RoundTripTests {
    /// The database keeps milliseconds.
    private func near(_ left: Date?, _ right: Date?) -> Bool {
        guard let left, let right else { return left == right }
        return abs(left.timeIntervalSince(right)) < 0.001
    }

    @Test func desiredResourcesComeBackAsTheyWereGiven() async throws {
        let bench = try Bench()
        let given = [Samples.desired(), DesiredResource(identity: Samples.key, spec: JSONObject(), source: .api)]
        let result = try await bench.store.applyDesired(DesiredChange(upserts: given, at: Samples.start, actor: "root", reason: "first"))
        #expect(result.revision == 1)
        #expect(result.created == [Samples.role, Samples.key])
        let stored = try await bench.store.desiredResources()
        #expect(stored.map(\.identity.description) == ["prod/Role/Neptune-Load", "prod/eu-west-1/KMSKey/export"], "by key")
        let role = try #require(stored.first { $0.identity == Samples.role })
        #expect(role.identity.description == "prod/Role/Neptune-Load")
        #expect(JSONWriter.compact(.object(role.spec)) == JSONWriter.compact(.object(given[0].spec)))
        #expect(role.settings.ignoreRules.map(\.aspect) == ["tags[CostCenter]", "path"])
        #expect(self.near(role.settings.ignoreRules[0].until, Samples.later(86_400)))
        #expect(role.settings.mode == .enforce && role.settings.ownership == .additive && role.settings.deletion == .delete)
        #expect(role.settings.propagationSeconds == 8.5)
        #expect(role.labels == ["team": "graph", "app": "x"])
        #expect(role.source == .directory(file: "/etc/reconciled/desired.d/a.yaml", line: 12))
        #expect(role.revision == 1 && !role.isOrphaned)
        let key = try #require(stored.first { $0.identity == Samples.key })
        #expect(key.source == .api && key.settings == ReconcileSettings() && key.spec.isEmpty && key.labels.isEmpty)
    }

    @Test func observedResourcesComeBackAsTheyWereGiven() async throws {
        let bench = try Bench()
        var commit = Commit()
        commit.observed = [Samples.observed(), ObservedResource(identity: Samples.key, state: .undetermined)]
        _ = try await bench.store.commit(commit)
        let stored = try await bench.store.observedResources()
        var role = try #require(stored.first { $0.identity == Samples.role })
        #expect(self.near(role.lastReadAt, Samples.start))
        role.lastReadAt = Samples.start
        #expect(role == Samples.observed())
        #expect(stored.first { $0.identity == Samples.key } == ObservedResource(identity: Samples.key, state: .undetermined))
    }

    @Test func anAspectThatIsGoneIsGoneFromTheStoreToo() async throws {
        let bench = try Bench()
        var commit = Commit()
        commit.observed = [Samples.observed()]
        _ = try await bench.store.commit(commit)
        var observed = Samples.observed()
        observed.live?.aspects[AspectName("trustPolicy")] = nil
        observed.live?.aspects[AspectName("maxSessionDuration")] = 7200
        commit.observed = [observed]
        _ = try await bench.store.commit(commit)
        #expect(try await bench.store.observedResources().first?.live?.aspects == observed.live?.aspects)
        observed.live = nil
        commit.observed = [observed]
        _ = try await bench.store.commit(commit)
        #expect(try await bench.store.observedResources().first?.live == nil)
        #expect(try await bench.count("observed_aspects") == 0)
        commit.observed = []
        commit.forgotten = [Samples.role, Samples.key]
        _ = try await bench.store.commit(commit)
        #expect(try await bench.store.observedResources().isEmpty)
    }

    @Test func driftsComeBackAndAreReplacedById() async throws {
        let bench = try Bench()
        var commit = Commit()
        commit.drifts = [Samples.drift()]
        _ = try await bench.store.commit(commit)
        var stored = try #require(try await bench.store.drifts(of: Samples.role, includingEnded: false).first)
        #expect(stored.drift == Samples.drift().drift)
        #expect(stored.direction == .narrows && stored.severity == .high && stored.state == .open && stored.reason == "because")
        #expect(self.near(stored.firstSeenAt, Samples.start) && self.near(stored.lastSeenAt, Samples.later(1)))
        #expect(stored.passID == 7 && stored.correctionID == nil && stored.end == nil)
        #expect(stored.assessment == Samples.drift().assessment && stored.assessedOn == "abc")
        #expect(try await bench.store.drifts(of: Samples.key, includingEnded: true).isEmpty)
        stored.live = .null
        stored.end = DriftEnd(reason: .resolved, at: Samples.later(5))
        commit.drifts = [stored]
        _ = try await bench.store.commit(commit)
        #expect(try await bench.store.drifts(of: nil, includingEnded: false).isEmpty)
        let ended = try await bench.store.drifts(of: nil, includingEnded: true)
        #expect(ended.count == 1)
        #expect(ended.first?.live == .null, "JSON null is a value, not an absence")
        #expect(ended.first?.end?.reason == .resolved)
    }

    @Test(
        arguments: [
            nil, .accepted(requestID: "r-1"), .accepted(requestID: nil),
            .refused(MutationFailure(code: "AccessDenied", message: "no", requestID: "r-2")),
            .failed(MutationFailure(code: "Throttling", message: "slow")), .unknown(MutationFailure(code: "timeout", message: "30 s"))
        ] as [MutationOutcome?])
    func correctionsComeBackWithTheirMutations(outcome: MutationOutcome?) async throws {
        let bench = try Bench()
        var commit = Commit()
        commit.corrections = [Samples.correction(mutations: [Samples.mutation(nil), Samples.mutation(outcome)])]
        _ = try await bench.store.commit(commit)
        var stored = try #require(try await bench.store.corrections(of: nil, includingFinal: false).first)
        #expect(self.near(stored.notBefore, Samples.later(60)) && self.near(stored.plannedAt, Samples.start))
        #expect(stored.mutations == commit.corrections[0].mutations)
        #expect(stored.aspects == commit.corrections[0].aspects && stored.stage == .grant && stored.planReason == "put back")
        #expect(stored.driftIDs == ["d-0000000000000001"] && stored.attempts == 2 && stored.reason == "why")
        stored.mutations = [Samples.mutation(.accepted(requestID: nil))]
        stored.state = .settled
        commit.corrections = [stored]
        _ = try await bench.store.commit(commit)
        #expect(try await bench.store.corrections(of: nil, includingFinal: false).isEmpty)
        let final = try await bench.store.corrections(of: Samples.role, includingFinal: true)
        #expect(final.map(\.mutations) == [[Samples.mutation(.accepted(requestID: nil))]])
        #expect(try await bench.count("mutation_writes") == 2)
    }

    @Test func windowsKeepBothClocksToTheBit() async throws {
        let bench = try Bench()
        var commit = Commit()
        commit.corrections = [Samples.correction()]
        commit.windows = [Samples.window()]
        _ = try await bench.store.commit(commit)
        var window = try #require(try await bench.store.openWindows().first)
        #expect(window.openedAt.secondsSinceBoot == 1234.567_891_234 && window.openedAt.bootID == "boot-1")
        #expect(self.near(window.openedAt.wall, Samples.start))
        #expect(window.length == 600.25 && window.matchingReads == 1 && window.write == Samples.window().write)
        window.isClosed = true
        commit.windows = [window]
        _ = try await bench.store.commit(commit)
        #expect(try await bench.store.openWindows().isEmpty)
    }

    @Test func passesAndAccountsComeBack() async throws {
        let bench = try Bench()
        var first = try await bench.store.beginPass(account: "prod", isWhole: true, at: Samples.start)
        var partial = try await bench.store.beginPass(account: "prod", isWhole: false, at: Samples.later(1))
        #expect(first.id == 1 && partial.id == 2)
        #expect(try await bench.store.lastPasses().isEmpty, "an unfinished pass is no look")
        first.finishedAt = Samples.later(3)
        first.outcome = .partial
        first.requests = 14
        first.gap = ReadGap(code: .truncated, message: "broke off")
        partial.finishedAt = Samples.later(4)
        partial.outcome = .complete
        var commit = Commit()
        commit.accounts = [
            AccountState(
                name: "prod", unreadable: ReadGap(code: .denied, message: "no"), unreadableSince: Samples.start,
                lastCompleteAt: Samples.later(-60), isSilenceLatched: true), AccountState(name: "test")
        ]
        for pass in [first, partial] {
            commit.pass = pass
            _ = try await bench.store.commit(commit)
        }
        let last = try await bench.store.lastPasses()
        #expect(last.map(\.id) == [1], "a look at a part does not count as a look at the account")
        #expect(last.first?.gap == first.gap && last.first?.outcome == .partial && last.first?.requests == 14)
        #expect(try await bench.store.pass(id: 2)?.isWhole == false)
        #expect(try await bench.store.pass(id: 3) == nil)
        let accounts = try await bench.store.accountStates()
        #expect(accounts.map(\.name) == ["prod", "test"])
        #expect(accounts[0].unreadable?.code == .denied && accounts[0].isSilenceLatched && self.near(accounts[0].unreadableSince, Samples.start))
        #expect(accounts[1] == AccountState(name: "test"))
    }

    @Test func theLastDaemonIsRemembered() async throws {
        let bench = try Bench()
        #expect(try await bench.store.daemonRun() == nil)
        var run = DaemonRun(pid: 812, version: "0.1.0", startedAt: Samples.start)
        try await bench.store.recordDaemon(run)
        #expect(try await bench.store.daemonRun()?.stoppedAt == nil)
        run.stoppedAt = Samples.later(9)
        try await bench.store.recordDaemon(run)
        let stored = try #require(try await bench.store.daemonRun())
        #expect(stored.pid == 812 && stored.version == "0.1.0" && self.near(stored.stoppedAt, Samples.later(9)))
        #expect(try await bench.count("daemon_runs") == 1)
        for pid in 1...120 { try await bench.store.recordDaemon(DaemonRun(pid: pid, version: "1", startedAt: Samples.later(Double(pid)))) }
        #expect(try await bench.count("daemon_runs") == 100)
    }

    @Test func writingWhatWasReadChangesNoTime() {
        for millisecond in 0..<1000 {
            let date = Date(timeIntervalSince1970: 1_790_000_000 + Double(millisecond) / 1000)
            let text = StoredTime.text(date)
            #expect(RFC3339.date(text).map { StoredTime.text($0) } == text)
            #expect(text.hasSuffix(".\(String(String(1000 + millisecond).dropFirst()))Z"))
        }
    }

    @Test(arguments: [
        (Double.infinity, "9999-12-31T23:59:59.000Z"), (-.infinity, "1900-01-01T00:00:00.000Z"), (.nan, "1970-01-01T00:00:00.000Z"),
        (1e300, "9999-12-31T23:59:59.000Z"), (0.000_6, "1970-01-01T00:00:00.001Z"), (-0.000_6, "1969-12-31T23:59:59.999Z")
    ])
    func everyTimeHasAText(seconds: Double, expected: String) {
        #expect(StoredTime.text(Date(timeIntervalSince1970: seconds)) == expected)
    }
}
