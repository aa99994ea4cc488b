import IAMPolicy

extension BucketKind {
    package func effect(of drift: AspectDrift, in surroundings: AccessSurroundings) -> AccessEffect {
        switch drift.aspect.base {
        case "existence": AccessEffect(.narrows, .access)
        case "bucketPolicy": .ofPolicy(drift, type: .resource, in: surroundings)
        case "defaultEncryption": Self.encryption(drift, in: surroundings)
        case "publicAccessBlock": Self.accessBlock(drift, in: surroundings)
        default: .described
        }
    }

    /// Whoever may read an object needs the key as well, where a key of KMS is used.
    private static func encryption(_ drift: AspectDrift, in surroundings: AccessSurroundings) -> AccessEffect {
        func uses(_ value: JSONValue?) -> Bool { BucketEncryption.keyAlgorithms.contains(value?["algorithm"]?.stringValue ?? "") }
        func key(_ value: JSONValue?) -> String? { value?["kmsKey"]?.stringValue }
        switch (uses(drift.desired), uses(drift.live)) {
        case (true, false):
            return AccessEffect(
                .widens, .access, reach: [.switchedOff], reason: "what is put there from now on can be read without the declared key")
        case (false, true):
            return AccessEffect(
                .narrows, .access, reason: "what is put there from now on can be read only by who may use \(key(drift.live) ?? "AWS's key for S3")")
        case (true, true) where key(drift.desired) != key(drift.live):
            let owner = key(drift.live).flatMap { ARN($0)?.account } ?? surroundings.accountID
            return AccessEffect(
                .undetermined, .access, reach: owner == surroundings.accountID ? [] : [.otherAccount],
                reason: "what is put there from now on can be read by who may use \(key(drift.live) ?? "AWS's key for S3")")
        case (_, _):
            // How often KMS is asked, and with which of its two ways; nobody's access depends on it.
            return AccessEffect(.neutral, .effect)
        }
    }

    private static func accessBlock(_ drift: AspectDrift, in surroundings: AccessSurroundings) -> AccessEffect {
        func isOn(_ name: String, _ value: JSONValue?) -> Bool { value?[name] == true }
        let declared = BucketAccessBlock.names.filter { drift.desired?[$0] != nil }
        let opened = declared.filter { isOn($0, drift.desired) && !isOn($0, drift.live) }
        let closed = declared.filter { !isOn($0, drift.desired) && isOn($0, drift.live) }
        guard !opened.isEmpty else { return AccessEffect(closed.isEmpty ? .neutral : .narrows, .access) }
        var effect = AccessEffect(closed.isEmpty ? .widens : .both, .access)
        // A policy that is public already was held back by this alone.
        if opened.contains("restrictPublicBuckets"), let policy = surroundings.live?.aspects[AspectName("bucketPolicy")] {
            let granted = AccessEffect.ofDocuments(old: [], new: [policy], type: .resource, in: surroundings)
            if granted.reach.contains(.everybody) {
                effect.reach = [.everybody]
                effect.witness = granted.witness
            }
        }
        return effect
    }
}
