import Foundation
import IAMPolicy

// From a proposal and what the guards said to a record.
extension CorrectionPlanner {
    /// - Returns: the record, where it is to be sent.
    func record(_ proposal: CorrectionProposal, _ ruling: GuardRuling, _ ledger: inout PassLedger) -> CorrectionRecord? {
        let before = proposal.drifts.compactMap { ledger.correction(of: $0) }.first
        switch ruling.answer {
        case .hold(let reason):
            for drift in proposal.drifts { self.explain(drift, reason, &ledger) }
            return nil
        case .allow:
            let approval = self.standingApproval(of: proposal, ledger)
            let record = self.begin(proposal, state: .queued, held: nil, approval, &ledger)
            var details: JSONObject = [
                "reason": .string(record.planReason), "operations": .array(record.mutations.map { .string($0.operation) })
            ]
            if let approval {
                details["approvedBy"] = .string(approval.by)
                details["approvedAs"] = before.map { .string($0.id) }
            }
            ledger.write(.correctionPlanned, resource: record.resource, correctionID: record.id, details: details)
            return record
        case .ask(let reason):
            guard before?.state != .awaitingApproval || before?.reason != reason else { return nil }
            self.hold(proposal, .awaitingApproval, GuardHold(reason, ruling.name), .correctionAwaitingApproval, .correctionAwaitingApproval, &ledger)
            return nil
        case .refuse(let reason):
            guard before?.state != .refused || before?.reason != reason else { return nil }
            self.hold(proposal, .refused, GuardHold(reason, ruling.name), .correctionRefused, .correctionRefused, &ledger)
            return nil
        }
    }

    /// Told once; from then on the drift stands until somebody resumes it, its value changes or it goes away.
    func stopFighting(_ drift: DriftRecord, _ reason: String, _ ledger: inout PassLedger) {
        ledger.supersede(ledger.correction(of: drift), because: reason)
        var drift = drift
        drift.correctionID = nil
        drift.state = .fighting
        drift.reason = reason
        ledger.put(drift)
        ledger.write(
            .driftFighting, resource: drift.resource,
            details: ["drift": .string(drift.id), "aspect": .string(drift.aspect.description), "reason": .string(reason)])
        ledger.tell(.driftFighting, of: drift)
    }

    private func hold(
        _ proposal: CorrectionProposal, _ state: CorrectionState, _ held: GuardHold, _ event: NoticeEvent, _ kind: JournalKind,
        _ ledger: inout PassLedger
    ) {
        let record = self.begin(proposal, state: state, held: held, nil, &ledger)
        var details: JSONObject = [
            "reason": .string(held.reason), "plan": .string(record.planReason),
            "operations": .array(record.mutations.map { .string($0.operation) })
        ]
        details["guard"] = held.name.map { .string($0.rawValue) }
        ledger.write(kind, resource: record.resource, correctionID: record.id, details: details)
        for drift in proposal.drifts { ledger.tell(event, of: drift) }
    }

    private func begin(
        _ proposal: CorrectionProposal, state: CorrectionState, held: GuardHold?, _ approval: CorrectionDecision?,
        _ ledger: inout PassLedger
    ) -> CorrectionRecord {
        let earlier = proposal.drifts.compactMap { ledger.correction(of: $0) }
        for correction in earlier { ledger.supersede(correction, because: "planned anew") }
        let tried = earlier.filter { [.failed, .refused].contains($0.state) && $0.attempts > 0 }.max { $0.attempts < $1.attempts }
        var record = CorrectionRecord(
            id: PassIdentifier.correction(proposal.resource.identity, proposal.draft.aspects, passID: self.input.pass.id),
            resource: proposal.resource.identity, draft: proposal.draft, driftIDs: proposal.drifts.map(\.id), state: state,
            reason: held?.reason ?? tried?.reason, attempts: state == .queued ? tried?.attempts ?? 0 : 0,
            passID: self.input.pass.id, plannedAt: self.input.now.wall)
        record.decision = approval
        record.heldBy = held?.name
        ledger.put(record)
        for var drift in proposal.drifts {
            drift.correctionID = record.id
            drift.reason = held?.reason
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

/// Why a correction is kept back, and by which rule.
private struct GuardHold {
    let reason: String
    let name: GuardName?

    init(_ reason: String, _ name: GuardName?) {
        self.reason = reason
        self.name = name
    }
}
