import ReconcileCore

// What chains have come to.
extension PassRunner {
    /// Adds to what a pass stores what its look says of the chains.
    func judge(_ chains: ChainLook, _ input: PassInput, _ decision: PassDecision, _ commit: inout Commit) async throws {
        let judged = chains.judged(windows: input.windows, at: input.now)
        try await self.changes(input.account, input.pass, judged, underway: decision.blueprintsUnderway(of: input.desired), at: input.now)
            .add(to: &commit)
        commit.pass?.requests += chains.requests
    }

    /// Judges the chains again for which something was sent: until the next pass nobody should read that what was made is not there.
    ///
    /// Reads only what these chains rest on, and changes nothing where the account cannot be read.
    func judgeAgain(_ account: AccountSettings, after changed: Set<ResourceIdentity>, of pass: PassRecord) async throws {
        let desired = try await self.context.store.desiredResources()
        let blueprints = Set(desired.lazy.filter { changed.contains($0.identity) }.flatMap(\.blueprints))
        guard !blueprints.isEmpty else { return }
        let observed = try await self.context.store.observedResources().filter { account.covers($0.identity) }
        let plan = ChainPlan(
            account: account, configuration: self.configuration, desired: desired, observed: observed, catalog: self.context.blueprints,
            only: blueprints)
        let looker = ChainLooker(context: self.context, plan: plan)
        let targets = looker.widened([]).targets
        let snapshot = await self.context.reader.snapshot(of: account, targets: targets)
        guard snapshot.failure == nil else { return }
        let look = await looker.look(after: snapshot, of: targets)
        let now = self.context.clock.now()
        let windows = try await self.context.store.openWindows().filter { account.covers($0.resource) }
        var commit = Commit()
        try await self.changes(account, pass, look.judged(windows: windows, at: now), underway: blueprints, only: blueprints, at: now)
            .add(to: &commit)
        guard !commit.isEmpty else { return }
        _ = try await self.context.store.commit(commit)
        try await self.seal(pass.id)
    }

    /// - Parameter only: the chains that were judged; `nil`: all of the account.
    private func changes(
        _ account: AccountSettings, _ pass: PassRecord, _ judged: [JudgedChain], underway: Set<ResourceIdentity>,
        only: Set<ResourceIdentity>? = nil, at now: Instant
    ) async throws -> ChainChanges {
        let stored = try await self.context.store.chainRecords().filter { account.covers($0.blueprint) && only?.contains($0.blueprint) ?? true }
        return ChainLedger(account: account.name, passID: pass.id, at: now.wall).changes(from: stored, to: judged, underway: underway)
    }
}
