import IAMPolicy

/// A KMS key; it is never created, and its key material never touched.
/// - SeeAlso: AWS KMS API Reference, `PutKeyPolicy`.
package struct KMSKeyKind: KindDefinition {
    package init() {}

    package let kind = ResourceKind.kmsKey
    package let service = "kms"
    package let isRegional = true
    package let namesIgnoreCase = false
    package let nameRule = StringRule.localName
    package let recreationChangesPrincipal = false

    package let fields = [
        SpecField("key", .string(.keyLocator), isRequired: true),
        SpecField("keyPolicy", .policy(.key, forms: [.exact, .statements, .access])),
        SpecField("enabled", .boolean),
        SpecField("rotation", .boolean, isKept: false),
        SpecField("aliases", .nullable(.list(.string(.aliasName))), isKept: false),
        SpecField("grants", .nullable(.list(Self.grant)), isKept: false),
        SpecField("description", .nullable(.string(.any)), isKept: false),
        SpecField("tags", .nullable(.map(keys: .tagKey, values: .string(.tagValue))), isKept: false)
    ]

    package let aspects = [
        AspectDefinition("keyPolicy", .policy(.key), readBy: ["GetKeyPolicy"], writtenBy: ["PutKeyPolicy"]),
        AspectDefinition("enabled", .value, readBy: ["DescribeKey"], writtenBy: ["EnableKey", "DisableKey", "CancelKeyDeletion"])
    ]

    private static let grant = SpecShape.record([
        SpecField("name", .string(.localName)),
        SpecField("granteePrincipal", .reference([.role], .principalARN), isRequired: true),
        SpecField("retiringPrincipal", .reference([.role], .principalARN)),
        SpecField("operations", .list(.string(.any)), isRequired: true),
        SpecField(
            "constraints",
            .record([
                SpecField("encryptionContextSubset", .map(keys: .any, values: .string(.any))),
                SpecField("encryptionContextEquals", .map(keys: .any, values: .string(.any)))
            ]))
    ])

    package func desiredAspects(
        of resource: DesiredResource, resolver: any ReferenceResolver
    ) throws(ResolutionFault) -> DesiredAspects {
        var reading = SpecReading(resource, resolver: resolver)
        reading.policy("keyPolicy")
        reading.value("enabled")
        reading.noteNotKept(of: self.fields)
        return reading.aspects
    }

    /// The id once it is known: an alias that is pointed at another key must not lead us there.
    package func locator(of resource: DesiredResource, account: AccountSettings, bound: Binding?) -> String? {
        bound?.uniqueID ?? resource.spec["key"]?.stringValue
    }

    package func arn(of resource: DesiredResource, account: AccountSettings, bound: Binding?) -> String? { bound?.arn }

    package let foundBy = ["DescribeKey"]
    package let createdBy: [String] = []
    package let accountWideOperations: Set<String> = []

    package func permissionScope(of resource: DesiredResource, account: AccountSettings) -> PermissionScope {
        let key = resource.spec["key"]?.stringValue ?? ""
        let prefix = "arn:\(account.partition):kms:\(resource.identity.region ?? account.region):\(account.accountID):"
        if let arn = ARN(key), arn.resource.hasPrefix("key/") { return PermissionScope(arns: [key]) }
        let alias = ARN(key)?.resource ?? key
        guard alias.hasPrefix("alias/") else { return PermissionScope(arns: [prefix + "key/" + key]) }
        return PermissionScope(arns: [], aliases: [alias], aliasARNs: [prefix + "key/*"])
    }

    package func effect(of drift: AspectDrift, in surroundings: AccessSurroundings) -> AccessEffect {
        switch drift.aspect.base {
        case "existence": AccessEffect(.narrows, .access, reach: [.switchedOff])
        case "keyPolicy": .ofPolicy(drift, type: .key, in: surroundings)
        case "enabled": drift.desired == true ? AccessEffect(.narrows, .access, reach: [.switchedOff]) : Self.notDisabled(drift)
        default: .described
        }
    }

    /// Declared as disabled: on its way to be deleted it can be used as little, but not for long be had back.
    private static func notDisabled(_ drift: AspectDrift) -> AccessEffect {
        drift.live == .string(Self.pendingDeletion)
            ? AccessEffect(.narrows, .access, reach: [.switchedOff]) : AccessEffect(.widens, .access)
    }

    /// A key is only ever brought to the state that is declared.
    package func operations(writing aspect: AspectDefinition, of resource: DesiredResource) -> [String] {
        guard aspect.base == "enabled", let enabled = resource.spec["enabled"]?.boolValue else { return aspect.writtenBy }
        return aspect.writtenBy.filter { $0 != (enabled ? "DisableKey" : "EnableKey") }
    }

    package func creation(of target: CorrectionTarget) -> Creation {
        .impossible("keys are never created: nothing that another key encrypted could be read with it")
    }

    package func corrections(of drifts: [AspectDrift], target: CorrectionTarget) -> [CorrectionDraft] {
        guard let live = target.live, let keyID = live.uniqueID else { return [] }
        return drifts.compactMap { drift in
            switch (drift.aspect.base, drift.desired) {
            case ("keyPolicy", let document?): self.policyDraft(drift, document: document, keyID: keyID, target: target)
            case ("enabled", let desired?): self.stateDraft(drift, desired: desired == true, keyID: keyID, target: target)
            default: nil
            }
        }
    }

    private func policyDraft(_ drift: AspectDrift, document: JSONValue, keyID: String, target: CorrectionTarget) -> CorrectionDraft {
        let mutation = Mutation(
            service: self.service, region: target.resource.identity.region, operation: "PutKeyPolicy",
            parameters: ["KeyId": .string(keyID), "PolicyName": "default", "Policy": .string(JSONWriter.compact(document))],
            writes: [AspectWrite(drift)])
        return CorrectionDraft(aspects: [drift.aspect], stage: .grant, mutations: [mutation], reason: "PutKeyPolicy restores the key policy")
    }

    private func stateDraft(_ drift: AspectDrift, desired: Bool, keyID: String, target: CorrectionTarget) -> CorrectionDraft {
        let region = target.resource.identity.region
        let isPendingDeletion = drift.live == .string(Self.pendingDeletion)
        var mutations: [Mutation] = []
        if isPendingDeletion {
            // Cancelling leaves the key disabled, which is the end where that is what is declared.
            mutations.append(
                Mutation(
                    service: self.service, region: region, operation: "CancelKeyDeletion", parameters: ["KeyId": .string(keyID)],
                    writes: desired ? [] : [AspectWrite(drift)]))
        }
        if desired || !isPendingDeletion {
            mutations.append(
                Mutation(
                    service: self.service, region: region, operation: desired ? "EnableKey" : "DisableKey",
                    parameters: ["KeyId": .string(keyID)], writes: [AspectWrite(drift)]))
        }
        return CorrectionDraft(
            aspects: [drift.aspect], stage: desired ? .grant : .revoke, mutations: mutations,
            reason: "\(mutations.map(\.operation).joined(separator: ", then ")) brings the key back to \(desired ? "enabled" : "disabled")")
    }

    /// What the reader says of `enabled` while the key waits to be deleted.
    package static let pendingDeletion = "pendingDeletion"
}
