import IAMPolicy

// What is remembered and told of a resource.
extension ResourceEvaluator {
    func remember(_ finding: ResourceFinding, spelledDifferently: [AspectName], _ ledger: inout PassLedger) {
        var seen = ledger.observed[self.identity] ?? ObservedResource(identity: self.identity, state: .undetermined)
        seen.gap = finding.gap
        switch self.reading {
        case .present(let live):
            let binding = Binding(arn: live.arn, uniqueID: live.uniqueID)
            if seen.binding != binding {
                ledger.write(
                    .resourceBound, resource: self.identity,
                    details: ["arn": .string(live.arn), "uniqueID": live.uniqueID.map(JSONValue.string) ?? .null])
                seen.binding = binding
            }
            seen.live = live
            seen.lastReadAt = self.now
            seen.spelledDifferently = spelledDifferently
        case .absent:
            seen.live = nil
            seen.lastReadAt = self.now
            seen.spelledDifferently = []
        case .unreadable:
            break
        }
        // The time alone is no news: the account's last pass tells it for all that it could read.
        var before = ledger.observed[self.identity]
        if self.identity.account != AccountSettings.organization { before?.lastReadAt = seen.lastReadAt }
        if before != seen { ledger.put(seen) }
    }

    func details(_ record: DriftRecord) -> JSONObject {
        var details: JSONObject = [
            "drift": .string(record.id), "aspect": .string(record.aspect.description), "driftKind": .string(record.kind.rawValue),
            "direction": .string(record.direction.rawValue), "severity": .string(record.severity.rawValue),
            "differences": .array(record.differences.map(\.json))
        ]
        details["witness"] = record.witness
        details["directionReason"] = record.directionReason.map { .string($0) }
        return details
    }
}
