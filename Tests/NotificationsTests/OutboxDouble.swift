import Foundation
import ReconcileCore

/// The outbox part of a store, in memory; it tells of every change.
actor OutboxDouble: StateStore {
    struct NotPartOfTheOutbox: Error {}
    struct Broken: Error {}

    private(set) var deliveries: [Delivery]
    private var updateFailures: Int
    nonisolated let updates: AsyncStream<Delivery>
    private let updated: AsyncStream<Delivery>.Continuation

    /// - Parameter updateFailures: how many of the first updates fail.
    init(_ deliveries: [Delivery], updateFailures: Int = 0) {
        self.deliveries = deliveries
        self.updateFailures = updateFailures
        (self.updates, self.updated) = AsyncStream<Delivery>.makeStream()
    }

    func add(_ delivery: Delivery) { self.deliveries.append(delivery) }

    /// Waits for the next `count` updates.
    nonisolated func nextUpdates(_ count: Int) async -> [Delivery] {
        var result: [Delivery] = []
        for await delivery in self.updates {
            result.append(delivery)
            if result.count == count { break }
        }
        return result
    }

    func dueDeliveries(webhook: String, at date: Date, countMax: Int) throws -> [Delivery] {
        let due = self.deliveries.filter { $0.webhook == webhook && $0.state == .pending && $0.nextAttemptAt <= date }
        return Array(due.sorted { ($0.notice.createdAt, $0.notice.id) < ($1.notice.createdAt, $1.notice.id) }.prefix(countMax))
    }

    func updateDelivery(_ delivery: Delivery) throws {
        if self.updateFailures > 0 {
            self.updateFailures -= 1
            throw Broken()
        }
        guard let index = self.deliveries.firstIndex(where: { $0.webhook == delivery.webhook && $0.notice.id == delivery.notice.id })
        else { throw Broken() }
        self.deliveries[index] = delivery
        self.updated.yield(delivery)
    }

    func deliveryCounts() -> [Delivery.State: Int] { Dictionary(grouping: self.deliveries, by: \.state).mapValues(\.count) }
}

extension OutboxDouble {
    func applyDesired(_ change: DesiredChange) throws -> DesiredChangeResult { throw NotPartOfTheOutbox() }
    func beginPass(account: String, isWhole: Bool, at date: Date) throws -> PassRecord { throw NotPartOfTheOutbox() }
    func commit(_ commit: Commit) throws -> CommitReceipt { throw NotPartOfTheOutbox() }
    func sealNotices(passID: Int?, events: [NoticeEvent]?, webhooks: [WebhookSettings], at date: Date) throws -> [Notice] {
        throw NotPartOfTheOutbox()
    }
    func recordDaemon(_ run: DaemonRun) throws { throw NotPartOfTheOutbox() }
    func prune(_ retention: Retention, at date: Date) throws { throw NotPartOfTheOutbox() }
    func desiredResources() throws -> [DesiredResource] { throw NotPartOfTheOutbox() }
    func observedResources() throws -> [ObservedResource] { throw NotPartOfTheOutbox() }
    func drifts(of resource: ResourceIdentity?, includingEnded: Bool) throws -> [DriftRecord] { throw NotPartOfTheOutbox() }
    func corrections(of resource: ResourceIdentity?, includingFinal: Bool) throws -> [CorrectionRecord] { throw NotPartOfTheOutbox() }
    func corrections(account: String, updatedSince date: Date) throws -> [CorrectionRecord] { throw NotPartOfTheOutbox() }
    func exceptions(includingEnded: Bool) throws -> [OperatorException] { throw NotPartOfTheOutbox() }
    func openWindows() throws -> [PropagationWindow] { throw NotPartOfTheOutbox() }
    func accountStates() throws -> [AccountState] { throw NotPartOfTheOutbox() }
    func lastPasses() throws -> [PassRecord] { throw NotPartOfTheOutbox() }
    func pass(id: Int) throws -> PassRecord? { throw NotPartOfTheOutbox() }
    func journal(fromSequence sequence: Int, countMax: Int) throws -> [JournalEntry] { throw NotPartOfTheOutbox() }
    func journalCheckpoint() throws -> JournalHead? { throw NotPartOfTheOutbox() }
    func decisionStamp(account: String?) throws -> DecisionStamp { throw NotPartOfTheOutbox() }
    func journalHead() throws -> JournalHead { throw NotPartOfTheOutbox() }
    func daemonRun() throws -> DaemonRun? { throw NotPartOfTheOutbox() }
    func desiredRevision() throws -> Int { throw NotPartOfTheOutbox() }
    func chainRecords() throws -> [ChainRecord] { throw NotPartOfTheOutbox() }
}

extension Notice {
    /// A notice that tells of one drift.
    static func forTests(_ number: Int = 1, createdAt: Date = Date(timeIntervalSince1970: 1_800_000_000)) -> Notice {
        Notice(
            id: "msg_00000000000000000000000\(number)", event: .driftDetected, account: "prod", passID: number,
            createdAt: createdAt.addingTimeInterval(Double(number) / 8 - 1),
            body: #"{"type":"drift.detected","timestamp":"2027-01-15T08:00:00.000Z","data":{"summary":"1 <drift> & more","pass":\#(number)}}"#)
    }
}

extension Delivery {
    static func forTests(_ number: Int = 1, webhook: String = "ops") -> Delivery {
        let notice = Notice.forTests(number)
        return Delivery(notice: notice, webhook: webhook, nextAttemptAt: notice.createdAt)
    }
}
