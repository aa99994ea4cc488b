import ReconcileCore

/// What a pass over one account works with, read from the store.
struct PassMaterial: Sendable {
    let plan: PassPlan
    private let references: DesiredReferences
    private let configuration: Configuration
    private let store: any StateStore
    private let observed: [ObservedResource]
    private let kept: [DesiredResource]

    /// - Parameter only: these resources; `nil`: the whole account.
    init(_ account: AccountSettings, _ configuration: Configuration, _ store: any StateStore, only: Set<ResourceIdentity>?) async throws {
        let desired = try await store.desiredResources()
        self.observed = try await store.observedResources().filter { account.covers($0.identity) }
        self.plan = PassPlan(account: account, desired: desired, observed: self.observed, only: only)
        self.references = DesiredReferences(desired: desired, observed: self.observed, accounts: configuration.accounts)
        self.kept = desired.filter { account.covers($0.identity) }
        self.configuration = configuration
        self.store = store
    }

    /// The rest is read after the look at AWS, so that what was decided meanwhile counts.
    func input(for pass: PassRecord, _ snapshot: Snapshot, at now: Instant) async throws -> PassInput {
        let account = self.plan.account
        let isOwn: @Sendable (ResourceIdentity) -> Bool = { account.covers($0) }
        var history: [CorrectionRecord] = []
        for name in account.coveredNames {
            history += try await self.store.corrections(
                account: name, updatedSince: now.wall.addingTimeInterval(-PassInput.historySeconds))
        }
        return PassInput(
            pass: pass, account: self.plan.account, limits: self.configuration.limits, propagation: self.configuration.propagation,
            protected: self.configuration.protected, desired: self.plan.resources, kept: self.kept,
            references: self.references(after: snapshot), managedCount: self.kept.count, snapshot: snapshot, observed: self.observed,
            drifts: try await self.store.drifts(of: nil, includingEnded: false).filter { isOwn($0.resource) },
            corrections: try await self.store.corrections(of: nil, includingFinal: false).filter { isOwn($0.resource) },
            windows: try await self.store.openWindows().filter { isOwn($0.resource) },
            accountState: try await self.store.accountStates().first { $0.name == account.name } ?? AccountState(name: account.name),
            exceptions: try await self.store.exceptions(includingEnded: false).filter { account.coveredNames.contains($0.account) },
            history: history, now: now)
    }

    /// What `Kind/name` leads to, with what the look has shown for the first time.
    func references(after snapshot: Snapshot) -> DesiredReferences { self.references.learning(from: snapshot.readings) }
}
