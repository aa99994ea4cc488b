package import IAMPolicy

/// How manifests compare with what AWS has, as `diff` tells it.
package enum DiffReport {
    /// One resource of the files, compared.
    package struct Entry: Sendable {
        package enum Finding: Sendable {
            /// The verdict on each declared aspect; drifts may be empty.
            case compared(drifts: [AspectDrift], spelledDifferently: [AspectName], gaps: [ReadGap])
            case unreadable(ReadGap)
        }

        package let resource: ResourceIdentity
        package let finding: Finding
        /// What a drift does to access; the kind's own judgement.
        package let assess: @Sendable (AspectDrift) -> Assessment

        package init(resource: ResourceIdentity, finding: Finding, assess: @escaping @Sendable (AspectDrift) -> Assessment) {
            self.resource = resource
            self.finding = finding
            self.assess = assess
        }
    }

    /// `{"resources": [{"resource", "verdict", "reason", "spelledDifferently", "drifts": […]}]}`
    /// with the verdicts `inSync`, `differs` and `undetermined`.
    package static func json(_ entries: [Entry]) -> JSONValue {
        ["resources": .array(entries.sorted { $0.resource < $1.resource }.map(Self.json))]
    }

    private static func json(_ entry: Entry) -> JSONValue {
        switch entry.finding {
        case .unreadable(let gap):
            Self.object(entry.resource, verdict: "undetermined", reason: gap.message, spelledDifferently: [], drifts: [])
        case .compared(let drifts, let spelledDifferently, let gaps):
            Self.object(
                entry.resource, verdict: gaps.isEmpty ? (drifts.isEmpty ? "inSync" : "differs") : "undetermined",
                reason: gaps.map(\.message).min(), spelledDifferently: spelledDifferently,
                drifts: drifts.sorted { $0.aspect < $1.aspect }.map { Self.drift($0, entry: entry) })
        }
    }

    private static func object(
        _ resource: ResourceIdentity, verdict: String, reason: String?, spelledDifferently: [AspectName], drifts: [JSONValue]
    ) -> JSONValue {
        [
            "resource": .string(resource.description), "verdict": .string(verdict), "reason": .text(reason),
            "spelledDifferently": .array(spelledDifferently.sorted().map { .string($0.description) }), "drifts": .array(drifts)
        ]
    }

    private static func drift(_ drift: AspectDrift, entry: Entry) -> JSONValue {
        let assessment = entry.assess(drift)
        return [
            "aspect": .string(drift.aspect.description), "kind": .string(drift.kind.rawValue),
            "direction": .string(assessment.direction.rawValue), "severity": .string(assessment.severity.rawValue),
            "witness": assessment.witness ?? .null,
            "summary": .string(DriftSummary.text(of: drift, resource: entry.resource, assessment: assessment)),
            "directionReason": .text(assessment.reason), "desired": drift.desired ?? .null, "live": drift.live ?? .null,
            "differences": .array(drift.differences.map(\.json))
        ]
    }

    /// Differs, cannot be judged, or neither.
    package static func exit(of diff: JSONValue) -> ExitStatus {
        guard let resources = diff["resources"]?.arrayValue else { return .undetermined }
        return .worst(
            resources.map { resource in
                switch resource["verdict"]?.stringValue {
                case "inSync": .fine
                case "differs": .differs
                default: .undetermined
                }
            })
    }
}
