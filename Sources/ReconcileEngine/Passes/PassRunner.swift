import Logging
package import ReconcileCore

/// Makes one pass over one account: looks, decides, stores, sends, reads back.
package struct PassRunner: Sendable {
    /// How long a pass waits for what it wrote to show, in seconds; what takes longer is looked at later.
    package static let readBackSecondsMax = 5.0
    /// How often a pass decides anew, on the same look, because people decided meanwhile.
    static let decisionsMax = 8
    /// Waits between read-backs, in seconds.
    static let readBackWaits = [0.1, 0.25, 0.5, 0.75, 1.0, 1.0, 1.0]

    package let context: EngineContext
    package let configuration: Configuration

    package init(context: EngineContext, configuration: Configuration) {
        self.context = context
        self.configuration = configuration
    }

    /// - Parameter only: these resources; `nil`: the whole account.
    /// - Returns: the pass as it was stored.
    /// - Throws: what the store throws; what AWS answers is in the result.
    package func run(_ account: AccountSettings, only: Set<ResourceIdentity>? = nil) async throws -> PassRecord {
        let (pass, sent, waiting) = try await self.lookAndAct(account, only: only)
        if !sent.isEmpty {
            try await self.readBack(account, sent)
            // What waited for something that is in place by now need not wait for the schedule too.
            if !waiting.isEmpty { _ = try await self.lookAndAct(account, only: waiting) }
            try await self.judgeAgain(account, after: sent.union(waiting), of: pass)
        }
        await self.context.passEnded(pass)
        return pass
    }

    /// Queues what a pass had to tell when the daemon died in it.
    package func sealLeftOver() async throws { try await self.seal(nil) }

    /// What a pass would come to at this moment; stores and sends nothing.
    package func preview(_ account: AccountSettings) async throws -> PassDecision {
        let material = try await PassMaterial(account, self.configuration, self.context.store, only: nil)
        let snapshot = await self.context.reader.snapshot(of: account, targets: material.plan.targets)
        let now = self.context.clock.now()
        let pass = PassRecord(id: 0, account: account.name, isWhole: true, startedAt: now.wall)
        return await self.decideWithinQuotas(try await material.input(for: pass, snapshot, at: now))
    }

    /// One look, and what follows from it: the resources that were written to, and those that wait for that.
    private func lookAndAct(
        _ account: AccountSettings, only: Set<ResourceIdentity>?
    ) async throws -> (pass: PassRecord, sent: Set<ResourceIdentity>, waiting: Set<ResourceIdentity>) {
        let material = try await PassMaterial(account, self.configuration, self.context.store, only: only, blueprints: self.context.blueprints)
        let pass = try await self.context.store.beginPass(
            account: account.name, isWhole: only == nil, at: self.context.clock.now().wall)
        let (snapshot, chains) = await self.look(account, material)
        let decision = try await self.decide(pass, material, snapshot, chains)
        try await self.seal(pass.id)
        self.log(decision.commit, snapshot)
        guard !decision.toSend.isEmpty else { return (decision.commit.pass ?? pass, [], []) }
        let runner = CorrectionRunner(context: self.context, account: account, propagation: self.configuration.propagation, passID: pass.id)
        let sent = try await runner.run(
            decision.toSend, resources: material.plan.resources, references: material.references(after: snapshot))
        try await self.seal(pass.id)
        return (decision.commit.pass ?? pass, sent, decision.waiting)
    }

    /// What the pass decides on, and what chains are judged by, in one look as far as it goes.
    private func look(_ account: AccountSettings, _ material: PassMaterial) async -> (Snapshot, ChainLook?) {
        guard let chains = material.chains else {
            let snapshot = await self.context.reader.snapshot(of: account, targets: material.plan.targets)
            self.context.progress()
            return (snapshot, nil)
        }
        let looker = ChainLooker(context: self.context, plan: chains)
        let widened = looker.widened(material.plan.targets)
        let snapshot = await self.context.reader.snapshot(of: account, targets: widened.targets)
        self.context.progress()
        return (widened.narrowed(snapshot), await looker.look(after: snapshot, of: widened.targets))
    }

    /// Decides and stores; anew, where people have decided something between the reading of the state and the storing.
    /// - Throws: `StateConflict` where that never ends.
    private func decide(
        _ pass: PassRecord, _ material: PassMaterial, _ snapshot: Snapshot, _ chains: ChainLook?
    ) async throws -> PassDecision {
        for _ in 1...Self.decisionsMax {
            var stamps: [DecisionStamp] = []
            for name in material.plan.account.coveredNames { stamps.append(try await self.context.store.decisionStamp(account: name)) }
            let input = try await material.input(for: pass, snapshot, at: self.context.clock.now())
            let decision = await self.decideWithinQuotas(input)
            var commit = decision.commit
            if let chains { try await self.judge(chains, input, decision, &commit) }
            commit.basis = stamps
            do {
                _ = try await self.context.store.commit(commit)
                return PassDecision(commit: commit, toSend: decision.toSend, waiting: decision.waiting)
            } catch is StateConflict {
                self.context.logger.debug("somebody decided meanwhile: deciding anew", metadata: ["account": "\(pass.account)"])
            }
        }
        throw StateConflict()
    }

    /// The account's quotas are asked for only where something is to be planned that they may limit.
    private func decideWithinQuotas(_ input: PassInput) async -> PassDecision {
        let decision = PassEvaluator(input).decide()
        let isLimited = (decision.toSend + decision.commit.corrections).contains { correction in
            KindRegistry.definition(of: correction.resource.kind)?.countedAs != nil && !correction.state.isFinal
        }
        guard isLimited, let quotas = await self.context.reader.quotas(of: input.account) else { return decision }
        var input = input
        input.quotas = quotas
        return PassEvaluator(input).decide()
    }

    /// Looks again, for a while, until what was written shows.
    private func readBack(_ account: AccountSettings, _ sent: Set<ResourceIdentity>) async throws {
        let started = self.context.clock.now()
        for wait in Self.readBackWaits {
            let unseen = try await self.unseen(sent)
            let elapsed = self.context.clock.now().seconds(since: started)
            guard !unseen.isEmpty, elapsed + wait <= Self.readBackSecondsMax else { return }
            try await self.context.clock.sleep(seconds: wait)
            _ = try await self.lookAndAct(account, only: unseen)
        }
    }

    private func unseen(_ resources: Set<ResourceIdentity>) async throws -> Set<ResourceIdentity> {
        Set(try await self.context.store.openWindows().filter { resources.contains($0.resource) && !$0.isReadable }.map(\.resource))
    }

    func seal(_ passID: Int?) async throws {
        let notices = try await self.context.store.sealNotices(
            passID: passID, events: nil, webhooks: self.configuration.webhooks, at: self.context.clock.now().wall)
        self.context.progress()
        if !notices.isEmpty { await self.context.noticesQueued() }
    }

    private func log(_ commit: Commit, _ snapshot: Snapshot) {
        let metadata: Logger.Metadata = [
            "account": "\(snapshot.account)", "pass": "\(commit.pass?.id ?? 0)", "outcome": "\(snapshot.outcome.rawValue)",
            "requests": "\(snapshot.requests)", "resources": "\(snapshot.readings.count)"
        ]
        switch snapshot.outcome {
        case .complete: self.context.logger.debug("looked at account", metadata: metadata)
        case .partial, .failed:
            var metadata = metadata
            metadata["reason"] = "\(commit.pass?.gap?.message ?? "")"
            self.context.logger.warning("could not look at all of the account", metadata: metadata)
        }
        let begun = commit.drifts.filter { $0.end == nil && $0.passID == commit.pass?.id }
        for drift in begun.sorted(by: { ($0.resource, $0.aspect) < ($1.resource, $1.aspect) }) {
            self.context.logger.notice(
                "drift detected",
                metadata: [
                    "drift": "\(drift.id)", "resource": "\(drift.resource)", "aspect": "\(drift.aspect)", "kind": "\(drift.kind.rawValue)",
                    "severity": "\(drift.severity.rawValue)", "state": "\(drift.state.rawValue)"
                ])
        }
    }
}
