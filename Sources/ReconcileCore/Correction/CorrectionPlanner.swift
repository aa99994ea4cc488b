import Foundation
import IAMPolicy

/// Turns drifts into corrections and asks the guards about each.
struct CorrectionPlanner {
    let input: PassInput
    let accountState: AccountState

    private var context: GuardContext {
        GuardContext(
            account: self.input.account, accountState: self.accountState, limits: self.input.limits, protected: self.input.protected,
            managedCount: self.input.managedCount, transientGap: self.input.snapshot.transientGap)
    }

    func plan(_ findings: [ResourceFinding], _ ledger: inout PassLedger) -> [CorrectionRecord] {
        var proposals: [CorrectionProposal] = []
        for finding in findings where !finding.toPlan.isEmpty { proposals += self.proposals(for: finding, &ledger) }
        let guards = GuardChain()
        var judged = proposals.map { ($0, guards.judge($0, in: self.context)) }
        let allowed = judged.filter { $0.1 == .allow }.map(\.0)
        if let reason = ChangeLimitGuard(limits: self.input.limits, managedCount: self.input.managedCount).reason(for: allowed) {
            judged = judged.map { ($0.0, $0.1 == .allow ? .ask(reason) : $0.1) }
        }
        judged = self.holdingUnlimitedGrants(judged, findings, ledger)
        let records = judged.compactMap { self.record($0.0, answer: $0.1, &ledger) }
        return records.sorted { ($0.stage, $0.resource) < ($1.stage, $1.resource) }
    }

    /// No grant to a principal whose boundary is to be put back and is not put back in this pass.
    private func holdingUnlimitedGrants(
        _ judged: [(CorrectionProposal, GuardAnswer)], _ findings: [ResourceFinding], _ ledger: PassLedger
    ) -> [(CorrectionProposal, GuardAnswer)] {
        let restored = Dictionary(grouping: judged.filter { $0.1 == .allow && $0.0.draft.stage == .restrict }, by: \.0.resource.identity)
        var waiting: [ResourceIdentity: AspectName] = [:]
        for finding in findings {
            let inPlace = Set((restored[finding.resource.identity] ?? []).flatMap(\.0.draft.aspects))
            waiting[finding.resource.identity] = self.limits(of: finding, ledger).first { !inPlace.contains($0) }
        }
        return judged.map { proposal, answer in
            guard answer == .allow, proposal.draft.stage == .grant, let limit = waiting[proposal.resource.identity] else {
                return (proposal, answer)
            }
            return (proposal, .hold("it grants, and \(limit), which limits it, is not in place"))
        }
    }

    /// Aspects that limit a principal and are not as declared.
    private func limits(of finding: ResourceFinding, _ ledger: PassLedger) -> [AspectName] {
        guard let definition = KindRegistry.definition(of: finding.resource.identity.kind), let desired = finding.desired else { return [] }
        let target = CorrectionTarget(resource: finding.resource, desired: desired, account: self.input.account, live: finding.live)
        let drifts = ledger.openDrifts(of: finding.resource.identity).filter { ![.ignored, .propagating].contains($0.state) }
        return definition.corrections(of: drifts.map(\.drift), target: target).filter { $0.stage == .restrict }.flatMap(\.aspects)
    }

    // MARK: Proposals

    private func proposals(for finding: ResourceFinding, _ ledger: inout PassLedger) -> [CorrectionProposal] {
        guard let definition = KindRegistry.definition(of: finding.resource.identity.kind), let desired = finding.desired else { return [] }
        let drifts = finding.toPlan.filter { self.needsPlan($0, ledger) }
        guard !drifts.isEmpty else { return [] }
        let target = CorrectionTarget(resource: finding.resource, desired: desired, account: self.input.account, live: finding.live)
        let drafts = self.drafts(definition, drifts, target, &ledger)
        return drafts.map { draft in
            CorrectionProposal(
                resource: finding.resource, drifts: drifts.filter { draft.aspects.contains($0.aspect) }, draft: draft,
                observed: ledger.observed[finding.resource.identity], mode: self.input.mode(of: finding.resource))
        }
    }

    private func drafts(
        _ definition: any KindDefinition, _ drifts: [DriftRecord], _ target: CorrectionTarget, _ ledger: inout PassLedger
    ) -> [CorrectionDraft] {
        if let gone = drifts.first(where: { $0.aspect == .existence }) {
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
            let reason = definition.aspects.first { $0.base == drift.aspect.base }?.notCorrectable
            self.explain(drift, reason ?? "there is no AWS call that brings it back", &ledger)
        }
        return drafts
    }

