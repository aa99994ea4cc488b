package import IAMPolicy

/// One drift as all programs write it.
package enum DriftReport {
    /// The members that `status` shows of a drift.
    package static func json(_ drift: DriftRecord) -> JSONValue { .object(self.members(drift)) }

    /// The same with `reason`, `correction`, `desired`, `live` and `differences`, for one resource alone.
    package static func detailed(_ drift: DriftRecord) -> JSONValue {
        var object = self.members(drift)
        object["desired"] = drift.desired ?? .null
        object["live"] = drift.live ?? .null
        object["differences"] = .array(drift.differences.map(\.json))
        if let end = drift.end { object["end"] = ["reason": .string(end.reason.rawValue), "at": .time(end.at)] }
        return .object(object)
    }

    private static func members(_ drift: DriftRecord) -> JSONObject {
        JSONObject([
            .init(name: "id", value: .string(drift.id)),
            .init(name: "resource", value: .string(drift.resource.description)),
            .init(name: "aspect", value: .string(drift.aspect.description)),
            .init(name: "kind", value: .string(drift.kind.rawValue)),
            .init(name: "direction", value: .string(drift.direction.rawValue)),
            .init(name: "severity", value: .string(drift.severity.rawValue)),
            .init(name: "firstSeenAt", value: .time(drift.firstSeenAt)),
            .init(name: "lastSeenAt", value: .time(drift.lastSeenAt)),
            .init(name: "state", value: .string(drift.state.rawValue)),
            .init(name: "witness", value: drift.witness ?? .null),
            .init(name: "changedBy", value: drift.changedBy?.json ?? .null),
            .init(name: "summary", value: .string(DriftSummary.text(of: drift))),
            .init(name: "reason", value: .text(drift.reason)),
            .init(name: "correction", value: .text(drift.correctionID)),
            .init(name: "directionReason", value: .text(drift.directionReason))
        ])
    }

    /// The worst first; among equals by resource and aspect, so that two looks at one state read the same.
    package static func sorted(_ drifts: [DriftRecord]) -> [DriftRecord] {
        drifts.sorted { left, right in
            if left.severity != right.severity { return left.severity > right.severity }
            if left.resource != right.resource { return left.resource < right.resource }
            return left.aspect < right.aspect
        }
    }
}
