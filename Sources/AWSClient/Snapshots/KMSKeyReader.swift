import IAMPolicy
import ReconcileCore

/// Reads KMS keys one by one: KMS has no listing that tells more than ids and aliases.
struct KMSKeyReader: Sendable {
    let caller: any AWSCalling

    /// All aliases of a region: only that tells where one points that its key has lost.
    func aliases(in region: String?) async -> KMSAliases {
        var aliases = KMSAliases()
        do {
            try await self.caller.callPages(KMS.listAliases, parameters: [:], region: region, pageSizeMax: Self.pageSizeMax) { answer in
                for entry in answer.json?["Aliases"]?.arrayValue ?? [] { aliases.add(entry) }
            }
        } catch {
            aliases.gap = ReadGap(error)
        }
        return aliases
    }

    /// - Parameter aliases: those of the key's region; `nil` where none are asked about.
    func read(_ target: ReadTarget, aliases: KMSAliases?) async -> ResourceReading {
        guard let locator = target.locator else {
            return .unreadable(ReadGap(code: .unresolved, message: "\(target.identity) does not say which key it is"))
        }
        let region = target.identity.region
        do throws(AWSError) {
            let answer = try await self.caller.call(KMS.describeKey, parameters: ["KeyId": .string(locator)], region: region)
            guard let metadata = answer.json?["KeyMetadata"], let id = metadata["KeyId"]?.stringValue, let arn = metadata["Arn"]?.stringValue else {
                return .unreadable(ReadGap(code: .malformedAnswer, message: "KMS DescribeKey: the answer holds no KeyMetadata"))
            }
            var live = LiveResource(arn: arn, uniqueID: id)
            let state = metadata["KeyState"]?.stringValue ?? ""
            live.facts["keyState"] = .string(state)
            for name in ["KeySpec", "KeyUsage", "KeyManager"] {
                if let value = metadata[name] { live.facts["key\(name.dropFirst(3))"] = value }
            }
            live.aspects[AspectName("enabled")] = Self.enabled(state: state)
            if let description = metadata["Description"]?.stringValue, !description.isEmpty {
                live.aspects[AspectName("description")] = .string(description)
            }
            if target.bases.contains("aliases") { aliases?.add(to: &live, sought: target.soughtMembers) }
            await self.addRest(target.bases, region: region, to: &live)
            return .present(live)
        } catch {
            return error.errorClass == .gone ? .absent : .unreadable(ReadGap(error))
        }
    }

    /// - SeeAlso: AWS KMS API Reference, the largest `Limit` of `ListAliases` and `ListGrants`.
    private static let pageSizeMax = 100
    /// The same of `ListResourceTags`; a key has no more tags than that.
    private static let tagsMax = 50

    /// - SeeAlso: AWS KMS Developer Guide, "Key states of AWS KMS keys".
    private static func enabled(state: String) -> JSONValue {
        switch state {
        case "Enabled": true
        case "PendingDeletion", "PendingReplicaDeletion": .string(KMSKeyKind.pendingDeletion)
        default: false
        }
    }

    /// What takes a request of its own for each aspect.
    private func addRest(_ bases: Set<String>, region: String?, to live: inout LiveResource) async {
        let key: JSONObject = ["KeyId": live.uniqueID.map(JSONValue.string) ?? .null]
        if bases.contains("keyPolicy") { await self.addPolicy(key, region: region, to: &live) }
        if bases.contains("rotation") {
            if live.aspects[AspectName("enabled")] == .string(KMSKeyKind.pendingDeletion) {
                live.gaps["rotation"] = Self.rotationHidden
            } else {
                await self.addRotation(key, region: region, to: &live)
            }
        }
        if bases.contains("grants") { await self.addGrants(key, region: region, to: &live) }
        if bases.contains("tags") { await self.addTags(key, region: region, to: &live) }
    }

    private func addPolicy(_ key: JSONObject, region: String?, to live: inout LiveResource) async {
        var parameters = key
        parameters["PolicyName"] = "default"
        do throws(AWSError) {
            let answer = try await self.caller.call(KMS.getKeyPolicy, parameters: parameters, region: region)
            live.aspects[AspectName("keyPolicy")] = answer.json?["Policy"]?.stringValue.map(PolicyValue.document)
        } catch {
            live.gaps["keyPolicy"] = ReadGap(error)
        }
    }

    /// What KMS would answer is not what the key goes back to when its deletion is cancelled.
    /// - SeeAlso: KMS API Reference, `GetKeyRotationStatus`.
    private static let rotationHidden = ReadGap(
        code: .unresolved, message: "KMS says that a key that waits for its deletion is not rotated, whatever it was before")

    private func addRotation(_ key: JSONObject, region: String?, to live: inout LiveResource) async {
        do throws(AWSError) {
            let answer = try await self.caller.call(KMS.getKeyRotationStatus, parameters: key, region: region)
            guard let isOn = answer.json?["KeyRotationEnabled"]?.boolValue else {
                live.gaps["rotation"] = ReadGap(code: .malformedAnswer, message: "KMS GetKeyRotationStatus: the answer holds no KeyRotationEnabled")
                return
            }
            live.aspects[AspectName("rotation")] = .bool(isOn)
        } catch {
            // A key whose material AWS cannot make anew is not rotated.
            if error.code == "UnsupportedOperationException" {
                live.aspects[AspectName("rotation")] = false
            } else {
                live.gaps["rotation"] = ReadGap(error)
            }
        }
    }

    private func addGrants(_ key: JSONObject, region: String?, to live: inout LiveResource) async {
        var ids: [String: [JSONValue]] = [:]
        do {
            try await self.caller.callPages(KMS.listGrants, parameters: key, region: region, pageSizeMax: Self.pageSizeMax) { answer in
                for entry in answer.json?["Grants"]?.arrayValue ?? [] {
                    guard let grant = KMSGrant(entry: entry), let id = entry["GrantId"]?.stringValue else { continue }
                    live.aspects[grant.aspect] = grant.value
                    ids[grant.aspect.member ?? "", default: []].append(.string(id))
                }
            }
        } catch {
            live.gaps["grants"] = ReadGap(error)
        }
        let sorted = ids.sorted { $0.key < $1.key }.map { JSONObject.Member(name: $0.key, value: .array($0.value)) }
        if !sorted.isEmpty { live.facts[KMSGrant.idsFact] = .object(JSONObject(sorted)) }
    }

    private func addTags(_ key: JSONObject, region: String?, to live: inout LiveResource) async {
        do {
            try await self.caller.callPages(KMS.listResourceTags, parameters: key, region: region, pageSizeMax: Self.tagsMax) { answer in
                for tag in answer.json?["Tags"]?.arrayValue ?? [] {
                    guard let name = tag["TagKey"]?.stringValue else { continue }
                    live.aspects[AspectName("tags", name)] = tag["TagValue"] ?? ""
                }
            }
        } catch {
            live.gaps["tags"] = ReadGap(error)
        }
    }
}
