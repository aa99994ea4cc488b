import IAMPolicy

/// An IAM role with everything that hangs on it.
/// - SeeAlso: IAM API Reference, `CreateRole`.
package struct RoleKind: KindDefinition {
    package init() {}

    package let kind = ResourceKind.role
    package let service = "iam"
    package let isRegional = false
    package let namesIgnoreCase = true
    package let nameRule = StringRule.roleName
    package let recreationChangesPrincipal = true

    package let fields = [
        SpecField("path", .string(.path)),
        SpecField("description", .nullable(.string(.description))),
        SpecField("maxSessionDuration", .integer(3600...43_200)),
        SpecField("permissionsBoundary", .nullable(.reference([.managedPolicy], .policyARN))),
        SpecField("trustPolicy", .policy(.trust, forms: [.exact])),
        SpecField("inlinePolicies", .nullable(.map(keys: .policyName, values: .policy(.identity, forms: [.exact])))),
        SpecField("managedPolicies", .nullable(.list(.reference([.managedPolicy], .policyARN)))),
        SpecField("tags", .nullable(.map(keys: .tagKey, values: .string(.tagValue))))
    ]

    package let aspects = [
        AspectDefinition(
            "trustPolicy", .policy(.trust), readBy: ["GetRole", "GetAccountAuthorizationDetails"], writtenBy: ["UpdateAssumeRolePolicy"],
            quota: .characters("AssumeRolePolicySizeQuota")),
        AspectDefinition(
            "inlinePolicies", .policies(.identity), readBy: ["ListRolePolicies", "GetRolePolicy", "GetAccountAuthorizationDetails"],
            writtenBy: ["PutRolePolicy", "DeleteRolePolicy"], quota: .charactersTogether("RolePolicySizeQuota")),
        AspectDefinition(
            "managedPolicies", .set, readBy: ["ListAttachedRolePolicies", "GetAccountAuthorizationDetails"],
            writtenBy: ["AttachRolePolicy", "DetachRolePolicy"], quota: .members("AttachedPoliciesPerRoleQuota")),
        AspectDefinition(
            "permissionsBoundary", .value, readBy: ["GetRole", "GetAccountAuthorizationDetails"],
            writtenBy: ["PutRolePermissionsBoundary", "DeleteRolePermissionsBoundary"]),
        AspectDefinition(
            "path", .value, readBy: ["GetRole", "GetAccountAuthorizationDetails"], writtenBy: [],
            notCorrectable: "AWS cannot change a role's path: it would have to be created anew, with another ARN and unique id"),
        AspectDefinition(
            "description", .value, readBy: ["GetRole", "ListRoles"], writtenBy: ["UpdateRole"], alsoWrittenBy: ["UpdateRoleDescription"]),
        AspectDefinition("maxSessionDuration", .value, readBy: ["GetRole", "ListRoles"], writtenBy: ["UpdateRole"]),
        AspectDefinition("tags", .map, readBy: ["GetRole", "GetAccountAuthorizationDetails"], writtenBy: ["TagRole", "UntagRole"])
    ]

    package func desiredAspects(
        of resource: DesiredResource, resolver: any ReferenceResolver
    ) throws(ResolutionFault) -> DesiredAspects {
        var reading = SpecReading(resource, resolver: resolver)
        for key in ["path", "description", "maxSessionDuration"] { reading.value(key) }
        reading.policy("trustPolicy")
        try reading.reference("permissionsBoundary")
        for key in ["inlinePolicies", "tags"] { reading.members(key) }
        try reading.references("managedPolicies")
        return reading.aspects
    }

    package func handsOut(by mutations: [Mutation]) -> [HandedOut] { mutations.flatMap(IAMEntityCalls.handsOut) }

    package func locator(of resource: DesiredResource, account: AccountSettings, bound: Binding?) -> String? { nil }

    package func arn(of resource: DesiredResource, account: AccountSettings, bound: Binding?) -> String? {
        bound?.arn ?? IAMPermissionScope.arn("role", of: resource, account: account)
    }

    package let foundBy = ["GetRole"]
    package let createdBy = ["CreateRole"]
    package let removedBy = ["DeleteRole"]
    package let countedAs: String? = "Roles"
    package let accountWideOperations: Set = ["GetAccountAuthorizationDetails", "ListRoles"]

    package func permissionScope(of resource: DesiredResource, account: AccountSettings) -> PermissionScope {
        IAMPermissionScope.scope("role", of: resource, account: account)
    }

    package func effect(of drift: AspectDrift, in surroundings: AccessSurroundings) -> AccessEffect {
        switch drift.aspect.base {
        case "existence": Self.missingRole(surroundings)
        case "trustPolicy": .ofPolicy(drift, type: .trust, in: surroundings)
        case "maxSessionDuration":
            AccessEffect((drift.live?.intValue ?? 3600) > (drift.desired?.intValue ?? 3600) ? .widens : .narrows, .effect)
        default: .ofEntity(drift, word: "role", in: surroundings)
        }
    }

    /// Nobody can become a role that is not there.
    private static func missingRole(_ surroundings: AccessSurroundings) -> AccessEffect {
        let trust = surroundings.declared("trustPolicy").map { [$0] } ?? []
        let lost = AccessEffect.ofDocuments(old: trust, new: [], type: .trust, in: surroundings)
        return AccessEffect(.narrows, .access, witness: lost.witness)
    }
}
