package import IAMPolicy

/// What would be done next, in order, as `plan` tells it.
package enum PlanReport {
    /// The stored corrections that have not been sent, or have to be sent again.
    /// - Parameter account: only those of this account; `nil`: all.
    package static func gather(from queries: some StateQueries, account: String?) async throws -> JSONValue {
        let waiting: Set<CorrectionState> = [.planned, .awaitingApproval, .queued, .failed, .refused, .unknown]
        let corrections = try await queries.corrections(of: nil, includingFinal: false)
        return Self.json(corrections.filter { waiting.contains($0.state) && (account == nil || account == $0.resource.account) })
    }

    /// `{"corrections": […]}` in the order in which they are sent.
    package static func json(_ corrections: [CorrectionRecord]) -> JSONValue {
        ["corrections": .array(Self.sorted(corrections).map(Self.entry))]
    }

    package static func sorted(_ corrections: [CorrectionRecord]) -> [CorrectionRecord] {
        corrections.sorted { ($0.stage, $0.resource, $0.id) < ($1.stage, $1.resource, $1.id) }
    }

    /// `{"id", "resource", "aspects", "stage", "state", "reason", "plan", "operations", "drifts", "plannedAt", "notBefore", "decision", "guard"}`.
    package static func entry(_ correction: CorrectionRecord) -> JSONValue {
        [
            "id": .string(correction.id), "resource": .string(correction.resource.description),
            "aspects": .array(correction.aspects.map { .string($0.description) }), "stage": .string(Self.name(of: correction.stage)),
            "state": .string(correction.state.rawValue), "reason": .text(correction.reason), "plan": .string(correction.planReason),
            "operations": .array(correction.mutations.map { .string($0.operation) }),
            "drifts": .array(correction.driftIDs.map { .string($0) }), "plannedAt": .time(correction.plannedAt),
            "notBefore": .time(correction.notBefore), "decision": CorrectionReport.decision(correction.decision),
            "guard": .text(correction.heldBy?.rawValue)
        ]
    }

    static func name(of stage: CorrectionStage) -> String {
        switch stage {
        case .createPolicy: "createPolicy"
        case .createPrincipal: "createPrincipal"
        case .restrict: "restrict"
        case .grant: "grant"
        case .exchange: "exchange"
        case .revoke: "revoke"
        case .release: "release"
        case .describe: "describe"
        case .deletePrincipal: "deletePrincipal"
        case .deletePolicy: "deletePolicy"
        }
    }
}
