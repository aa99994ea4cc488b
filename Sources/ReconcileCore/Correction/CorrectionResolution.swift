import Foundation
import IAMPolicy

/// Decides by reading what became of a call whose answer never came: it timed out, or the daemon died.
struct CorrectionResolution {
    let input: PassInput
    let resource: DesiredResource
    /// `nil`: the resource is not there.
    let live: LiveResource?

    /// How long reads may still show the old state after a call that may be repeated without harm, in seconds.
    static let staleReadsMaxSeconds = 30.0

    func resolve(_ ledger: inout PassLedger) {
        for correction in ledger.activeCorrections(of: self.resource.identity) {
            switch correction.state {
            case .intended, .unknown: self.resolve(correction, &ledger)
            case .planned, .awaitingApproval, .queued, .applied, .readable, .settled, .failed, .refused, .superseded: break
            }
        }
    }

    private func resolve(_ correction: CorrectionRecord, _ ledger: inout PassLedger) {
        guard let index = correction.mutations.firstIndex(where: { !$0.isAnswered }) else { return }
        let mutation = correction.mutations[index]
        if mutation.writes.isEmpty {
            self.planAnew(correction, because: "no aspect tells whether \(mutation.operation) happened", &ledger)
        } else if mutation.writes.contains(where: { self.live?.gap(for: $0.aspect) != nil }) {
            self.stayUnknown(correction, &ledger)
        } else if mutation.writes.allSatisfy({ self.shows($0.aspect, $0.value) }) {
            self.happened(correction, index: index, &ledger)
        } else if mutation.writes.allSatisfy({ self.shows($0.aspect, $0.preImage) }) {
            self.showsNothing(correction, index: index, &ledger)
        } else {
            self.planAnew(correction, because: "another value appeared before it was known whether \(mutation.operation) happened", &ledger)
        }
    }

    private func happened(_ correction: CorrectionRecord, index: Int, _ ledger: inout PassLedger) {
        var updated = correction
        updated.mutations[index].outcome = .accepted(requestID: nil)
        let mutation = updated.mutations[index]
        for window in CorrectionWindows.opened(by: mutation, at: index, of: updated, length: self.windowLength, now: self.input.now) {
            ledger.put(window)
        }
        ledger.write(
            .mutationResolved, resource: self.resource.identity, correctionID: correction.id,
            details: ["operation": .string(mutation.operation), "mutation": JSONValue(index), "happened": true])
        guard index == correction.mutations.count - 1 else {
            updated.state = .queued
            self.planAnew(updated, because: "\(mutation.operation) happened; the rest is planned anew", &ledger)
            return
        }
        updated.state = .applied
        ledger.put(updated)
        for var drift in self.drifts(of: correction, ledger) {
            drift.state = .propagating
            ledger.put(drift)
            ledger.tell(.correctionApplied, of: drift)
        }
    }

    /// The old state shows: either it did not happen, or reads are behind.
    private func showsNothing(_ correction: CorrectionRecord, index: Int, _ ledger: inout PassLedger) {
        let operation = correction.mutations[index].operation
        // A second version would stay for good, so there only the whole window proves that the first was not made.
        let patience = operation == "CreatePolicyVersion" ? self.windowLength : min(self.windowLength, Self.staleReadsMaxSeconds)
        let elapsed =
            correction.sentAt.map { self.input.readAt.seconds(since: $0) } ?? self.input.readAt.wall.timeIntervalSince(correction.updatedAt)
        guard elapsed < patience else {
            ledger.write(
                .mutationResolved, resource: self.resource.identity, correctionID: correction.id,
                details: ["operation": .string(operation), "mutation": JSONValue(index), "happened": false])
            var updated = correction
            updated.mutations[index].outcome = .failed(MutationFailure(code: "NotCarriedOut", message: "reads showed that it did not happen"))
            updated.state = .queued
            self.planAnew(updated, because: "\(operation) did not happen", &ledger)
            return
        }
        var waiting = correction
        // The clock was set back: patience counts anew from here.
        if elapsed < 0 {
            waiting.updatedAt = self.input.now.wall
            waiting.sentAt = self.input.now
        }
        self.stayUnknown(waiting, &ledger)
    }

    private func stayUnknown(_ correction: CorrectionRecord, _ ledger: inout PassLedger) {
        // The time of the sending stays: patience counts from there.
        var updated = correction
        updated.state = .unknown
        ledger.putKeepingTime(updated)
        for var drift in self.drifts(of: correction, ledger) {
            drift.state = .unknown
            ledger.put(drift)
        }
    }

    private func planAnew(_ correction: CorrectionRecord, because reason: String, _ ledger: inout PassLedger) {
        ledger.put(correction)
        ledger.supersede(correction, because: reason)
        for var drift in self.drifts(of: correction, ledger) {
            drift.state = .open
            ledger.put(drift)
        }
    }

    private func drifts(of correction: CorrectionRecord, _ ledger: PassLedger) -> [DriftRecord] {
        correction.driftIDs.compactMap { ledger.drifts[$0] }.filter { $0.end == nil }
    }

    private func shows(_ aspect: AspectName, _ value: JSONValue?) -> Bool {
        let shown: JSONValue? = aspect == .existence ? self.live.map { _ in true } : self.live?.aspects[aspect]
        return AspectComparator.areEqual(aspect, of: self.resource.identity.kind, value, shown)
    }

    private var windowLength: Double { self.input.propagation.seconds(for: self.resource) }
}

extension Mutation {
    /// Whether it is known what became of it.
    package var isAnswered: Bool {
        switch self.outcome {
        case .accepted, .refused, .failed: true
        case .unknown, nil: false
        }
    }
}
