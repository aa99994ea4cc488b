import Foundation
import IAMPolicy

/// Turns drifts into corrections and asks the guards about each.
struct CorrectionPlanner {
    let input: PassInput
    let accountState: AccountState

    var context: GuardContext {
        GuardContext(
            account: self.input.account, accountState: self.accountState, limits: self.input.limits, protected: self.input.protected,
            managedCount: self.input.managedCount, transientGap: self.input.snapshot.transientGap,
            ownRole: self.input.snapshot.callerARN.flatMap {
                OwnRole(callerARN: $0, readings: self.input.snapshot.readings, observed: self.input.observed)
            },
            absentPrincipals: self.absentPrincipals, quotas: self.input.quotas)
    }

    private var absentPrincipals: Set<String> {
        let gone = self.input.desired.filter { self.input.snapshot.readings[$0.identity] == .absent }
        return Set(
            gone.compactMap { resource in
                KindRegistry.definition(of: resource.identity.kind)?.arn(of: resource, account: self.input.account, bound: nil)
            })
    }

    func plan(_ findings: [ResourceFinding], _ ledger: inout PassLedger) -> [CorrectionRecord] {
        var proposals: [CorrectionProposal] = []
        for finding in findings where !finding.toPlan.isEmpty { proposals += self.proposals(for: finding, &ledger) }
        let guards = GuardChain()
        let context = self.context
        var judged = proposals.map { ($0, guards.ruling(on: $0, in: context)) }
        judged = self.withQuotas(judged)
        if let reason = DeletionGuard(limits: self.input.limits).reason(for: judged.filter { $0.1.isPassable }.map(\.0)) {
            judged = judged.map { ($0.0, $0.0.draft.isDeletion && $0.1.isPassable ? GuardRuling(.refuse(reason), by: .deletions) : $0.1) }
        }
        judged = self.withinLimits(judged, ledger)
        judged = judged.map { proposal, ruling in (proposal, self.isLetGo(proposal, ruling, ledger) ? .allow : ruling) }
        let approved = self.approved(findings, guards, &ledger)
        let boundaries = MissingBoundaries(
            restored: judged.filter { $0.1.answer == .allow && $0.0.draft.stage == .restrict }.map { ($0.0.resource.identity, $0.0.draft.aspects) }
                + approved.filter { $0.stage == .restrict }.map { ($0.resource, $0.aspects) },
            limits: findings.map { ($0.resource.identity, self.limits(of: $0, ledger)) })
        let contents = UnfinishedContents(
            drifts: Array(ledger.drifts.values), kept: self.input.kept, observed: self.input.observed,
            readings: self.input.snapshot.readings, account: self.input.account)
        let lifted = LiftedBoundaries(
            judged.filter { $0.1.answer == .allow && contents.reasonToWait($0.0.draft.mutations, of: $0.0.resource.identity) == nil }.map(\.0))
        var calls = SharedCalls(underWay: ledger.corrections.values.sorted { $0.id < $1.id } + approved)
        let records = judged.compactMap { proposal, ruling -> CorrectionRecord? in
            let identity = proposal.resource.identity
            var reason = boundaries.reasonToWait(proposal.draft.stage, of: identity)
            if ruling.answer == .allow, reason == nil { reason = contents.reasonToWait(proposal.draft.mutations, of: identity) }
            if ruling.answer == .allow, reason == nil { reason = lifted.reasonToWait(proposal.draft.mutations) }
            if ruling.answer == .allow, reason != nil { ledger.noteWaiting(identity) }
            if ruling.answer == .allow, reason == nil { reason = calls.reasonToWait(proposal.draft.mutations, of: identity) }
            return self.record(proposal, ruling.answer == .allow ? reason.map { GuardRuling(.hold($0)) } ?? .allow : ruling, &ledger)
        }
        let ready = approved.filter { self.isReady($0, boundaries, contents, &ledger) }
        return (records + ready).sorted { ($0.stage, $0.resource) < ($1.stage, $1.resource) }
    }

    /// Too many at once ask, all of them; what asked for that reason goes on asking when it is planned anew on another value, since
    /// what is left of many is not harmless for being few.
    private func withinLimits(_ judged: [(CorrectionProposal, GuardRuling)], _ ledger: PassLedger) -> [(CorrectionProposal, GuardRuling)] {
        let allowed = judged.filter { $0.1.answer == .allow }.map(\.0)
        let rule = ChangeLimitGuard(limits: self.input.limits, managedCount: self.input.managedCount)
        let reason = rule.reason(for: allowed)
        return judged.map { proposal, ruling in
            guard ruling.answer == .allow else { return (proposal, ruling) }
            let wasOneOfMany = proposal.drifts.contains { ledger.hasDroppedWhatAsked(for: .changeLimit, about: $0) }
            guard let reason = reason ?? (wasOneOfMany ? rule.reasonForTheRest : nil) else { return (proposal, ruling) }
            return (proposal, GuardRuling(.ask(reason), by: .changeLimit))
        }
    }

