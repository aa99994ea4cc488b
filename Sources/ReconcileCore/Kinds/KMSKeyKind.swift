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
        SpecField("rotation", .boolean),
        SpecField("aliases", .nullable(.list(.string(.aliasName)))),
        SpecField("grants", .nullable(.list(Self.grant))),
        SpecField("description", .nullable(.string(.keyDescription))),
        SpecField("tags", .nullable(.map(keys: .tagKey, values: .string(.tagValue))))
    ]

    package let aspects = [
        // Source: AWS KMS Developer Guide, "Resource quotas", key policy document size.
        AspectDefinition("keyPolicy", .policy(.key), readBy: ["GetKeyPolicy"], writtenBy: ["PutKeyPolicy"], quota: .bytes(32_768)),
        AspectDefinition(
            "enabled", .value, readBy: ["DescribeKey"], writtenBy: ["EnableKey", "DisableKey", "CancelKeyDeletion"],
            alsoWrittenBy: ["ScheduleKeyDeletion"]),
        AspectDefinition("rotation", .value, readBy: ["GetKeyRotationStatus"], writtenBy: ["EnableKeyRotation", "DisableKeyRotation"]),
        AspectDefinition("aliases", .map, readBy: ["ListAliases"], writtenBy: ["CreateAlias", "DeleteAlias"], alsoWrittenBy: ["UpdateAlias"]),
        AspectDefinition("grants", .set, readBy: ["ListGrants"], writtenBy: ["CreateGrant", "RevokeGrant"], alsoWrittenBy: ["RetireGrant"]),
        AspectDefinition("description", .value, readBy: ["DescribeKey"], writtenBy: ["UpdateKeyDescription"]),
        AspectDefinition("tags", .map, readBy: ["ListResourceTags"], writtenBy: ["TagResource", "UntagResource"])
    ]

    private static let grant = SpecShape.record([
        SpecField("name", .string(.localName)),
        SpecField("granteePrincipal", .reference([.role, .user], .principalARN), isRequired: true),
        SpecField("retiringPrincipal", .reference([.role, .user], .principalARN)),
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
        for key in ["enabled", "rotation", "description"] { reading.value(key) }
        reading.texts("aliases", implied: [Self.aliasInKey(of: resource)].compactMap(\.self))
        try reading.elements("grants") { (element) throws(ResolutionFault) in
            guard let grant = try Self.grant(element, of: resource, resolver) else { return nil }
            return (grant.member, grant.value)
        }
        reading.members("tags")
        return reading.aspects
    }

    static func grant(
        _ element: JSONValue, of resource: DesiredResource, _ resolver: any ReferenceResolver
    ) throws(ResolutionFault) -> KMSGrant? {
        guard let grantee = element["granteePrincipal"]?.stringValue else { return nil }
        var retiring = element["retiringPrincipal"]?.stringValue
        if let name = retiring { retiring = try resolver.arn(for: name, from: resource) }
        return KMSGrant(
            name: element["name"]?.stringValue, grantee: try resolver.arn(for: grantee, from: resource), retiring: retiring,
            operations: (element["operations"]?.arrayValue ?? []).compactMap(\.stringValue), constraints: element["constraints"])
    }

    // MARK: Where it is

    /// The id once it is known: an alias that is pointed at another key must not lead us there.
    /// Saving a key from its deletion waits for nothing: until then AWS takes no change of its policy either.
    package func handsOut(by mutations: [Mutation]) -> [HandedOut] {
        let operations = Set(mutations.map(\.operation))
        guard operations.contains("EnableKey"), !operations.contains("CancelKeyDeletion") else { return [] }
        return [HandedOut(.itself, ["keyPolicy", "grants"])]
    }

    package func locator(of resource: DesiredResource, account: AccountSettings, bound: Binding?) -> String? {
        bound?.uniqueID ?? resource.spec["key"]?.stringValue
    }

    package func handles(of resource: DesiredResource) -> [String] {
        let names = [resource.spec["key"]] + (resource.spec["aliases"]?.arrayValue ?? [])
        return names.compactMap { $0?.stringValue }.map { text in
            let name = ARN(text)?.resource ?? text
            return name.hasPrefix("key/") ? String(name.dropFirst(4)) : name
        }
    }

    package func arn(of resource: DesiredResource, account: AccountSettings, bound: Binding?) -> String? { bound?.arn }

    /// The alias by which it is found, which counts as declared: when it points elsewhere, that is drift.
    static func aliasInKey(of resource: DesiredResource) -> String? {
        let key = resource.spec["key"]?.stringValue ?? ""
        let name = ARN(key)?.resource ?? key
        return name.hasPrefix("alias/") ? name : nil
    }

    package func basesRead(of resource: DesiredResource) -> Set<String> {
        Set(resource.spec.names).union(Self.aliasInKey(of: resource) == nil ? [] : ["aliases"])
    }

    package func soughtMembers(of resource: DesiredResource) -> Set<String> {
        Set((resource.spec["aliases"]?.arrayValue ?? []).compactMap(\.stringValue) + [Self.aliasInKey(of: resource)].compactMap(\.self))
    }

    // MARK: Permissions

    package let foundBy = ["DescribeKey"]
    package let createdBy: [String] = []
    package let accountWideOperations: Set = ["ListAliases"]

    package func permissionScope(of resource: DesiredResource, account: AccountSettings) -> PermissionScope {
        let key = resource.spec["key"]?.stringValue ?? ""
        let prefix = "arn:\(account.partition):kms:\(resource.identity.region ?? account.region):\(account.accountID):"
        let declared = (resource.spec["aliases"]?.arrayValue ?? []).compactMap(\.stringValue)
        let elsewhere = [
            "CreateAlias": OtherResources(arns: declared.map { prefix + $0 }, isInstead: false),
            // Which alias is too much is not known beforehand.
            "DeleteAlias": OtherResources(arns: [prefix + "alias/*"], isInstead: false)
        ]
        if let arn = ARN(key), arn.resource.hasPrefix("key/") { return PermissionScope(arns: [key], elsewhere: elsewhere) }
        guard let alias = Self.aliasInKey(of: resource) else { return PermissionScope(arns: [prefix + "key/" + key], elsewhere: elsewhere) }
        return PermissionScope(arns: [], aliases: [alias], aliasARNs: [prefix + "key/*"], elsewhere: elsewhere)
    }

    /// A key is only ever brought to the state that is declared.
    package func operations(writing aspect: AspectDefinition, of resource: DesiredResource) -> [String] {
        let unneeded = ["enabled": ("DisableKey", "EnableKey"), "rotation": ("DisableKeyRotation", "EnableKeyRotation")]
        guard let names = unneeded[aspect.base], let isOn = resource.spec[aspect.base]?.boolValue else { return aspect.writtenBy }
        return aspect.writtenBy.filter { $0 != (isOn ? names.0 : names.1) }
    }

    /// What the reader says of `enabled` while the key waits to be deleted.
    package static let pendingDeletion = "pendingDeletion"
}
