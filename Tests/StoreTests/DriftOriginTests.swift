import Foundation
import GRDB
import IAMPolicy
import ReconcileCore
import Testing

@testable import Store

/// Who made a drift, as it is kept beside it.
@Suite struct DriftOriginTests {
    private static let author = ChangeAuthor(
        principal: "arn:aws:iam::111122223333:user/mallory", time: Samples.start.addingTimeInterval(-60), sourceAddress: "192.0.2.7", userAgent: nil,
        eventName: "PutRolePolicy")

    private func save(_ drift: DriftRecord, _ origin: DriftOrigin? = nil, _ store: SQLiteStore) async throws {
        var commit = Commit()
        commit.drifts = [drift]
        commit.origins = [origin].compactMap(\.self)
        _ = try await store.commit(commit)
    }

    @Test(arguments: [ChangeOrigin.author(Self.author), .unknown("CloudTrail tells of no call that made it")])
    func itComesBackAsItWasGivenAndOutlivesTheNextPass(origin: ChangeOrigin) async throws {
        let bench = try Bench()
        var drift = Samples.drift()
        drift.changeSpan = ChangeSpan(after: Samples.start.addingTimeInterval(-300), by: Samples.start)
        let found = DriftOrigin(driftID: drift.id, seenAt: drift.changeSpan.by, origin: origin)
        try await self.save(drift, found, bench.store)
        // A pass that read the drift before it was known stores it without.
        drift.lastSeenAt = Samples.later(300)
        try await self.save(drift, nil, bench.store)
        let kept = try #require(try await bench.store.drifts(of: nil, includingEnded: false).first)
        #expect(kept.changedBy == origin && kept.changeSpan == drift.changeSpan)
    }

    @Test func whatWasFoundOutAboutAnotherValueDoesNotCount() async throws {
        let bench = try Bench()
        var drift = Samples.drift()
        let found = DriftOrigin(driftID: drift.id, seenAt: drift.changeSpan.by, origin: .author(Self.author))
        try await self.save(drift, found, bench.store)
        drift.changeSpan = ChangeSpan(after: Samples.start, by: Samples.later(60))
        try await self.save(drift, nil, bench.store)
        #expect(try await bench.store.drifts(of: nil, includingEnded: false).first?.changedBy == nil)
    }

    @Test func itGoesWithTheDrift() async throws {
        let bench = try Bench()
        var drift = Samples.drift()
        drift.end = DriftEnd(reason: .resolved, at: Samples.start)
        try await self.save(drift, DriftOrigin(driftID: drift.id, seenAt: drift.changeSpan.by, origin: .author(Self.author)), bench.store)
        #expect(try await bench.store.drifts(of: nil, includingEnded: true).first?.changedBy?.author == Self.author)
        try await bench.store.prune(Retention(journalSeconds: 0, snapshotsSeconds: 10), at: Samples.later(1_000))
        let left = try await bench.store.access.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM drift_origins") }
        #expect(left == 0)
    }
}