    private func explain(_ drift: DriftRecord, _ reason: String, _ ledger: inout PassLedger) {
        var explained = drift
        explained.reason = reason
        ledger.put(explained)
    }

    private func needsPlan(_ drift: DriftRecord, _ ledger: PassLedger) -> Bool {
        guard let correction = ledger.correction(of: drift) else { return true }
        switch correction.state {
        case .planned, .queued, .settled, .superseded: return true
        case .awaitingApproval:
            // Only what asked for a reason that has passed is planned again by itself.
            let hasPassed =
                correction.reason == SilenceGuard.reason && !self.accountState.isSilenceLatched
                || correction.reason == ApprovalModeGuard.reason && self.mode(of: drift) != .approve
            return hasPassed
        case .failed, .refused:
            guard let wait = correction.notBefore?.timeIntervalSince(self.input.now.wall) else { return true }
            // A longer wait than was ever set means that the clock was set back.
            return wait <= 0 || wait > CorrectionStep.backoffSeconds(attempts: correction.attempts)
        case .intended, .applied, .readable, .unknown: return false
        }
    }

    private func mode(of drift: DriftRecord) -> ReconcileMode {
        self.input.desired.first { $0.identity == drift.resource }.map(self.input.mode(of:)) ?? self.input.account.mode
    }

    // MARK: Records

    /// - Returns: the record, where it is to be sent.
    private func record(_ proposal: CorrectionProposal, answer: GuardAnswer, _ ledger: inout PassLedger) -> CorrectionRecord? {
        let before = proposal.drifts.compactMap { ledger.correction(of: $0) }.first
        switch answer {
        case .hold(let reason):
            for drift in proposal.drifts { self.explain(drift, reason, &ledger) }
            return nil
        case .allow:
            let record = self.begin(proposal, state: .queued, reason: nil, &ledger)
            ledger.write(
                .correctionPlanned, resource: record.resource, correctionID: record.id,
                details: ["reason": .string(record.planReason), "operations": .array(record.mutations.map { .string($0.operation) })])
            return record
        case .ask(let reason):
            guard before?.state != .awaitingApproval || before?.reason != reason else { return nil }
            self.hold(proposal, .awaitingApproval, reason, .correctionAwaitingApproval, .correctionAwaitingApproval, &ledger)
            return nil
        case .refuse(let reason):
            guard before?.state != .refused || before?.reason != reason else { return nil }
            self.hold(proposal, .refused, reason, .correctionRefused, .correctionRefused, &ledger)
            return nil
        }
    }

    private func hold(
        _ proposal: CorrectionProposal, _ state: CorrectionState, _ reason: String, _ event: NoticeEvent, _ kind: JournalKind,
        _ ledger: inout PassLedger
    ) {
        let record = self.begin(proposal, state: state, reason: reason, &ledger)
        ledger.write(
            kind, resource: record.resource, correctionID: record.id,
            details: [
                "reason": .string(reason), "plan": .string(record.planReason),
                "operations": .array(record.mutations.map { .string($0.operation) })
            ])
        for drift in proposal.drifts { ledger.tell(event, of: drift) }
    }

    private func begin(
        _ proposal: CorrectionProposal, state: CorrectionState, reason: String?, _ ledger: inout PassLedger
    ) -> CorrectionRecord {
        let earlier = proposal.drifts.compactMap { ledger.correction(of: $0) }
        for correction in earlier { ledger.supersede(correction, because: "planned anew") }
        let tried = earlier.filter { [.failed, .refused].contains($0.state) && $0.attempts > 0 }.max { $0.attempts < $1.attempts }
        let record = CorrectionRecord(
            id: PassIdentifier.correction(proposal.resource.identity, proposal.draft.aspects, passID: self.input.pass.id),
            resource: proposal.resource.identity, draft: proposal.draft, driftIDs: proposal.drifts.map(\.id), state: state,
            reason: reason ?? tried?.reason, attempts: state == .queued ? tried?.attempts ?? 0 : 0,
            passID: self.input.pass.id, plannedAt: self.input.now.wall)
        ledger.put(record)
        for var drift in proposal.drifts {
            drift.correctionID = record.id
            drift.reason = reason
            drift.state =
                switch state {
                case .awaitingApproval: .awaitingApproval
                case .refused: .refused
                case .queued, .planned, .intended, .applied, .readable, .settled, .failed, .superseded, .unknown: .correcting
                }
            ledger.put(drift)
        }
        return record
    }
}
