import Foundation
import IAMPolicy
import ReconcileCore
import Testing

@testable import Store

@Suite struct OutboxTests {
    private let webhooks = [
        WebhookSettings(name: "ops", url: "https://a.example"), WebhookSettings(name: "drift", url: "https://b.example", events: ["drift.*"])
    ]

    private func collect(_ changes: [NoticeChange], in bench: Bench) async throws {
        var commit = Commit()
        commit.notices = changes
        _ = try await bench.store.commit(commit)
    }

    @Test func changesOfOneEventPassAndAccountAreOneNotice() async throws {
        let bench = try Bench()
        try await self.collect(
            [
                Samples.change(name: "a"), Samples.change(.correctionApplied, name: "a"), Samples.change(account: "test", name: "x"),
                Samples.change(name: "b"), Samples.change(passID: 2, name: "c")
            ], in: bench)
        let notices = try await bench.store.sealNotices(passID: nil, events: nil, webhooks: self.webhooks, at: Samples.start)
        #expect(notices.map(\.event) == [.driftDetected, .correctionApplied, .driftDetected, .driftDetected])
        #expect(notices.map(\.account) == ["prod", "prod", "test", "prod"])
        let body = try JSONReader.parse(notices[0].body)
        #expect(body["data"]?["changes"]?.arrayValue?.compactMap { $0["resource"]?.stringValue } == ["prod/Role/a", "prod/Role/b"])
        #expect(body["data"]?["summary"] == "2 drifts detected in prod: Role/a trustPolicy modified, Role/b trustPolicy modified")
        #expect(body["data"]?["journalHead"]?.stringValue == JournalChain.genesisHash)
        #expect(body.objectValue?.names == ["type", "timestamp", "data"])
        #expect(body["data"]?.objectValue?.names == ["account", "pass", "journalHead", "summary", "changes"])
        #expect(Set(notices.map(\.id)).count == 4)
        #expect(notices.allSatisfy { $0.id.hasPrefix("msg_") && $0.id.count == 28 })
        #expect(try await bench.store.deliveryCounts() == [.pending: 7])
    }

    @Test func sealingTwiceTellsNothingTwice() async throws {
        let bench = try Bench()
        try await self.collect([Samples.change()], in: bench)
        let first = try await bench.store.sealNotices(passID: 1, events: nil, webhooks: self.webhooks, at: Samples.start)
        #expect(first.count == 1)
        #expect(try await bench.store.sealNotices(passID: 1, events: nil, webhooks: self.webhooks, at: Samples.start).isEmpty)
        #expect(try await bench.store.sealNotices(passID: nil, events: nil, webhooks: [], at: Samples.start).isEmpty)
        try await self.collect([Samples.change()], in: bench)
        let second = try await bench.store.sealNotices(passID: 1, events: nil, webhooks: self.webhooks, at: Samples.start)
        #expect(second.count == 1 && second[0].id != first[0].id)
    }

    @Test func onlyTheAskedEventsAndPassAreSealed() async throws {
        let bench = try Bench()
        try await self.collect([Samples.change(), Samples.change(.correctionApplied), Samples.change(passID: 2)], in: bench)
        let notices = try await bench.store.sealNotices(passID: 1, events: [.driftDetected], webhooks: [], at: Samples.start)
        #expect(notices.map(\.event) == [.driftDetected])
        #expect(try await bench.store.deliveryCounts().isEmpty, "without webhooks a notice is kept and goes nowhere")
        #expect(try await bench.count("notices") == 1)
        let rest = try await bench.store.sealNotices(passID: nil, events: nil, webhooks: [], at: Samples.start)
        #expect(rest.map(\.event) == [.correctionApplied, .driftDetected])
    }

    @Test func theIdIsTheSameWheneverItIsSealed() async throws {
        let bench = try Bench()
        try await self.collect([Samples.change()], in: bench)
        try bench.store.close()
        let copy = bench.folder.path + "/copy.sqlite"
        try FileManager.default.copyItem(atPath: bench.folder.database, toPath: copy)
        var ids: [String] = []
        for (path, delay) in [(bench.folder.database, 0.0), (copy, 3600.0)] {
            let store = try SQLiteStore.open(path: path)
            ids += try await store.sealNotices(passID: nil, events: nil, webhooks: [], at: Samples.later(delay)).map(\.id)
        }
        #expect(ids.count == 2 && ids[0] == ids[1])
        let other = try Bench()
        try await self.collect([Samples.change()], in: other)
        let elsewhere = try await other.store.sealNotices(passID: nil, events: nil, webhooks: [], at: Samples.start)
        #expect(elsewhere[0].id != ids[0], "another database is another origin")
    }

    @Test func deliveriesComeWhenTheyAreDueOldestFirst() async throws {
        let bench = try Bench()
        try await self.collect([Samples.change(passID: 1), Samples.change(passID: 2), Samples.change(.correctionApplied)], in: bench)
        let notices = try await bench.store.sealNotices(passID: nil, events: nil, webhooks: self.webhooks, at: Samples.start)
        #expect(try await bench.store.dueDeliveries(webhook: "ops", at: Samples.later(-0.001), countMax: 9).isEmpty)
        var due = try await bench.store.dueDeliveries(webhook: "ops", at: Samples.start, countMax: 2)
        #expect(due.map(\.notice.id) == notices.prefix(2).map(\.id))
        #expect(due[0].notice.body == notices[0].body)
        #expect(try await bench.store.dueDeliveries(webhook: "drift", at: Samples.start, countMax: 9).count == 2)
        due[0].state = .delivered
        due[0].attempts = 1
        due[1].attempts = 1
        due[1].nextAttemptAt = Samples.later(30)
        due[1].lastError = "503"
        for delivery in due { try await bench.store.updateDelivery(delivery) }
        #expect(try await bench.store.dueDeliveries(webhook: "ops", at: Samples.later(29.999), countMax: 9).map(\.notice.id) == [notices[2].id])
        let retried = try await bench.store.dueDeliveries(webhook: "ops", at: Samples.later(30), countMax: 9)
        #expect(retried.map(\.attempts) == [1, 0] && retried[0].lastError == "503")
        #expect(try await bench.store.deliveryCounts() == [.pending: 4, .delivered: 1])
    }

    @Test func aDeliveryThatIsNotKeptCannotBeUpdated() async throws {
        let bench = try Bench()
        let notice = Notice(id: "msg_x", event: .driftDetected, account: "a", passID: 1, createdAt: Samples.start, body: "{}")
        let delivery = Delivery(notice: notice, webhook: "ops", nextAttemptAt: Samples.start)
        #expect(await storeError { try await bench.store.updateDelivery(delivery) }?.code == .notFound)
    }

    @Test(arguments: [
        (1, "1 drift detected in prod: Role/1 trustPolicy modified"),
        (3, "3 drifts detected in prod: Role/1 trustPolicy modified, Role/2 trustPolicy modified, Role/3 trustPolicy modified"),
        (4, "4 drifts detected in prod: Role/1 trustPolicy modified, Role/2 trustPolicy modified, Role/3 trustPolicy modified and 1 more")
    ])
    func theSummaryNamesThreeAndCountsTheRest(count: Int, expected: String) {
        let changes = (1...count).map { Samples.change(name: "\($0)").change }
        let body = NoticeBody(event: .driftDetected, account: "prod", passID: 1, journalHead: "h", changes: changes, at: Samples.start)
        #expect(body.summary == expected)
    }
}
