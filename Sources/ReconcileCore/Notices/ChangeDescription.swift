package import IAMPolicy

/// One element of a notice's `changes`: what a drift is, and what is being done about it.
package enum ChangeDescription {
    /// - Parameter reason: why it is told, instead of why it stands as it does.
    package static func json(of drift: DriftRecord, correction: CorrectionRecord?, because reason: String? = nil) -> JSONValue {
        [
            "resource": .string(drift.resource.description),
            "aspect": .string(drift.aspect.description),
            "kind": .string(drift.kind.rawValue),
            "direction": .string(drift.direction.rawValue),
            "severity": .string(drift.severity.rawValue),
            "witness": drift.witness ?? .null,
            "differences": .array(drift.differences.map(\.json)),
            "changedBy": drift.changedBy?.json ?? .null,
            "reason": (reason ?? drift.reason).map { .string($0) } ?? .null,
            "correction": Self.json(of: correction)
        ]
    }

    private static func json(of correction: CorrectionRecord?) -> JSONValue {
        guard let correction else { return .null }
        var object: JSONObject = [
            "state": .string(correction.state.rawValue),
            "notBefore": correction.notBefore.map { .string(RFC3339.string($0)) } ?? .null
        ]
        if let reason = correction.reason { object["reason"] = .string(reason) }
        return .object(object)
    }
}
