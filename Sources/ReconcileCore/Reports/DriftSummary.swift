import IAMPolicy

/// What is not as declared, in one line for people.
package enum DriftSummary {
    /// Longest text of one value in it. Unit: characters.
    private static let valueLengthMax = 60

    package static func text(of record: DriftRecord) -> String {
        self.text(of: record.drift, resource: record.resource, assessment: record.assessment)
    }

    /// Why the direction cannot be told belongs to what there is to know.
    package static func text(of drift: AspectDrift, resource: ResourceIdentity, assessment: Assessment) -> String {
        let text = Self.text(of: drift, resource: resource)
        guard assessment.direction == .undetermined, let reason = assessment.reason else { return text }
        return "\(text) (direction undetermined: \(reason))"
    }

    package static func text(of drift: AspectDrift, resource: ResourceIdentity) -> String {
        if drift.aspect == .existence { return drift.kind == .extra ? "to be deleted, and still there" : "the \(resource.kind) is not there" }
        switch drift.kind {
        case .missing: return "declared, but not there"
        case .extra: return "there, but not declared"
        case .modified: return Self.text(of: drift.differences, desired: drift.desired, live: drift.live)
        }
    }

    private static func text(of differences: [Difference], desired: JSONValue?, live: JSONValue?) -> String {
        guard let first = differences.first else { return Self.change(desired: desired, live: live) }
        var text = first.reason ?? Self.change(desired: first.desired, live: first.live)
        if !first.path.isEmpty { text = "\(first.path): \(text)" }
        let others = differences.count - 1
        return others == 0 ? text : "\(text) (and \(others) more)"
    }

    private static func change(desired: JSONValue?, live: JSONValue?) -> String {
        switch (desired, live) {
        case (let desired?, let live?): "\(Self.short(live)) instead of \(Self.short(desired))"
        case (let desired?, nil): "lacks \(Self.short(desired))"
        case (nil, let live?): "has \(Self.short(live)), which is not declared"
        case (nil, nil): "not as declared"
        }
    }

    private static func short(_ value: JSONValue) -> String {
        let text = value.stringValue ?? JSONWriter.compact(value)
        return text.count <= Self.valueLengthMax ? text : text.prefix(Self.valueLengthMax - 1) + "…"
    }
}