    /// Aspects that limit a principal and are not as declared.
    private func limits(of finding: ResourceFinding, _ ledger: PassLedger) -> [AspectName] {
        guard let definition = KindRegistry.definition(of: finding.resource.identity.kind), let desired = finding.desired else { return [] }
        let target = CorrectionTarget(resource: finding.resource, desired: desired, account: self.input.account, live: finding.live)
        let drifts = ledger.openDrifts(of: finding.resource.identity).filter { !$0.state.isSetAside && $0.state != .propagating }
        let drafts = definition.corrections(of: drifts.map(\.drift), target: target)
        return drafts.filter { StageByDirection(draft: $0, drifts: drifts, siblings: drafts).stage == .restrict }.flatMap(\.aspects)
    }

    // MARK: Proposals

    private func proposals(for finding: ResourceFinding, _ ledger: inout PassLedger) -> [CorrectionProposal] {
        guard let definition = KindRegistry.definition(of: finding.resource.identity.kind), let desired = finding.desired else { return [] }
        let drifts = self.withoutFights(finding.toPlan.filter { self.needsPlan($0, ledger) }, of: finding.resource, &ledger)
        guard !drifts.isEmpty else { return [] }
        let target = CorrectionTarget(resource: finding.resource, desired: desired, account: self.input.account, live: finding.live)
        let drafts = self.drafts(definition, drifts, target, &ledger)
        return drafts.map { draft in
            var draft = draft
            draft.stage = StageByDirection(draft: draft, drifts: drifts, siblings: drafts).stage
            return CorrectionProposal(
                resource: finding.resource, drifts: drifts.filter { draft.aspects.contains($0.aspect) }, draft: draft,
                observed: ledger.observed[finding.resource.identity], mode: self.input.mode(of: finding.resource))
        }
    }

    /// Fights end here where nobody is asked anyway; the others of a call that is shared go on without them.
    private func withoutFights(_ drifts: [DriftRecord], of resource: DesiredResource, _ ledger: inout PassLedger) -> [DriftRecord] {
        guard self.input.mode(of: resource) == .enforce else { return drifts }
        let rule = FightGuard(history: self.input.history, authors: self.input.authors)
        return drifts.filter { drift in
            guard let reason = rule.reason(for: drift) else { return true }
            self.stopFighting(drift, reason, &ledger)
            return false
        }
    }

    private func drafts(
        _ definition: any KindDefinition, _ drifts: [DriftRecord], _ target: CorrectionTarget, _ ledger: inout PassLedger
    ) -> [CorrectionDraft] {
        if let gone = drifts.first(where: { $0.aspect == .existence }) {
            if target.resource.settings.isToBeDeleted {
                switch definition.deletion(of: target) {
                case .possible(let draft): return [draft]
                case .impossible(let reason):
                    self.explain(gone, reason, &ledger)
                    return []
                }
            }
            switch definition.creation(of: target) {
            case .possible(let draft): return [draft]
            case .impossible(let reason):
                self.explain(gone, reason, &ledger)
                return []
            }
        }
        let drafts = definition.corrections(of: drifts.map(\.drift), target: target)
        let covered = Set(drafts.flatMap(\.aspects))
        for drift in drifts where !covered.contains(drift.aspect) {
            let reason = definition.reasonNotCorrected(drift.drift, target: target)
            self.explain(drift, reason ?? "there is no AWS call that brings it back", &ledger)
        }
        return drafts
    }

    func explain(_ drift: DriftRecord, _ reason: String, _ ledger: inout PassLedger) {
        var explained = drift
        explained.reason = reason
        ledger.put(explained)
    }

    private func needsPlan(_ drift: DriftRecord, _ ledger: PassLedger) -> Bool {
        if drift.state == .fighting { return false }
        guard let correction = ledger.correction(of: drift) else { return true }
        switch correction.state {
        case .queued: return !correction.isApprovedAndUnsent
        case .planned, .settled, .superseded: return true
        case .awaitingApproval:
            // Only what asked for a reason that has passed is planned again by itself.
            let hasPassed =
                SilenceGuard.hasAsked(correction.reason) && !self.accountState.isSilenceLatched
                || correction.reason == ApprovalModeGuard.reason && self.mode(of: drift) != .approve
            return hasPassed
        case .failed, .refused:
            if correction.decision?.verdict == .rejected { return false }
            guard let wait = correction.notBefore?.timeIntervalSince(self.input.now.wall) else { return true }
            // A longer wait than was ever set means that the clock was set back.
            return wait <= 0 || wait > CorrectionStep.backoffSeconds(attempts: correction.attempts)
        case .intended, .applied, .readable, .unknown: return false
        }
    }

    private func mode(of drift: DriftRecord) -> ReconcileMode {
        self.input.desired.first { $0.identity == drift.resource }.map(self.input.mode(of:)) ?? self.input.account.mode
    }
}
