import IAMPolicy
import ReconcileCore

/// What the next pass would do: what it would send, then what asks, waits or is refused.
enum PlanPreview {
    /// - Parameter stored: the account's corrections that are not final.
    static func rows(_ decision: PassDecision, stored: [CorrectionRecord]) -> [JSONValue] {
        let known = Set(stored.map(\.id))
        let sent = Set(decision.toSend.map(\.id))
        let touched = Set(decision.commit.corrections.map(\.id))
        let fresh = decision.commit.corrections.filter { !sent.contains($0.id) }
        let waiting = (fresh + stored.filter { !touched.contains($0.id) && !sent.contains($0.id) })
            .filter { [.awaitingApproval, .refused, .failed, .unknown].contains($0.state) }
        return (decision.toSend + PlanReport.sorted(waiting)).map { Self.row($0, isStored: known.contains($0.id)) }
    }

    /// What is not stored yet gets its id in the pass that plans it: it cannot be approved before.
    private static func row(_ correction: CorrectionRecord, isStored: Bool) -> JSONValue {
        guard case .object(var object) = PlanReport.entry(correction) else { return .null }
        object["stored"] = .bool(isStored)
        return .object(object)
    }
}
