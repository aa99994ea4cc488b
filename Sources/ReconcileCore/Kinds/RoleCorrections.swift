import IAMPolicy

extension RoleKind {
    package func creation(of target: CorrectionTarget) -> Creation {
        let name = target.resource.identity.name
        guard case .some(.some(let trust)) = target.desired.values[AspectName("trustPolicy")] else {
            return .impossible("the manifest declares no trustPolicy, without which AWS creates no role")
        }
        let followUps = self.memberCreations(of: target)
        let draft = CorrectionDraft(
            aspects: [.existence], stage: .createPrincipal, mutations: [self.createRole(target, trust: trust)] + followUps,
            reason: "creates role \(name), which is declared and not there")
        return .possible(draft)
    }

    private func createRole(_ target: CorrectionTarget, trust: JSONValue) -> Mutation {
        var parameters: JSONObject = [
            "RoleName": .string(target.resource.identity.name),
            "AssumeRolePolicyDocument": .string(JSONWriter.compact(trust))
        ]
        var writes = [
            AspectWrite(.existence, value: true, preImage: nil), AspectWrite(AspectName("trustPolicy"), value: trust, preImage: nil)
        ]
        let direct = [
            ("path", "Path"), ("description", "Description"), ("maxSessionDuration", "MaxSessionDuration"),
            ("permissionsBoundary", "PermissionsBoundary")
        ]
        for (base, parameter) in direct {
            guard case .some(.some(let value)) = target.desired.values[AspectName(base)] else { continue }
            parameters[parameter] = value
            writes.append(AspectWrite(AspectName(base), value: value, preImage: nil))
        }
        let tags = Self.members("tags", of: target)
        if !tags.isEmpty {
            parameters["Tags"] = TagMutations.list(tags.map { ($0.0.member ?? "", $0.1.stringValue ?? "") })
            writes += tags.map { AspectWrite($0.0, value: $0.1, preImage: nil) }
        }
        return self.mutation("CreateRole", parameters, writes: writes)
    }

    private func memberCreations(of target: CorrectionTarget) -> [Mutation] {
        let changes = (Self.members("inlinePolicies", of: target) + Self.members("managedPolicies", of: target))
            .map { AspectDrift(aspect: $0.0, kind: .missing, desired: $0.1, live: nil, differences: []) }
        return changes.compactMap { self.memberMutation($0, role: target.resource.identity.name) }
    }

    /// The declared members of a base, in a fixed order.
    static func members(_ base: String, of target: CorrectionTarget) -> [(AspectName, JSONValue)] {
        target.desired.values
            .compactMap { aspect, value in value.flatMap { aspect.base == base ? (aspect, $0) : nil } }
            .sorted { $0.0 < $1.0 }
    }

    package func corrections(of drifts: [AspectDrift], target: CorrectionTarget) -> [CorrectionDraft] {
        let role = target.resource.identity.name
        let subject: JSONObject = ["RoleName": .string(role)]
        var drafts: [CorrectionDraft] = drifts.compactMap { drift in
            guard let mutation = self.memberMutation(drift, role: role) else { return nil }
            return CorrectionDraft(
                aspects: [drift.aspect], stage: Self.stage(of: drift), mutations: [mutation],
                reason: "\(mutation.operation) \(Self.purpose(of: drift)) \(drift.aspect)")
        }
        let described = drifts.filter { ["description", "maxSessionDuration"].contains($0.aspect.base) }
        if !described.isEmpty { drafts.append(self.updateRole(described, target: target)) }
        drafts += TagMutations.drafts(
            of: drifts.filter { $0.aspect.base == "tags" },
            tag: { self.mutation("TagRole", $0, writes: $1) }, untag: { self.mutation("UntagRole", $0, writes: $1) }, subject: subject)
        return drafts
    }

    /// One call for both values, because the call replaces both: the one that did not drift is written as it is.
    private func updateRole(_ drifts: [AspectDrift], target: CorrectionTarget) -> CorrectionDraft {
        func value(_ base: String) -> JSONValue? {
            if let drift = drifts.first(where: { $0.aspect.base == base }) { return drift.desired }
            return target.live?.aspects[AspectName(base)]
        }
        let parameters: JSONObject = [
            "RoleName": .string(target.resource.identity.name),
            "Description": value("description") ?? "",
            "MaxSessionDuration": value("maxSessionDuration") ?? 3600
        ]
        let mutation = self.mutation("UpdateRole", parameters, writes: drifts.map(AspectWrite.init))
        return CorrectionDraft(
            aspects: drifts.map(\.aspect), stage: .describe, mutations: [mutation],
            reason: "UpdateRole restores \(drifts.map(\.aspect.description).joined(separator: " and "))")
    }

    /// The call for an aspect that has one of its own.
    private func memberMutation(_ drift: AspectDrift, role: String) -> Mutation? {
        let member = JSONValue.string(drift.aspect.member ?? "")
        let write = AspectWrite(drift)
        let name = JSONValue.string(role)
        switch (drift.aspect.base, drift.desired) {
        case ("trustPolicy", let document?):
            return self.mutation(
                "UpdateAssumeRolePolicy", ["RoleName": name, "PolicyDocument": .string(JSONWriter.compact(document))], writes: [write])
        case ("inlinePolicies", let document?):
            return self.mutation(
                "PutRolePolicy", ["RoleName": name, "PolicyName": member, "PolicyDocument": .string(JSONWriter.compact(document))],
                writes: [write])
        case ("inlinePolicies", nil):
            return self.mutation("DeleteRolePolicy", ["RoleName": name, "PolicyName": member], writes: [write])
        case ("managedPolicies", let desired):
            return self.mutation(
                desired == nil ? "DetachRolePolicy" : "AttachRolePolicy", ["RoleName": name, "PolicyArn": member], writes: [write])
        case ("permissionsBoundary", let arn?):
            return self.mutation("PutRolePermissionsBoundary", ["RoleName": name, "PermissionsBoundary": arn], writes: [write])
        case ("permissionsBoundary", nil):
            return self.mutation("DeleteRolePermissionsBoundary", ["RoleName": name], writes: [write])
        default:
            return nil
        }
    }

    private func mutation(_ operation: String, _ parameters: JSONObject, writes: [AspectWrite]) -> Mutation {
        Mutation(service: self.service, operation: operation, parameters: parameters, writes: writes)
    }

    private static func stage(of drift: AspectDrift) -> CorrectionStage {
        switch (drift.aspect.base, drift.kind) {
        case ("permissionsBoundary", .extra): .grant
        case ("permissionsBoundary", _): .restrict
        case (_, .extra): .revoke
        case (_, _): .grant
        }
    }

    private static func purpose(of drift: AspectDrift) -> String {
        switch drift.kind {
        case .modified: "restores"
        case .missing: "puts back"
        case .extra: "removes"
        }
    }
}
