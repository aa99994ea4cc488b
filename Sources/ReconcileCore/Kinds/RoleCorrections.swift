import IAMPolicy

extension RoleKind {
    package func creation(of target: CorrectionTarget) -> Creation {
        guard case .some(.some) = target.desired.values[AspectName("trustPolicy")] else {
            return .impossible("the manifest declares no trustPolicy, without which AWS creates no role")
        }
        let calls = IAMEntityCalls("Role", target)
        var parameters = CreationParameters(target)
        parameters.add("trustPolicy", as: "AssumeRolePolicyDocument") { .string(JSONWriter.compact($0)) }
        parameters.add("path", as: "Path")
        parameters.add("description", as: "Description")
        parameters.add("maxSessionDuration", as: "MaxSessionDuration")
        parameters.add("permissionsBoundary", as: "PermissionsBoundary")
        parameters.addTags()
        return .possible(calls.creation(parameters, members: ["inlinePolicies", "managedPolicies"], calls.permission))
    }

    package func corrections(of drifts: [AspectDrift], target: CorrectionTarget) -> [CorrectionDraft] {
        let calls = IAMEntityCalls("Role", target)
        var drafts = calls.drafts(of: drifts) { Self.trust($0, calls) ?? calls.permission($0) }
        let described = drifts.filter { ["description", "maxSessionDuration"].contains($0.aspect.base) }
        if !described.isEmpty { drafts.append(Self.updateRole(described, target: target, calls)) }
        return drafts + calls.tagDrafts(of: drifts)
    }

    private static func trust(_ drift: AspectDrift, _ calls: IAMEntityCalls) -> Mutation? {
        guard drift.aspect.base == "trustPolicy", let document = drift.desired else { return nil }
        return calls.mutation(
            "UpdateAssumeRolePolicy", ["PolicyDocument": .string(JSONWriter.compact(document))], writes: [AspectWrite(drift)])
    }

    /// One call for both values, because the call replaces both: the one that did not drift is written as it is.
    private static func updateRole(_ drifts: [AspectDrift], target: CorrectionTarget, _ calls: IAMEntityCalls) -> CorrectionDraft {
        func value(_ base: String) -> JSONValue? {
            if let drift = drifts.first(where: { $0.aspect.base == base }) { return drift.desired }
            return target.live?.aspects[AspectName(base)]
        }
        let parameters: JSONObject = [
            "Description": value("description") ?? "", "MaxSessionDuration": value("maxSessionDuration") ?? 3600
        ]
        let mutation = calls.mutation("UpdateRole", parameters, writes: drifts.map(AspectWrite.init))
        return CorrectionDraft(
            aspects: drifts.map(\.aspect), stage: .describe, mutations: [mutation],
            reason: "UpdateRole restores \(drifts.map(\.aspect.description).joined(separator: " and "))")
    }
}
