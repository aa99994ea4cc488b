package import IAMPolicy

/// One correction as all programs write it.
package enum CorrectionReport {
    package static func json(_ correction: CorrectionRecord) -> JSONValue {
        [
            "id": .string(correction.id), "resource": .string(correction.resource.description),
            "aspects": .array(correction.aspects.map { .string($0.description) }), "state": .string(correction.state.rawValue),
            "reason": .text(correction.reason), "guard": .text(correction.heldBy?.rawValue), "plan": .string(correction.planReason),
            "decision": Self.decision(correction.decision),
            "attempts": JSONValue(correction.attempts), "notBefore": .time(correction.notBefore),
            "plannedAt": .time(correction.plannedAt), "updatedAt": .time(correction.updatedAt),
            "drifts": .array(correction.driftIDs.map { .string($0) }), "mutations": .array(correction.mutations.map(Self.mutation))
        ]
    }

    /// What a person said about it, or `null`: `{"verdict", "by", "at", "reason"}`, and `overrides` where a rule was ignored.
    package static func decision(_ decision: CorrectionDecision?) -> JSONValue {
        guard let decision else { return .null }
        var object: JSONObject = [
            "verdict": .string(decision.verdict.rawValue), "by": .string(decision.by), "at": .time(decision.at),
            "reason": .text(decision.reason)
        ]
        if let name = decision.overrides { object["overrides"] = .string(name.rawValue) }
        return .object(object)
    }

    private static func mutation(_ mutation: Mutation) -> JSONValue {
        [
            "service": .string(mutation.service), "region": .text(mutation.region), "operation": .string(mutation.operation),
            "parameters": .object(mutation.parameters), "outcome": Self.outcome(mutation.outcome)
        ]
    }

    private static func outcome(_ outcome: MutationOutcome?) -> JSONValue {
        switch outcome {
        case nil: .null
        case .accepted(let requestID): ["state": "accepted", "code": .null, "message": .null, "requestID": .text(requestID)]
        case .refused(let failure): Self.failure(failure, state: "refused")
        case .failed(let failure): Self.failure(failure, state: "failed")
        case .unknown(let failure): Self.failure(failure, state: "unknown")
        }
    }

    private static func failure(_ failure: MutationFailure, state: String) -> JSONValue {
        [
            "state": .string(state), "code": .string(failure.code), "message": .string(failure.message),
            "requestID": .text(failure.requestID)
        ]
    }
}
