import ReconcileCore

/// What a pass over one account works with, read from the store.
struct PassMaterial: Sendable {
    let plan: PassPlan
    /// `nil`: no chain is judged in this pass.
    let chains: ChainPlan?
    private let references: DesiredReferences
    private let configuration: Configuration
    private let store: any StateStore
    private let kept: [DesiredResource]

    /// - Parameters:
    ///   - only: these resources; `nil`: the whole account.
    ///   - blueprints: whose chains are judged where the whole account is looked at; what they rest on lies all over it.
    init(
        _ account: AccountSettings, _ configuration: Configuration, _ store: any StateStore, only: Set<ResourceIdentity>?,
        blueprints: BlueprintCatalog? = nil
    ) async throws {
        let desired = try await store.desiredResources()
        // What was seen comes into memory after the look, as far as that does not tell it; only blueprints ask before.
        let hasBlueprints = desired.contains { $0.identity.kind.isBlueprint }
        let stored = try await hasBlueprints ? store.observedResources() : store.observedOutlines()
        let observed = stored.filter { account.covers($0.identity) }
        let plan = PassPlan(account: account, desired: desired, observed: observed, only: only)
        self.plan = plan
        self.references = DesiredReferences(desired: desired, observed: observed, accounts: configuration.accounts)
        self.kept = only == nil ? plan.resources : desired.filter { account.covers($0.identity) && !$0.identity.kind.isBlueprint }
        let judged = only == nil ? blueprints : nil
        self.chains = judged.map { catalog in
            ChainPlan(account: account, configuration: configuration, desired: desired, observed: observed, catalog: catalog)
        }
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
            references: self.references(after: snapshot), managedCount: self.kept.count, snapshot: snapshot,
            observed: try await self.observed(sharing: snapshot),
            drifts: try await self.store.drifts(of: nil, includingEnded: false).filter { isOwn($0.resource) },
            corrections: try await self.store.corrections(of: nil, includingFinal: false).filter { isOwn($0.resource) },
            windows: try await self.store.openWindows().filter { isOwn($0.resource) },
            accountState: try await self.store.accountStates().first { $0.name == account.name } ?? AccountState(name: account.name),
            exceptions: try await self.store.exceptions(includingEnded: false).filter { account.coveredNames.contains($0.account) },
            history: history, authors: try await self.authors(behind: history), now: now)
    }

    /// Who made the drifts that were corrected so often that it may be a fight.
    private func authors(behind history: [CorrectionRecord]) async throws -> [String: ChangeAuthor] {
        let often = Dictionary(grouping: history, by: \.resource).filter { $0.value.count >= FightGuard.correctionsMax }
        var authors: [String: ChangeAuthor] = [:]
        for resource in often.keys.sorted() {
            for drift in try await self.store.drifts(of: resource, includingEnded: true) { authors[drift.id] = drift.changedBy?.author }
        }
        return authors
    }

    private func observed(sharing snapshot: Snapshot) async throws -> [ObservedResource] {
        var observed = try await self.store.observedResources(sharing: snapshot.readings)
        observed.removeAll { !self.plan.account.covers($0.identity) }
        return observed
    }

    /// What `Kind/name` leads to, with what the look has shown for the first time.
    func references(after snapshot: Snapshot) -> DesiredReferences { self.references.learning(from: snapshot.readings) }
}
