import Foundation
import IAMPolicy

// What a verdict means for the drift records of an aspect.
extension ResourceEvaluator {
    func inSync(
        _ aspect: AspectName, _ standing: WindowStanding, isDeclared: Bool, _ windows: [PropagationWindow], _ ledger: inout PassLedger
    ) {
        guard var drift = ledger.openDrift(of: self.identity, aspect) else { return }
        if !isDeclared {
            ledger.supersede(ledger.correction(of: drift), because: "\(aspect) is no longer declared")
            ledger.end(drift, .undeclared)
            return
        }
        let correction = ledger.correction(of: drift)
        let isOurs = [.propagating, .suspectedRevert].contains(drift.state) || windows.contains { $0.correctionID == drift.correctionID }
        guard isOurs else {
            self.resolved(drift, &ledger)
            return
        }
        if let correction, ![.applied, .readable].contains(correction.state) {
            ledger.supersede(correction, because: "what it had sent shows; the rest is planned anew")
        }
        if standing == .propagating || !self.windowsAreClosed(correction, ledger) {
            drift.state = .propagating
            ledger.put(drift)
        } else {
            ledger.end(drift, .settled)
        }
    }

    func resolved(_ drift: DriftRecord, _ ledger: inout PassLedger) {
        ledger.supersede(ledger.correction(of: drift), because: "the drift went away before it was corrected")
        ledger.end(drift, .resolved)
        let isSetAside = drift.state.isSetAside || self.input.exemption(of: drift.aspect, self.resource) != nil
        if !isSetAside { ledger.tell(.driftResolved, of: drift) }
    }

    /// - Returns: the record, where a correction may be planned for it.
    func drifted(_ drift: AspectDrift, _ standing: WindowStanding, _ ledger: inout PassLedger) -> DriftRecord? {
        let exemption = self.input.exemption(of: drift.aspect, self.resource)
        switch standing {
        case .propagating:
            if var record = ledger.openDrift(of: self.identity, drift.aspect), record.state == .suspectedRevert {
                record.state = .propagating
                ledger.put(record)
            }
            return nil
        case .suspectedRevert where exemption == nil:
            self.suspectRevert(drift, &ledger)
            return nil
        case .suspectedRevert, .none, .foreign:
            break
        }
        if drift.aspect == .existence { self.endCovered(&ledger) }
        var record = self.record(of: drift, &ledger)
        if record.state == .unknown {
            ledger.put(record)
            return nil
        }
        if let exemption {
            self.setAside(&record, exemption, &ledger)
            return nil
        }
        if record.state.isSetAside {
            // The exception has ended: the drift counts again, and is told again.
            record.state = .open
            self.detect(record, because: self.input.endedException(of: drift.aspect, self.resource), &ledger)
        }
        ledger.put(record)
        let mayPlan = !self.resource.isOrphaned && self.input.mode(of: self.resource) != .observe
        return mayPlan ? record : nil
    }

    func setAside(_ record: inout DriftRecord, _ exemption: DriftState, _ ledger: inout PassLedger) {
        if record.state != exemption {
            ledger.supersede(ledger.correction(of: record), because: "\(record.aspect) is \(exemption.rawValue)")
            record.correctionID = nil
            record.state = exemption
            record.reason = nil
        }
        ledger.put(record)
    }

    /// The record that stands for a drift from now on: the one that is open, or one of its own.
    func record(of drift: AspectDrift, _ ledger: inout PassLedger) -> DriftRecord {
        guard var open = ledger.openDrift(of: self.identity, drift.aspect) else { return self.begin(drift, &ledger) }
        if [.propagating, .suspectedRevert].contains(open.state) {
            guard let correction = ledger.correction(of: open), correction.state == .applied, self.windowsAreClosed(correction, ledger) else {
                ledger.supersede(ledger.correction(of: open), because: "another value appeared after it had been corrected")
                ledger.end(open, .superseded)
                return self.begin(drift, &ledger)
            }
            self.neverShown(correction, &open, &ledger)
        }
        let isSameLive = AspectComparator.areEqual(drift.aspect, of: self.identity.kind, open.live, drift.live)
        let isSame =
            isSameLive
            && AspectComparator.areEqual(drift.aspect, of: self.identity.kind, open.desired, drift.desired)
        let lastSeenAt = open.lastSeenAt
        open.lastSeenAt = self.now
        // Until it is known what became of a call, the drift stays what it was when the call was sent.
        if open.state == .unknown { return open }
        if isSame { return self.reassessed(open, &ledger) }
        if !isSameLive {
            open.changeSpan = ChangeSpan(after: lastSeenAt, by: self.now)
            open.changedBy = nil
        }
        open.kind = drift.kind
        open.desired = drift.desired
        open.live = drift.live
        open.differences = drift.differences
        open.assessment = self.assessor.assess(drift)
        open.assessedOn = self.assessor.basis(of: drift)
        ledger.supersede(ledger.correction(of: open), because: "the live or the desired value changed")
        open.correctionID = nil
        if !open.state.isSetAside && self.input.exemption(of: drift.aspect, self.resource) == nil {
            open.state = .open
            ledger.tell(.driftUpdated, of: open)
            ledger.write(.driftUpdated, resource: self.identity, details: self.details(open))
        }
        ledger.put(open)
        return open
    }

