package import IAMPolicy

/// The answer to one request as all programs write it.
package enum EvaluationReport {
    /// `{"verdict", "decidedBy": [{"level", "policy", "statement", "sid"}], "missing"?, "reason"?}`.
    package static func object(_ evaluation: Evaluation) -> JSONObject {
        var object: JSONObject = [
            "verdict": .string(evaluation.verdict.rawValue), "decidedBy": .array(evaluation.decidedBy.map { .object(Self.object($0)) })
        ]
        if !evaluation.missing.isEmpty { object["missing"] = .array(evaluation.missing.map { .string($0.description) }) }
        if let reason = evaluation.reason { object["reason"] = .string(reason) }
        return object
    }

    static func object(_ statement: DecidingStatement) -> JSONObject {
        [
            "level": .string(statement.level.description), "policy": JSONValue(statement.policy), "statement": JSONValue(statement.statement),
            "sid": statement.sid.map { .string($0) } ?? .null
        ]
    }

    package static func exit(of verdict: Evaluation.Verdict) -> ExitStatus {
        switch verdict {
        case .allowed: .fine
        case .explicitDeny, .implicitDeny: .differs
        case .undetermined: .undetermined
        }
    }
}
