import IAMPolicy

/// An IAM user: its policies, groups and tags, and which of its access keys may be used.
/// - SeeAlso: IAM API Reference, `CreateUser`.
package struct UserKind: KindDefinition {
    package init() {}

    package let kind = ResourceKind.user
    package let service = "iam"
    package let isRegional = false
    package let namesIgnoreCase = true
    package let nameRule = StringRule.userName
    package let recreationChangesPrincipal = true

    package let fields = [
        SpecField("path", .string(.path)),
        SpecField("inlinePolicies", .nullable(.map(keys: .policyName, values: .policy(.identity, forms: [.exact])))),
        SpecField("managedPolicies", .nullable(.list(.reference([.managedPolicy], .policyARN)))),
        SpecField("groups", .nullable(.list(.reference([.group], .groupName)))),
        SpecField("permissionsBoundary", .nullable(.reference([.managedPolicy], .policyARN))),
        SpecField("accessKeys", .nullable(.list(.string(.accessKeyID)))),
        SpecField("tags", .nullable(.map(keys: .tagKey, values: .string(.tagValue))))
    ]

    package let aspects = [
        AspectDefinition("path", .value, readBy: ["GetUser", "GetAccountAuthorizationDetails"], writtenBy: ["UpdateUser"]),
        AspectDefinition(
            "inlinePolicies", .policies(.identity), readBy: ["ListUserPolicies", "GetUserPolicy", "GetAccountAuthorizationDetails"],
            writtenBy: ["PutUserPolicy", "DeleteUserPolicy"], quota: .charactersTogether("UserPolicySizeQuota")),
        AspectDefinition(
            "managedPolicies", .set, readBy: ["ListAttachedUserPolicies", "GetAccountAuthorizationDetails"],
            writtenBy: ["AttachUserPolicy", "DetachUserPolicy"], quota: .members("AttachedPoliciesPerUserQuota")),
        AspectDefinition(
            "groups", .set, readBy: ["ListGroupsForUser", "GetAccountAuthorizationDetails"],
            writtenBy: [GroupMembership.add, GroupMembership.remove], quota: .members("GroupsPerUserQuota")),
        AspectDefinition(
            "permissionsBoundary", .value, readBy: ["GetUser", "GetAccountAuthorizationDetails"],
            writtenBy: ["PutUserPermissionsBoundary", "DeleteUserPermissionsBoundary"]),
        AspectDefinition(
            "accessKeys", .set, readBy: ["ListAccessKeys"], writtenBy: ["UpdateAccessKey"], alsoWrittenBy: ["CreateAccessKey", "DeleteAccessKey"]),
        AspectDefinition("tags", .map, readBy: ["GetUser", "GetAccountAuthorizationDetails"], writtenBy: ["TagUser", "UntagUser"])
    ]

    package func desiredAspects(
        of resource: DesiredResource, resolver: any ReferenceResolver
    ) throws(ResolutionFault) -> DesiredAspects {
        var reading = SpecReading(resource, resolver: resolver)
        reading.value("path")
        for key in ["inlinePolicies", "tags"] { reading.members(key) }
        try reading.references("managedPolicies")
        try reading.names("groups")
        try reading.reference("permissionsBoundary")
        reading.texts("accessKeys")
        return reading.aspects
    }

    package func handsOut(by mutations: [Mutation]) -> [HandedOut] { mutations.flatMap(IAMEntityCalls.handsOut) }

    package func locator(of resource: DesiredResource, account: AccountSettings, bound: Binding?) -> String? { nil }

    package func arn(of resource: DesiredResource, account: AccountSettings, bound: Binding?) -> String? {
        bound?.arn ?? IAMPermissionScope.arn("user", of: resource, account: account)
    }

    package let foundBy = ["GetUser"]
    package let createdBy = ["CreateUser"]
    package let removedBy = ["DeleteUser"]
    package let countedAs: String? = "Users"
    package let accountWideOperations: Set = ["GetAccountAuthorizationDetails"]

    package func permissionScope(of resource: DesiredResource, account: AccountSettings) -> PermissionScope {
        guard let groups = resource.spec["groups"] else {
            return IAMPermissionScope.scope("user", of: resource, account: account, isMovable: true)
        }
        let names = (groups.arrayValue ?? []).compactMap(\.stringValue).compactMap { $0.split(separator: "/").last.map(String.init) }
        return IAMPermissionScope.scope(
            "user", of: resource, account: account, isMovable: true,
            elsewhere: [
                GroupMembership.add: OtherResources(
                    arns: names.flatMap { IAMPermissionScope.anyPath("group", $0, account) }, isInstead: true),
                // Which group somebody is in and should not be is not known beforehand.
                GroupMembership.remove: OtherResources(arns: IAMPermissionScope.anyPath("group", "*", account), isInstead: true)
            ])
    }

    // MARK: Effects

    package func effect(of drift: AspectDrift, in surroundings: AccessSurroundings) -> AccessEffect {
        switch drift.aspect.base {
        case "existence": AccessEffect(.narrows, .access)
        case "groups": GroupMembership.effect(drift, documents: [], in: surroundings)
        // Whoever holds the key is the user, with all that it may do.
        case "accessKeys": AccessEffect(drift.desired == nil ? .widens : .narrows, .access)
        default: .ofEntity(drift, word: "user", in: surroundings)
        }
    }

    // MARK: Corrections

    package func creation(of target: CorrectionTarget) -> Creation {
        let calls = IAMEntityCalls("User", target)
        var parameters = CreationParameters(target)
        parameters.add("path", as: "Path")
        parameters.add("permissionsBoundary", as: "PermissionsBoundary")
        parameters.addTags()
        return .possible(calls.creation(parameters, members: ["inlinePolicies", "managedPolicies", "groups"]) { Self.call($0, calls) })
    }

    package func corrections(of drifts: [AspectDrift], target: CorrectionTarget) -> [CorrectionDraft] {
        let calls = IAMEntityCalls("User", target)
        return calls.drafts(of: drifts) { Self.call($0, calls) ?? Self.keyCall($0, calls, live: target.live) } + calls.tagDrafts(of: drifts)
    }

    private static func call(_ drift: AspectDrift, _ calls: IAMEntityCalls) -> Mutation? {
        switch (drift.aspect.base, drift.desired) {
        case ("groups", _): GroupMembership.mutation(drift, parameter: "GroupName", calls)
        case ("path", let path?): calls.mutation("UpdateUser", ["NewPath": path], writes: [AspectWrite(drift)])
        default: calls.permission(drift)
        }
    }

    /// A key is made inactive, never deleted: it can be had back.
    private static func keyCall(_ drift: AspectDrift, _ calls: IAMEntityCalls, live: LiveResource?) -> Mutation? {
        guard drift.aspect.base == "accessKeys", let id = drift.aspect.member else { return nil }
        guard drift.desired == nil || Self.inactiveKeys(of: live).contains(id) else { return nil }
        return calls.mutation(
            "UpdateAccessKey", ["AccessKeyId": .string(id), "Status": drift.desired == nil ? "Inactive" : "Active"],
            writes: [AspectWrite(drift)])
    }

    package func reasonNotCorrected(_ drift: AspectDrift, target: CorrectionTarget) -> String? {
        guard drift.aspect.base == "accessKeys" else { return nil }
        return "the user has no such access key, not even an inactive one: its secret cannot be had back; declare another key"
    }

    /// `LiveResource.facts`: the ids of the keys that exist and may not be used.
    package static let inactiveKeysFact = "inactiveAccessKeys"

    static func inactiveKeys(of live: LiveResource?) -> [String] {
        (live?.facts[Self.inactiveKeysFact]?.arrayValue ?? []).compactMap(\.stringValue)
    }
}
