/// Moves accepted corrections on: readable when reads agree, settled when their windows have closed.
enum CorrectionProgress {
    static func advance(_ resource: ResourceIdentity, _ ledger: inout PassLedger) {
        let windows = Dictionary(grouping: ledger.windows(of: resource), by: \.correctionID)
        for correction in ledger.activeCorrections(of: resource) {
            if correction.isStuck {
                ledger.supersede(correction, because: "not carried out, and not tried again: \(correction.reason ?? "only a part was sent")")
            }
            guard [.applied, .readable].contains(correction.state) else { continue }
            let own = windows[correction.id] ?? []
            if own.allSatisfy(\.isClosed) {
                self.settle(correction, &ledger)
            } else if correction.state == .applied, own.allSatisfy({ $0.isReadable || $0.isClosed }) {
                var readable = correction
                readable.state = .readable
                ledger.put(readable)
                ledger.write(.correctionReadable, resource: resource, correctionID: correction.id)
            }
        }
    }

    /// Settled are those whose drifts have all ended; what still differs has been taken up anew by now.
    private static func settle(_ correction: CorrectionRecord, _ ledger: inout PassLedger) {
        let drifts = correction.driftIDs.compactMap { ledger.drifts[$0] }
        guard drifts.allSatisfy({ $0.end != nil }) else { return }
        guard !drifts.contains(where: { $0.end?.reason == .superseded }) else {
            ledger.supersede(correction, because: "the aspect changed again before the window closed")
            return
        }
        var settled = correction
        settled.state = .settled
        ledger.put(settled)
        ledger.write(.correctionSettled, resource: correction.resource, correctionID: correction.id)
        for drift in drifts where drift.end?.reason == .settled { ledger.tell(.correctionSettled, of: drift) }
    }
}

extension CorrectionRecord {
    /// No drift stands behind a rollback that would have it planned again.
    fileprivate var isStuck: Bool {
        guard self.isRollback else { return false }
        return [.failed, .refused].contains(self.state) || self.state == .queued && !self.isApprovedAndUnsent
    }
}
