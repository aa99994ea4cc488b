import Foundation
import IAMPolicy
import ReconcileCore
import Testing

@testable import Store

@Suite struct DecisionTests {
    private func exception(
        _ id: String = "x-0000000000000001", kind: OperatorException.Kind = .pause, resource: ResourceIdentity? = nil, aspect: String? = nil,
        until: Date? = nil
    ) -> OperatorException {
        OperatorException(
            id: id, kind: kind, account: "prod", resource: resource, aspect: aspect, reason: "migration", owner: "ann",
            createdAt: Samples.later(60), until: until)
    }

    private static func rounded(_ date: Date) -> Date { RFC3339.date(StoredTime.text(date)) ?? date }

    @Test(
        arguments: [
            nil, CorrectionDecision(verdict: .approved, by: "ann", at: Self.rounded(Samples.later(5)), reason: nil),
            CorrectionDecision(verdict: .rejected, by: "bob", at: Self.rounded(Samples.later(6)), reason: "not \"now\"")
        ] as [CorrectionDecision?])
    func aDecisionAndTheMomentOfSendingComeBack(decision: CorrectionDecision?) async throws {
        let bench = try Bench()
        var correction = Samples.correction()
        correction.decision = decision
        correction.sentAt = Instant(wall: Self.rounded(Samples.later(3)), bootID: "boot-1", secondsSinceBoot: 99.123_456_789)
        var commit = Commit()
        commit.corrections = [correction]
        _ = try await bench.store.commit(commit)
        let stored = try #require(try await bench.store.corrections(of: nil, includingFinal: false).first)
        #expect(stored.decision == decision)
        #expect(stored.sentAt == correction.sentAt, "seconds since boot to the bit")
        correction.sentAt = nil
        correction.decision = nil
        commit.corrections = [correction]
        _ = try await bench.store.commit(commit)
        let reset = try #require(try await bench.store.corrections(of: nil, includingFinal: false).first)
        #expect(reset.sentAt == nil && reset.decision == nil)
    }

    @Test func aMomentThatIsNoNumberIsRefused() async throws {
        let bench = try Bench()
        var correction = Samples.correction()
        correction.sentAt = Instant(wall: Samples.start, bootID: "b", secondsSinceBoot: .nan)
        var commit = Commit()
        commit.corrections = [correction]
        let failing = commit
        #expect(await storeError { _ = try await bench.store.commit(failing) }?.code == .unusableValue)
        #expect(try await bench.count("corrections") == 0)
    }

    @Test func correctionsOfAnAccountSinceAnInstantComeOldestFirst() async throws {
        let bench = try Bench()
        let elsewhere = ResourceIdentity(account: "test", region: nil, kind: .role, name: "Neptune-Load")
        var commit = Commit()
        for (id, seconds, resource, state) in [
            ("c-4", 30.0, Samples.key, CorrectionState.settled), ("c-3", 20, Samples.role, .superseded), ("c-2", 10, Samples.role, .queued),
            ("c-1", 9.999, Samples.role, .settled), ("c-9", 30, elsewhere, .settled)
        ] {
            var correction = Samples.correction(id, resource: resource, state: state)
            correction.updatedAt = Samples.later(seconds)
            commit.corrections.append(correction)
        }
        _ = try await bench.store.commit(commit)
        let since = try await bench.store.corrections(account: "prod", updatedSince: Samples.later(10))
        #expect(since.map(\.id) == ["c-2", "c-3", "c-4"], "the instant itself counts")
        #expect(since.first?.mutations == [Samples.mutation(nil)])
        #expect(try await bench.store.corrections(account: "prod", updatedSince: Samples.later(30.001)).isEmpty)
    }

    @Test func exceptionsComeBackAndAreReplacedById() async throws {
        let bench = try Bench()
        let end = Self.rounded(Samples.later(3600))
        let given = [
            self.exception(), self.exception("x-2", resource: Samples.key, until: end),
            self.exception("x-3", kind: .ignore, resource: Samples.role, aspect: "tags[CostCenter]")
        ]
        var commit = Commit()
        commit.exceptions = given
        _ = try await bench.store.commit(commit)
        let stored = try await bench.store.exceptions(includingEnded: false)
        #expect(stored.map(\.id) == ["x-0000000000000001", "x-2", "x-3"])
        #expect(stored.map(\.resource) == [nil, Samples.key, Samples.role])
        #expect(stored.map(\.until) == [nil, end, nil] && stored.map(\.aspect) == [nil, nil, "tags[CostCenter]"])
        #expect(stored.map(\.kind) == [.pause, .pause, .ignore])
        #expect(stored.allSatisfy { $0.owner == "ann" && $0.reason == "migration" && $0.account == "prod" && $0.endedAt == nil })
        commit.exceptions = [stored[1]]
        commit.exceptions[0].endedAt = end
        _ = try await bench.store.commit(commit)
        #expect(try await bench.store.exceptions(includingEnded: false).map(\.id) == ["x-0000000000000001", "x-3"])
        #expect(try await bench.store.exceptions(includingEnded: true).map(\.endedAt) == [nil, end, nil])
    }

    @Test func anEndedExceptionIsPrunedAndALastingOneStays() async throws {
        let bench = try Bench()
        var commit = Commit()
        commit.exceptions = [self.exception("x-1"), self.exception("x-2", until: Samples.later(70)), self.exception("x-3")]
        commit.exceptions[0].endedAt = Samples.later(100)
        commit.exceptions[2].endedAt = Samples.later(200)
        _ = try await bench.store.commit(commit)
        try await bench.store.prune(Retention(snapshotsSeconds: 86_400), at: Samples.later(86_400 + 150))
        #expect(try await bench.store.exceptions(includingEnded: true).map(\.id) == ["x-2", "x-3"], "one that ran out has not been ended")
    }

    @Test(arguments: [(OperatorException.Kind.ignore, nil as String?, true), (.ignore, "tags", false), (.pause, "tags", true)])
    func anExceptionThatSaysTooLittleOrTooMuchIsRefused(kind: OperatorException.Kind, aspect: String?, hasResource: Bool) async throws {
        let bench = try Bench()
        var commit = Commit()
        commit.exceptions = [self.exception(kind: kind, resource: hasResource ? Samples.role : nil, aspect: aspect)]
        let failing = commit
        #expect(await storeError { _ = try await bench.store.commit(failing) }?.code == .constraintViolated)
        #expect(try await bench.count("exceptions") == 0)
    }
}
