package import IAMPolicy
import ReconcileCore

package struct SimulatedKey: Equatable, Sendable {
    package enum State: String, Sendable { case enabled, disabled, pendingDeletion }

    package let id: String
    package let region: String
    package var aliases: Set<String>
    package var policy: JSONValue
    package var state = State.enabled
    package var isRotated = false
    /// Empty is absent.
    package var description = ""
    package var tags: [String: String] = [:]
    /// By grant id, as `ListGrants` tells them.
    package var grants: [String: JSONObject] = [:]

    package init(id: String, region: String, alias: String?, policy: JSONValue) {
        self.id = id
        self.region = region
        self.aliases = alias.map { [$0] } ?? []
        self.policy = policy
    }
}

extension SimulatedAccount {
    func live(_ key: SimulatedKey, _ target: ReadTarget) -> LiveResource {
        let enabled: JSONValue =
            switch key.state {
            case .enabled: true
            case .disabled: false
            case .pendingDeletion: .string(KMSKeyKind.pendingDeletion)
            }
        var aspects: [AspectName: JSONValue] = [
            AspectName("keyPolicy"): key.policy, AspectName("enabled"): enabled,
            AspectName("rotation"): .bool(key.isRotated && key.state != .pendingDeletion)
        ]
        if !key.description.isEmpty { aspects[AspectName("description")] = .string(key.description) }
        for (name, value) in key.tags { aspects[AspectName("tags", name)] = .string(value) }
        for alias in key.aliases { aspects[AspectName("aliases", alias)] = .string(alias) }
        for alias in target.soughtMembers.subtracting(key.aliases) {
            let other = self.keys.values.first { $0.region == key.region && $0.aliases.contains(alias) }
            aspects[AspectName("aliases", alias)] = other.map { .string($0.id) }
        }
        var ids: [String: [JSONValue]] = [:]
        for (id, entry) in key.grants.sorted(by: { $0.key < $1.key }) {
            guard let grant = KMSGrant(entry: .object(entry)) else { continue }
            aspects[grant.aspect] = grant.value
            ids[grant.aspect.member ?? "", default: []].append(.string(id))
        }
        var facts = JSONObject()
        if target.bases.contains("grants"), !ids.isEmpty {
            facts[KMSGrant.idsFact] = .object(JSONObject(ids.sorted { $0.key < $1.key }.map { .init(name: $0.key, value: .array($0.value)) }))
        }
        return LiveResource(
            arn: self.arn(of: key), uniqueID: key.id, aspects: aspects.filter { target.bases.contains($0.key.base) }, facts: facts)
    }

    mutating func executeOnKey(_ call: SimulatedCall, region: String?) throws {
        if call.operation == "DeleteAlias" {
            try self.deleteAlias(call, region: region)
            return
        }
        let id = try call.text(call.operation == "CreateAlias" ? "TargetKeyId" : "KeyId")
        guard var key = self.keys[id], key.region == region else {
            throw SimulatedFault(code: "NotFoundException", message: "Key \(id) does not exist")
        }
        let isPending = key.state == .pendingDeletion
        guard isPending == (call.operation == "CancelKeyDeletion") else {
            throw SimulatedFault(code: "KMSInvalidStateException", message: "\(id) is \(key.state.rawValue)")
        }
        switch call.operation {
        case "PutKeyPolicy": try self.putPolicy(call, &key)
        case "EnableKey", "DisableKey":
            try call.allow(["KeyId"])
            key.state = call.operation == "EnableKey" ? .enabled : .disabled
        case "CancelKeyDeletion":
            try call.allow(["KeyId"])
            key.state = .disabled
        case "CreateAlias":
            try call.allow(["AliasName", "TargetKeyId"])
            let alias = try call.text("AliasName")
            guard !self.keys.values.contains(where: { $0.region == region && $0.aliases.contains(alias) }) else {
                throw SimulatedFault(code: "AlreadyExistsException", message: "An alias with the name \(alias) already exists")
            }
            key.aliases.insert(alias)
        default: try Self.changeSettings(call, &key)
        }
        self.keys[id] = key
    }

    private func putPolicy(_ call: SimulatedCall, _ key: inout SimulatedKey) throws {
        try call.allow(["KeyId", "PolicyName", "Policy"])
        let document = try call.document("Policy")
        let keepsRoot = JSONWriter.compact(document).contains(":root\"") || JSONWriter.compact(document).contains("\"\(self.accountID)\"")
        guard keepsRoot || !self.refusesKeyLockOut else {
            throw SimulatedFault(
                code: "MalformedPolicyDocumentException",
                message: "The new key policy will not allow you to update the key policy in the future.")
        }
        key.policy = document
    }

    private mutating func deleteAlias(_ call: SimulatedCall, region: String?) throws {
        try call.allow(["AliasName"])
        let alias = try call.text("AliasName")
        guard let id = self.keys.values.first(where: { $0.region == region && $0.aliases.contains(alias) })?.id else {
            throw SimulatedFault(code: "NotFoundException", message: "Alias \(alias) is not found")
        }
        self.keys[id]?.aliases.remove(alias)
    }

    private static func changeSettings(_ call: SimulatedCall, _ key: inout SimulatedKey) throws {
        switch call.operation {
        case "EnableKeyRotation", "DisableKeyRotation":
            try call.allow(["KeyId"])
            guard key.state == .enabled else { throw SimulatedFault(code: "DisabledException", message: "\(key.id) is disabled") }
            key.isRotated = call.operation == "EnableKeyRotation"
        case "UpdateKeyDescription":
            try call.allow(["KeyId", "Description"])
            key.description = try call.text("Description")
        case "TagResource":
            try call.allow(["KeyId", "Tags"])
            key.tags.merge(try call.tags(prefix: "Tag")) { _, later in later }
        case "UntagResource":
            try call.allow(["KeyId", "TagKeys"])
            for name in try call.tagKeys() { key.tags[name] = nil }
        case "CreateGrant":
            try call.allow(["KeyId", "GranteePrincipal", "RetiringPrincipal", "Operations", "Constraints", "Name"])
            _ = try call.text("GranteePrincipal")
            var entry = call.parameters
            entry["KeyId"] = nil
            // A grant of the same name and content is the same grant.
            guard entry["Name"] == nil || !key.grants.values.contains(entry) else { return }
            key.grants["g-\(key.grants.count + 1)"] = entry
        case "RevokeGrant":
            try call.allow(["KeyId", "GrantId"])
            let id = try call.text("GrantId")
            guard key.grants.removeValue(forKey: id) != nil else {
                throw SimulatedFault(code: "NotFoundException", message: "Grant \(id) is not found")
            }
        default:
            throw SimulatedFault(code: "InvalidAction", message: call.operation)
        }
    }
}