    /// What persists is judged again only where something was not known before: by us, or by an earlier version of us.
    func reassessed(_ record: DriftRecord, _ ledger: inout PassLedger) -> DriftRecord {
        guard record.assessedOn == nil || record.directionReason != nil else { return record }
        let basis = self.assessor.basis(of: record.drift)
        guard record.assessedOn != basis else { return record }
        var judged = record
        judged.assessment = self.assessor.assess(record.drift)
        judged.assessedOn = basis
        ledger.put(judged)
        let isNews = judged.direction != record.direction || judged.severity != record.severity
        if isNews && !judged.state.isSetAside && self.input.exemption(of: judged.aspect, self.resource) == nil {
            ledger.tell(.driftUpdated, of: judged)
            ledger.write(.driftUpdated, resource: self.identity, details: self.details(judged))
        }
        return judged
    }

    func begin(_ drift: AspectDrift, _ ledger: inout PassLedger) -> DriftRecord {
        let record = self.record(of: drift, .open, ledger)
        if self.input.exemption(of: drift.aspect, self.resource) == nil && !self.isToBeDeleted { self.detect(record, &ledger) }
        ledger.put(record)
        return record
    }

    private func record(of drift: AspectDrift, _ state: DriftState, _ ledger: PassLedger) -> DriftRecord {
        var record = DriftRecord(
            id: PassIdentifier.drift(self.identity, drift.aspect, passID: self.input.pass.id), resource: self.identity, drift: drift,
            assessment: self.isToBeDeleted ? Self.wanted : self.assessor.assess(drift), assessedOn: self.assessor.basis(of: drift), state: state,
            firstSeenAt: self.now,
            lastSeenAt: self.now, passID: self.input.pass.id)
        record.changeSpan = ChangeSpan(after: self.lastLook(ledger), by: self.now)
        return record
    }

    /// The last look at the resource before this one; `nil` where it has never been read.
    private func lastLook(_ ledger: PassLedger) -> Date? {
        guard let readAt = ledger.observed[self.identity]?.lastReadAt else { return nil }
        // The time of a look that showed nothing else is kept with the account.
        return max(readAt, self.input.accountState.lastCompleteAt ?? readAt)
    }

    func detect(_ record: DriftRecord, because reason: String? = nil, _ ledger: inout PassLedger) {
        ledger.tell(.driftDetected, of: record, because: reason)
        var details = self.details(record)
        details["reason"] = reason.map { .string($0) }
        ledger.write(.driftDetected, resource: self.identity, details: details)
    }

    func suspectRevert(_ drift: AspectDrift, _ ledger: inout PassLedger) {
        var record =
            ledger.openDrift(of: self.identity, drift.aspect)
            ?? self.record(of: drift, .suspectedRevert, ledger)
        record.state = .suspectedRevert
        record.lastSeenAt = self.now
        ledger.put(record)
    }

    /// The value was accepted and the window has passed without a read that showed it.
    func neverShown(_ correction: CorrectionRecord, _ open: inout DriftRecord, _ ledger: inout PassLedger) {
        var failed = correction
        failed.state = .failed
        failed.reason = "AWS accepted the change, but no read showed it before its propagation window closed"
        ledger.put(failed)
        ledger.write(
            .correctionFailed, resource: self.identity, correctionID: failed.id, details: ["reason": .string(failed.reason ?? "")])
        open.state = .failed
        open.reason = failed.reason
        ledger.tell(.correctionFailed, of: open)
    }

    /// What one correction wrote settles together.
    func windowsAreClosed(_ correction: CorrectionRecord?, _ ledger: PassLedger) -> Bool {
        ledger.windows(of: self.identity).allSatisfy { $0.correctionID != correction?.id || $0.isClosed }
    }

    /// A resource that is gone is one drift; what was wrong with its parts no longer counts.
    func endCovered(_ ledger: inout PassLedger) {
        for drift in ledger.openDrifts(of: self.identity) where drift.aspect != .existence {
            ledger.supersede(ledger.correction(of: drift), because: self.isToBeDeleted ? "the resource is to be deleted" : "the resource is gone")
            ledger.end(drift, .superseded)
        }
    }

    /// Drifts of aspects that the manifest no longer speaks of, on a resource that is not there.
    func endWithoutVerdict(_ verdicts: [AspectName: Verdict], live: LiveResource?, _ ledger: inout PassLedger) {
        guard live != nil else { return }
        for drift in ledger.openDrifts(of: self.identity) where verdicts[drift.aspect] == nil {
            ledger.supersede(ledger.correction(of: drift), because: "\(drift.aspect) is no longer declared")
            ledger.end(drift, .undeclared)
        }
    }
}
