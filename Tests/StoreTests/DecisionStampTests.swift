import Foundation
import ReconcileCore
import Testing

@testable import Store

/// A commit is written on the state that it was decided on, or not at all.
@Suite struct DecisionStampTests {
    /// What may change, and whether it makes decisions made before void.
    enum Change: CaseIterable, Sendable {
        case correctionArrives, correctionMoves, correctionApproved, driftMoves, driftEnds, exceptionBegins, latchReleased
        case passFinishes, journalGrows, noticeCollected, otherAccount

        var isDecisive: Bool { ![.passFinishes, .journalGrows, .noticeCollected, .otherAccount].contains(self) }

        var commit: Commit {
            var commit = Commit()
            switch self {
            case .correctionArrives: commit.corrections = [Samples.correction("c-9")]
            case .correctionMoves: commit.corrections = [Samples.correction("c-1", state: .superseded)]
            case .correctionApproved:
                var correction = Samples.correction("c-1")
                correction.decision = CorrectionDecision(verdict: .approved, by: "ann", at: Samples.start, reason: nil)
                commit.corrections = [correction]
            case .driftMoves:
                var drift = Samples.drift("d-1")
                drift.state = .refused
                commit.drifts = [drift]
            case .driftEnds:
                var drift = Samples.drift("d-1")
                drift.end = DriftEnd(reason: .resolved, at: Samples.start)
                commit.drifts = [drift]
            case .exceptionBegins:
                commit.exceptions = [
                    OperatorException(
                        id: "x-1", kind: .pause, account: "prod", resource: nil, aspect: nil, reason: "r", owner: "ann",
                        createdAt: Samples.start, until: nil)
                ]
            case .latchReleased: commit.accounts = [AccountState(name: "prod", isSilenceLatched: false)]
            case .passFinishes: commit.observed = [Samples.observed()]
            case .journalGrows: commit.journal = [Samples.entry()]
            case .noticeCollected: commit.notices = [Samples.change()]
            case .otherAccount: commit.accounts = [AccountState(name: "test", isSilenceLatched: true)]
            }
            return commit
        }
    }

    private func bench() async throws -> Bench {
        let bench = try Bench()
        var commit = Commit()
        commit.corrections = [Samples.correction("c-1")]
        commit.drifts = [Samples.drift("d-1")]
        commit.accounts = [AccountState(name: "prod", isSilenceLatched: true)]
        _ = try await bench.store.commit(commit)
        return bench
    }

    @Test(arguments: Change.allCases)
    func whatWasDecidedBeforeIsRefusedAfterADecisionAndNothingOfItIsWritten(change: Change) async throws {
        let bench = try await self.bench()
        var late = Commit()
        late.basis = [try await bench.store.decisionStamp(account: "prod")]
        late.journal = [Samples.entry(.driftDetected, "late")]
        _ = try await bench.store.commit(change.commit)
        let entries = try await bench.store.journalHead().entries
        if change.isDecisive {
            await #expect(throws: StateConflict.self) { _ = try await bench.store.commit(late) }
        } else {
            _ = try await bench.store.commit(late)
        }
        #expect(try await bench.store.journalHead().entries == entries + (change.isDecisive ? 0 : 1))
    }

    @Test(arguments: Change.allCases)
    func aStampOfAllAccountsSeesEveryOne(change: Change) async throws {
        let bench = try await self.bench()
        let before = try await bench.store.decisionStamp(account: nil)
        _ = try await bench.store.commit(change.commit)
        #expect(try await (bench.store.decisionStamp(account: nil) != before) == (change.isDecisive || change == .otherAccount))
    }

    @Test func aStampThatStillHoldsLetsPassAndNothingToWriteIsNoConflict() async throws {
        let bench = try await self.bench()
        var commit = Commit()
        commit.basis = [try await bench.store.decisionStamp(account: "prod"), try await bench.store.decisionStamp(account: nil)]
        #expect(commit.isEmpty)
        commit.journal = [Samples.entry()]
        #expect(try await bench.store.commit(commit).head.entries == 1)
    }
}
