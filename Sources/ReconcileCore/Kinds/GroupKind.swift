import IAMPolicy

/// An IAM group: its policies and its members. It is no principal: nobody acts as a group.
/// - SeeAlso: IAM API Reference, `CreateGroup`.
package struct GroupKind: KindDefinition {
    package init() {}

    package let kind = ResourceKind.group
    package let service = "iam"
    package let isRegional = false
    package let namesIgnoreCase = true
    package let nameRule = StringRule.groupName
    package let recreationChangesPrincipal = false

    package let fields = [
        SpecField("path", .string(.path)),
        SpecField("inlinePolicies", .nullable(.map(keys: .policyName, values: .policy(.identity, forms: [.exact])))),
        SpecField("managedPolicies", .nullable(.list(.reference([.managedPolicy], .policyARN)))),
        SpecField("members", .nullable(.list(.reference([.user], .userName))))
    ]

    package let aspects = [
        AspectDefinition("path", .value, readBy: ["GetGroup", "GetAccountAuthorizationDetails"], writtenBy: ["UpdateGroup"]),
        AspectDefinition(
            "inlinePolicies", .policies(.identity), readBy: ["ListGroupPolicies", "GetGroupPolicy", "GetAccountAuthorizationDetails"],
            writtenBy: ["PutGroupPolicy", "DeleteGroupPolicy"], quota: .charactersTogether("GroupPolicySizeQuota")),
        AspectDefinition(
            "managedPolicies", .set, readBy: ["ListAttachedGroupPolicies", "GetAccountAuthorizationDetails"],
            writtenBy: ["AttachGroupPolicy", "DetachGroupPolicy"], quota: .members("AttachedPoliciesPerGroupQuota")),
        AspectDefinition(
            "members", .set, readBy: ["GetGroup", "GetAccountAuthorizationDetails"],
            writtenBy: [GroupMembership.add, GroupMembership.remove])
    ]

    package func desiredAspects(
        of resource: DesiredResource, resolver: any ReferenceResolver
    ) throws(ResolutionFault) -> DesiredAspects {
        var reading = SpecReading(resource, resolver: resolver)
        reading.value("path")
        reading.members("inlinePolicies")
        try reading.references("managedPolicies")
        try reading.names("members")
        return reading.aspects
    }

    package func handsOut(by mutations: [Mutation]) -> [HandedOut] { mutations.flatMap(IAMEntityCalls.handsOut) }

    package func locator(of resource: DesiredResource, account: AccountSettings, bound: Binding?) -> String? { nil }

    package func arn(of resource: DesiredResource, account: AccountSettings, bound: Binding?) -> String? {
        bound?.arn ?? IAMPermissionScope.arn("group", of: resource, account: account)
    }

    package let foundBy = ["GetGroup"]
    package let createdBy = ["CreateGroup"]
    package let removedBy = ["DeleteGroup"]
    package let countedAs: String? = "Groups"
    package let accountWideOperations: Set = ["GetAccountAuthorizationDetails"]

    package func permissionScope(of resource: DesiredResource, account: AccountSettings) -> PermissionScope {
        IAMPermissionScope.scope("group", of: resource, account: account, isMovable: true)
    }

    package func effect(of drift: AspectDrift, in surroundings: AccessSurroundings) -> AccessEffect {
        switch drift.aspect.base {
        case "existence": AccessEffect(.narrows, .access)
        case "members": GroupMembership.effect(drift, documents: surroundings.liveIdentity().documents, in: surroundings)
        default: .ofEntity(drift, word: "group", in: surroundings)
        }
    }

    package func creation(of target: CorrectionTarget) -> Creation {
        let calls = IAMEntityCalls("Group", target)
        var parameters = CreationParameters(target)
        parameters.add("path", as: "Path")
        return .possible(calls.creation(parameters, members: ["inlinePolicies", "managedPolicies", "members"]) { Self.call($0, calls) })
    }

    package func corrections(of drifts: [AspectDrift], target: CorrectionTarget) -> [CorrectionDraft] {
        let calls = IAMEntityCalls("Group", target)
        return calls.drafts(of: drifts) { Self.call($0, calls) }
    }

    private static func call(_ drift: AspectDrift, _ calls: IAMEntityCalls) -> Mutation? {
        switch (drift.aspect.base, drift.desired) {
        case ("members", _): GroupMembership.mutation(drift, parameter: "UserName", calls)
        case ("path", let path?): calls.mutation("UpdateGroup", ["NewPath": path], writes: [AspectWrite(drift)])
        default: calls.permission(drift)
        }
    }
}
