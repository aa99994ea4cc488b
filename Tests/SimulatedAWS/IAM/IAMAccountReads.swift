import IAMPolicy

/// What IAM tells of the whole account.
enum IAMAccountReads {
    static let operations: [String: Operation] = [
        "GetAccountAuthorizationDetails": { call, state in Self.details(call, state) },
        "GetAccountSummary": { call, state in Self.summary(call, state) },
        "ListInstanceProfilesForRole": { call, state in
            _ = try IAMCall(call).entity(.role, in: state)
            return ["InstanceProfiles": []]
        }
    ]

    private static func details(_ call: ServiceCall, _ state: WorldState) -> JSONObject {
        let filter = call.texts("Filter")
        let forms = IAMEntityForms(state: state, account: call.account)
        let iam = IAMCall(call).iam(state)
        func entities(_ kind: IAMEntity.Kind) -> JSONValue {
            guard filter.isEmpty || filter.contains(kind.rawValue) else { return [] }
            return .array(iam[kind].values.map { forms.value($0, .detail) })
        }
        let policyForms = IAMPolicyForms(state: state, account: call.account)
        var policies = filter.isEmpty || filter.contains("LocalManagedPolicy") ? Array(iam.policies.values) : []
        if filter.isEmpty || filter.contains("AWSManagedPolicy") {
            policies += AWSManagedPolicies.documents.keys.filter { policyForms.attachments($0) + policyForms.boundaries($0) > 0 }
                .compactMap(IAMPolicyForms.managed)
        }
        return [
            "UserDetailList": entities(.user), "GroupDetailList": entities(.group), "RoleDetailList": entities(.role),
            "Policies": .array(policies.map(policyForms.detail))
        ]
    }

    private static func summary(_ call: ServiceCall, _ state: WorldState) -> JSONObject {
        let iam = IAMCall(call).iam(state)
        let quotas = iam.quotas
        let numbers: [(String, Int)] = [
            ("Roles", iam[.role].count), ("RolesQuota", quotas.roles), ("Users", iam[.user].count), ("UsersQuota", 5000),
            ("Groups", iam[.group].count), ("GroupsQuota", 300), ("Policies", iam.policies.count), ("PoliciesQuota", quotas.policies),
            ("PolicyVersionsInUse", iam.policies.values.reduce(0) { $0 + $1.versions.count }), ("PolicyVersionsInUseQuota", 10_000),
            ("AssumeRolePolicySizeQuota", quotas.trust), ("RolePolicySizeQuota", quotas.roleInline), ("UserPolicySizeQuota", quotas.userInline),
            ("GroupPolicySizeQuota", quotas.groupInline), ("PolicySizeQuota", quotas.managedPolicy), ("VersionsPerPolicyQuota", quotas.versions),
            ("AttachedPoliciesPerRoleQuota", quotas.attachments), ("AttachedPoliciesPerUserQuota", quotas.attachments),
            ("AttachedPoliciesPerGroupQuota", quotas.attachments), ("GroupsPerUserQuota", quotas.groupsPerUser), ("AccessKeysPerUserQuota", 2)
        ]
        return ["SummaryMap": .object(JSONObject(numbers.map { .init(name: $0.0, value: JSONValue($0.1)) }))]
    }
}
