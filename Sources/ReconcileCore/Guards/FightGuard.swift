/// The same aspect put back from the same value again and again: somebody else wants it otherwise, and
/// going on would only make both sides lose.
///
/// Counts accepted corrections of the same aspect, written value and replaced value; `resume` forgives them.
package struct FightGuard: Sendable {
    /// So many are sent before it is a fight.
    package static let correctionsMax = 3
    /// Source of the period: what `PassInput.history` holds.
    package static let periodDescription = "24 hours"
    /// How `resume` marks the corrections that no longer count.
    package static let forgiven = "resumed after a fight"

    package let history: [CorrectionRecord]

    /// Who made the drifts that were corrected, by their ids, where that is known.
    package let authors: [String: ChangeAuthor]

    package init(history: [CorrectionRecord], authors: [String: ChangeAuthor] = [:]) {
        self.authors = authors
        self.history = history.filter { $0.decision?.reason != Self.forgiven }
    }

    /// - Returns: why nothing more is sent for the drift, or `nil`.
    package func reason(for drift: DriftRecord) -> String? {
        let corrections = self.corrections(behind: drift)
        let count = corrections.count
        guard count >= Self.correctionsMax else { return nil }
        return "\(drift.aspect) was put back from this value \(count) times in \(Self.periodDescription): "
            + self.otherWriter(corrections)
    }

    private func otherWriter(_ corrections: [CorrectionRecord]) -> String {
        let known = corrections.flatMap(\.driftIDs).compactMap { self.authors[$0] }
        guard let last = known.max(by: { $0.time < $1.time }) else {
            return "somebody else keeps changing it, and who that is is not known"
        }
        return "\(last.principal) keeps changing it, last by \(last.eventName) at \(RFC3339.string(last.time))"
    }

    /// The accepted corrections that put the drift back from the value that it has again.
    package func corrections(behind drift: DriftRecord) -> [CorrectionRecord] { self.history.filter { self.corrects(drift, $0) } }

    private func corrects(_ drift: DriftRecord, _ correction: CorrectionRecord) -> Bool {
        guard correction.resource == drift.resource else { return false }
        return correction.mutations.contains { mutation in
            guard case .accepted = mutation.outcome else { return false }
            return mutation.writes.contains { write in
                write.aspect == drift.aspect
                    && AspectComparator.areEqual(drift.aspect, of: drift.resource.kind, write.value, drift.desired)
                    && AspectComparator.areEqual(drift.aspect, of: drift.resource.kind, write.preImage, drift.live)
            }
        }
    }
}
