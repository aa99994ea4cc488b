import IAMPolicy

extension KMSKeyKind {
    package func effect(of drift: AspectDrift, in surroundings: AccessSurroundings) -> AccessEffect {
        switch drift.aspect.base {
        case "existence": AccessEffect(.narrows, .access, reach: [.switchedOff])
        case "keyPolicy": .ofPolicy(drift, type: .key, in: surroundings)
        case "enabled": drift.desired == true ? AccessEffect(.narrows, .access, reach: [.switchedOff]) : Self.notDisabled(drift)
        // Nobody's access depends on it, but for how long what is encrypted hangs on the same material.
        case "rotation": AccessEffect(drift.desired == true ? .widens : .narrows, .effect)
        case "aliases": Self.alias(drift)
        case "grants": Self.grant(drift, in: surroundings)
        default: .described
        }
    }

    /// Declared as disabled: on its way to be deleted it can be used as little, but not for long be had back.
    private static func notDisabled(_ drift: AspectDrift) -> AccessEffect {
        drift.live == .string(Self.pendingDeletion)
            ? AccessEffect(.narrows, .access, reach: [.switchedOff]) : AccessEffect(.widens, .access)
    }

    private static func alias(_ drift: AspectDrift) -> AccessEffect {
        switch drift.kind {
        case .missing: AccessEffect(.narrows, .effect, reason: "whoever names the key by this alias does not find it")
        case .extra: AccessEffect(.widens, .effect, reason: "policies with kms:ResourceAliases may count for the key by this alias")
        case .modified:
            AccessEffect(
                .undetermined, .access, reason: "whoever names the key by this alias uses key \(drift.live?.stringValue ?? "") instead")
        }
    }

    private static func grant(_ drift: AspectDrift, in surroundings: AccessSurroundings) -> AccessEffect {
        func documents(_ value: JSONValue?) -> [JSONValue] { value.flatMap(KMSGrant.init(value:)).map { [$0.document] } ?? [] }
        var effect = AccessEffect.ofDocuments(old: documents(drift.desired), new: documents(drift.live), type: .key, in: surroundings)
        // A grant is one way to a key among others.
        effect.reach.remove(.lockedOut)
        return effect
    }
}
