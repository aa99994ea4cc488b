import Foundation
import IAMPolicy

// What people have let go, and what still stands in its way.
extension CorrectionPlanner {
    /// What people have approved, exactly as it was planned; no approval makes up for a picture with holes.
    func approved(_ findings: [ResourceFinding], _ guards: GuardChain, _ ledger: inout PassLedger) -> [CorrectionRecord] {
        guard self.input.snapshot.transientGap == nil else { return [] }
        var ready: [CorrectionRecord] = []
        for finding in findings where self.mayBeWritten(finding) {
            for correction in ledger.activeCorrections(of: finding.resource.identity) where correction.isApprovedAndUnsent {
                guard correction.aspects.allSatisfy({ finding.live?.gap(for: $0) == nil }) else { continue }
                if let reason = self.reasonToDrop(correction, finding, ledger) {
                    ledger.supersede(correction, because: reason)
                } else if let ruling = self.refusal(of: correction, finding, guards, ledger), case .refuse(let reason) = ruling.answer {
                    self.refuse(correction, because: reason, by: ruling.name, &ledger)
                } else {
                    ready.append(correction)
                }
            }
        }
        return ready
    }

    /// Whether what is kept back is what a person has let go before, and only the sending of it failed.
    func isLetGo(_ proposal: CorrectionProposal, _ ruling: GuardRuling, _ ledger: PassLedger) -> Bool {
        switch ruling.answer {
        case .ask: return self.standingApproval(of: proposal, ledger) != nil
        case .refuse:
            guard let name = ruling.name, name.mayBeOverridden else { return false }
            return self.standingApproval(of: proposal, ledger)?.overrides == name
        case .allow, .hold: return false
        }
    }

    /// The approval of an attempt that failed, as long as the same calls answer the same drifts.
    ///
    /// What was carried out of several calls needs no approval any more: the rest must be what was approved.
    func standingApproval(of proposal: CorrectionProposal, _ ledger: PassLedger) -> CorrectionDecision? {
        guard !self.accountState.isDatabaseOlder else { return nil }
        guard let first = proposal.drifts.first.flatMap({ ledger.correction(of: $0) }), let decision = first.decision else { return nil }
        guard decision.verdict == .approved, first.attempts > 0, [.failed, .refused, .superseded].contains(first.state) else { return nil }
        guard proposal.drifts.allSatisfy({ $0.correctionID == first.id }) else { return nil }
        return first.mutations.filter { !$0.isAccepted }.map(\.unsent) == proposal.draft.mutations.map(\.unsent) ? decision : nil
    }

    /// Whether an approved correction can go out, or waits for the boundary that limits what it grants, or for what it hands out.
    func isReady(
        _ correction: CorrectionRecord, _ boundaries: MissingBoundaries, _ contents: UnfinishedContents, _ ledger: inout PassLedger
    ) -> Bool {
        let limit = boundaries.reasonToWait(correction.stage, of: correction.resource)
        guard let reason = limit ?? contents.reasonToWait(correction.mutations, of: correction.resource) else { return true }
        ledger.noteWaiting(correction.resource)
        for drift in self.openDrifts(of: correction, ledger) { self.explain(drift, reason, &ledger) }
        return false
    }

    /// In the mode `observe` no mutating call is reachable, whoever has approved it before.
    private func mayBeWritten(_ finding: ResourceFinding) -> Bool {
        if case .unreadable = self.input.snapshot.readings[finding.resource.identity] { return false }
        return finding.desired != nil && !finding.resource.isOrphaned && self.input.mode(of: finding.resource) != .observe
    }

    private func reasonToDrop(_ correction: CorrectionRecord, _ finding: ResourceFinding, _ ledger: PassLedger) -> String? {
        if correction.isRollback {
            let counting = correction.aspects.first { self.input.exemption(of: $0, finding.resource) == nil }
            return counting.map { "\($0) is neither paused nor ignored any more: going back would be corrected at once" }
        }
        return self.openDrifts(of: correction, ledger).isEmpty ? "another correction has taken its place" : nil
    }

    /// A person can let go what asks, and of what is refused only what the rule allows and was named.
    private func refusal(
        of correction: CorrectionRecord, _ finding: ResourceFinding, _ guards: GuardChain, _ ledger: PassLedger
    ) -> GuardRuling? {
        let draft = CorrectionDraft(
            aspects: correction.aspects, stage: correction.stage, mutations: correction.mutations, reason: correction.planReason)
        let proposal = CorrectionProposal(
            resource: finding.resource, drifts: self.openDrifts(of: correction, ledger), draft: draft,
            observed: ledger.observed[finding.resource.identity], mode: self.input.mode(of: finding.resource))
        let ruling = guards.ruling(on: proposal, in: self.context, overriding: correction.decision?.overrides)
        if case .refuse = ruling.answer { return ruling }
        return nil
    }

    private func refuse(_ correction: CorrectionRecord, because reason: String, by name: GuardName?, _ ledger: inout PassLedger) {
        var refused = correction
        refused.heldBy = name
        refused.state = .refused
        refused.reason = reason
        ledger.put(refused)
        ledger.write(.correctionRefused, resource: correction.resource, correctionID: correction.id, details: ["reason": .string(reason)])
        for var drift in self.openDrifts(of: correction, ledger) {
            drift.state = .refused
            drift.reason = reason
            ledger.put(drift)
            ledger.tell(.correctionRefused, of: drift)
        }
    }

    private func openDrifts(of correction: CorrectionRecord, _ ledger: PassLedger) -> [DriftRecord] {
        ledger.openDrifts(of: correction.resource).filter { $0.correctionID == correction.id }
    }
}

extension Mutation {
    fileprivate var isAccepted: Bool { if case .accepted = self.outcome { true } else { false } }

    /// As it was before it was sent.
    fileprivate var unsent: Mutation {
        var mutation = self
        mutation.outcome = nil
        return mutation
    }
}

extension CorrectionRecord {
    /// Planned by hand, from the values before another correction: it answers no drift.
    package var isRollback: Bool { self.driftIDs.isEmpty }

    /// A person has let it go, and nothing of it has been sent yet.
    package var isApprovedAndUnsent: Bool {
        self.state == .queued && self.decision?.verdict == .approved && self.mutations.allSatisfy { $0.outcome == nil }
    }
}
