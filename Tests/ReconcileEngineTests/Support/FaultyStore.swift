import Foundation
import IAMPolicy
import ReconcileCore

/// Thrown in place of what a store would have done.
struct InjectedFault: Error {}

/// A store that dies at one of its writing steps, and stays dead.
final class FaultyStore: StateStore {
    enum Moment: CaseIterable, Sendable {
        /// Nothing of the step is durable.
        case beforeTheStep
        /// The step is durable, and nobody hears of it.
        case afterTheStep
    }

    private let store: any StateStore
    private let dyingStep: Int?
    private let moment: Moment
    private let steps = StepCounter()
    /// Does something between the reading of the state and the storing of what was decided on it.
    let interposer = Interposer()

    /// - Parameter dyingStep: counted from 1; `nil`: never.
    init(_ store: any StateStore, dyingAt dyingStep: Int? = nil, _ moment: Moment = .beforeTheStep) {
        self.store = store
        self.dyingStep = dyingStep
        self.moment = moment
    }

    /// Writing steps so far.
    var stepCount: Int { get async { await self.steps.count } }

    private func step<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        let number = await self.steps.next()
        guard let dyingStep, number >= dyingStep else { return try await body() }
        if number == dyingStep, self.moment == .afterTheStep { _ = try await body() }
        throw InjectedFault()
    }

    func applyDesired(_ change: DesiredChange) async throws -> DesiredChangeResult {
        try await self.step { try await self.store.applyDesired(change) }
    }

    func beginPass(account: String, isWhole: Bool, at date: Date) async throws -> PassRecord {
        try await self.step { try await self.store.beginPass(account: account, isWhole: isWhole, at: date) }
    }

    func commit(_ commit: Commit) async throws -> CommitReceipt {
        if !commit.basis.isEmpty { try await self.interposer.come() }
        return try await self.step { try await self.store.commit(commit) }
    }

    func sealNotices(passID: Int?, events: [NoticeEvent]?, webhooks: [WebhookSettings], at date: Date) async throws -> [Notice] {
        try await self.step { try await self.store.sealNotices(passID: passID, events: events, webhooks: webhooks, at: date) }
    }

    func dueDeliveries(webhook: String, at date: Date, countMax: Int) async throws -> [Delivery] {
        try await self.store.dueDeliveries(webhook: webhook, at: date, countMax: countMax)
    }

    func updateDelivery(_ delivery: Delivery) async throws { try await self.store.updateDelivery(delivery) }
    func recordDaemon(_ run: DaemonRun) async throws { try await self.store.recordDaemon(run) }
    func prune(_ retention: Retention, at date: Date) async throws { try await self.store.prune(retention, at: date) }

    func desiredResources() async throws -> [DesiredResource] { try await self.store.desiredResources() }
    func observedResources() async throws -> [ObservedResource] { try await self.store.observedResources() }
    func drifts(of resource: ResourceIdentity?, includingEnded: Bool) async throws -> [DriftRecord] {
        try await self.store.drifts(of: resource, includingEnded: includingEnded)
    }
    func corrections(of resource: ResourceIdentity?, includingFinal: Bool) async throws -> [CorrectionRecord] {
        try await self.store.corrections(of: resource, includingFinal: includingFinal)
    }
    func corrections(account: String, updatedSince date: Date) async throws -> [CorrectionRecord] {
        try await self.store.corrections(account: account, updatedSince: date)
    }
    func exceptions(includingEnded: Bool) async throws -> [OperatorException] {
        try await self.store.exceptions(includingEnded: includingEnded)
    }
    func openWindows() async throws -> [PropagationWindow] { try await self.store.openWindows() }
    func accountStates() async throws -> [AccountState] { try await self.store.accountStates() }
    func lastPasses() async throws -> [PassRecord] { try await self.store.lastPasses() }
    func pass(id: Int) async throws -> PassRecord? { try await self.store.pass(id: id) }
    func deliveryCounts() async throws -> [Delivery.State: Int] { try await self.store.deliveryCounts() }
    func journal(fromSequence sequence: Int, countMax: Int) async throws -> [JournalEntry] {
        try await self.store.journal(fromSequence: sequence, countMax: countMax)
    }
    func journalHead() async throws -> JournalHead { try await self.store.journalHead() }
    func journalCheckpoint() async throws -> JournalHead? { try await self.store.journalCheckpoint() }
    func decisionStamp(account: String?) async throws -> DecisionStamp { try await self.store.decisionStamp(account: account) }
    func daemonRun() async throws -> DaemonRun? { try await self.store.daemonRun() }
    func desiredRevision() async throws -> Int { try await self.store.desiredRevision() }
    func chainRecords() async throws -> [ChainRecord] { try await self.store.chainRecords() }
}

private actor StepCounter {
    private(set) var count = 0

    func next() -> Int {
        self.count += 1
        return self.count
    }
}

/// Somebody who comes in between, once for each time that was asked for.
actor Interposer {
    private var work: [@Sendable () async throws -> Void] = []

    func add(_ body: @escaping @Sendable () async throws -> Void) { self.work.append(body) }

    func come() async throws {
        guard !self.work.isEmpty else { return }
        try await self.work.removeFirst()()
    }
}
