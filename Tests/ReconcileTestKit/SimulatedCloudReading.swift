import IAMPolicy
import ReconcileCore

extension SimulatedAccount {
    /// What a reader that works without fault would say of one target: the bases asked for, nothing else.
    func reading(of target: ReadTarget) -> ResourceReading {
        switch target.identity.kind {
        case .role:
            self[role: target.identity.name].map { .present(self.live($0, bases: target.bases)) } ?? .absent
        case .managedPolicy:
            (target.locator.map { self.policy(arn: $0) } ?? self[policy: target.identity.name])
                .map { .present(self.live($0, bases: target.bases)) } ?? .absent
        case .user:
            self[user: target.identity.name].map { .present(self.live($0, bases: target.bases)) } ?? .absent
        case .group:
            self[group: target.identity.name].map { .present(self.live($0, bases: target.bases)) } ?? .absent
        case .kmsKey:
            self.keyReading(target)
        default:
            .unreadable(ReadGap(code: .failed, message: "kind \(target.identity.kind) is not simulated"))
        }
    }

    private func keyReading(_ target: ReadTarget) -> ResourceReading {
        guard let locator = target.locator else { return .unreadable(ReadGap(code: .unresolved, message: "no key is named")) }
        let found = self.keys.values.first { key in
            key.region == target.identity.region && [key.id, self.arn(of: key)].contains(locator) || key.aliases.contains(locator)
        }
        if let found { return .present(self.live(found, target)) }
        return locator.hasPrefix("alias/")
            ? .unreadable(ReadGap(code: .unresolved, message: "\(locator) names no key")) : .absent
    }

    private func live(_ role: SimulatedRole, bases: Set<String>) -> LiveResource {
        var aspects: [AspectName: JSONValue] = [
            AspectName("trustPolicy"): role.trustPolicy, AspectName("path"): .string(role.path),
            AspectName("maxSessionDuration"): JSONValue(role.maxSessionDuration)
        ]
        if !role.description.isEmpty { aspects[AspectName("description")] = .string(role.description) }
        if let boundary = role.permissionsBoundary { aspects[AspectName("permissionsBoundary")] = .string(boundary) }
        for (name, document) in role.inlinePolicies { aspects[AspectName("inlinePolicies", name)] = document }
        for arn in role.managedPolicies { aspects[AspectName("managedPolicies", arn)] = .string(arn) }
        for (key, value) in role.tags { aspects[AspectName("tags", key)] = .string(value) }
        return LiveResource(arn: self.arn(of: role), uniqueID: role.uniqueID, aspects: aspects.filter { bases.contains($0.key.base) })
    }

    private func live(_ policy: SimulatedPolicy, bases: Set<String>) -> LiveResource {
        var aspects: [AspectName: JSONValue] = [
            AspectName("document"): policy.document, AspectName("path"): .string(policy.path)
        ]
        if !policy.description.isEmpty { aspects[AspectName("description")] = .string(policy.description) }
        for (key, value) in policy.tags { aspects[AspectName("tags", key)] = .string(value) }
        var facts = JSONObject()
        if bases.contains("document") {
            facts["versions"] = .array(
                policy.versions.map { version in
                    var object: JSONObject = ["id": .string(version.id), "isDefault": .bool(version.isDefault)]
                    if policy.versions.count >= ManagedPolicyKind.versionsMax { object["document"] = version.document }
                    return .object(object)
                })
        }
        let arn = self.arn(of: policy)
        facts[ManagedPolicyKind.usesFact] = JSONValue(self.roles.values.count { $0.managedPolicies.contains(arn) || $0.permissionsBoundary == arn })
        return LiveResource(
            arn: self.arn(of: policy), uniqueID: policy.uniqueID, aspects: aspects.filter { bases.contains($0.key.base) }, facts: facts)
    }
}
