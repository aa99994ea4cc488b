import IAMPolicy

/// Managed policies as IAM's answers hold them.
struct IAMPolicyForms {
    let state: WorldState
    let account: String

    private var iam: IAMState { self.state.accounts[self.account]?.iam ?? IAMState() }

    func attachments(_ arn: String) -> Int { self.iam.entities.count { $0.attached.contains(arn) } }
    func boundaries(_ arn: String) -> Int { self.iam.entities.count { $0.boundary == arn } }

    /// - Parameter isListed: lists leave out description and tags.
    func value(_ policy: IAMManagedPolicy, isListed: Bool) -> JSONValue {
        var object = self.common(policy)
        object["IsAttachable"] = true
        if !isListed {
            object["Description"] = policy.description.map { .string($0) }
            object["Tags"] = policy.tags.list()
        }
        return .object(object)
    }

    func detail(_ policy: IAMManagedPolicy) -> JSONValue {
        var object = self.common(policy)
        object["IsAttachable"] = true
        object["Description"] = policy.description.map { .string($0) }
        object["PolicyVersionList"] = .array(policy.versions.reversed().map { Self.value($0, of: policy, hasDocument: true) })
        return .object(object)
    }

    private func common(_ policy: IAMManagedPolicy) -> JSONObject {
        [
            "PolicyName": .string(policy.name), "PolicyId": .string(policy.id), "Arn": .string(policy.arn), "Path": .string(policy.path),
            "DefaultVersionId": .string(policy.defaultID), "AttachmentCount": JSONValue(self.attachments(policy.arn)),
            "PermissionsBoundaryUsageCount": JSONValue(self.boundaries(policy.arn)), "CreateDate": JSONValue(policy.createdAt),
            "UpdateDate": JSONValue(policy.updatedAt)
        ]
    }

    static func value(_ version: IAMManagedPolicy.Version, of policy: IAMManagedPolicy, hasDocument: Bool) -> JSONValue {
        var object: JSONObject = [
            "VersionId": .string(version.id), "IsDefaultVersion": .bool(version.id == policy.defaultID), "CreateDate": JSONValue(version.createdAt)
        ]
        if hasDocument { object["Document"] = .string(version.document.encoded) }
        return .object(object)
    }

    /// One of AWS's own, as a policy like any other.
    static func managed(_ arn: String) -> IAMManagedPolicy? {
        guard let document = AWSManagedPolicies.documents[arn] else { return nil }
        let name = IAMEntityForms.name(arn)
        return IAMManagedPolicy(
            name: name, path: "/", id: "ANPAMANAGED\(name.uppercased().prefix(10))", arn: arn, createdAt: 1_423_699_200, updatedAt: 1_423_699_200,
            versions: [.init(id: "v1", document: document, createdAt: 1_423_699_200)])
    }
}

/// The reads of managed policies.
enum IAMPolicyReads {
    static let operations: [String: Operation] = [
        "GetPolicy": { call, state in
            ["Policy": IAMPolicyForms(state: state, account: call.account).value(try Self.policy(call, state), isListed: false)]
        },
        "GetPolicyVersion": { call, state in
            let policy = try Self.policy(call, state)
            return ["PolicyVersion": IAMPolicyForms.value(try IAMPolicyOperations.version(call, of: policy), of: policy, hasDocument: true)]
        },
        "ListPolicyVersions": { call, state in
            let policy = try Self.policy(call, state)
            return ["Versions": .array(policy.versions.reversed().map { IAMPolicyForms.value($0, of: policy, hasDocument: false) })]
        },
        "ListPolicies": { call, state in Self.list(call, state) },
        "ListEntitiesForPolicy": { call, state in Self.entities(call, state) }
    ]

    private static func policy(_ call: ServiceCall, _ state: WorldState) throws(ServiceFault) -> IAMManagedPolicy {
        if let managed = IAMPolicyForms.managed(call.text("PolicyArn")) { return managed }
        return try IAMCall(call).policy(in: state)
    }

    private static func list(_ call: ServiceCall, _ state: WorldState) -> JSONObject {
        let forms = IAMPolicyForms(state: state, account: call.account)
        let scope = call.optionalText("Scope") ?? "All"
        var found = scope == "AWS" ? [] : Array(IAMCall(call).iam(state).policies.values)
        if scope != "Local" { found += AWSManagedPolicies.documents.keys.compactMap(IAMPolicyForms.managed) }
        if call.flag("OnlyAttached") { found.removeAll { forms.attachments($0.arn) + forms.boundaries($0.arn) == 0 } }
        let prefix = call.optionalText("PathPrefix") ?? "/"
        return ["Policies": .array(found.filter { $0.path.hasPrefix(prefix) }.map { forms.value($0, isListed: true) })]
    }

    private static func entities(_ call: ServiceCall, _ state: WorldState) -> JSONObject {
        let arn = call.text("PolicyArn")
        let usage = call.optionalText("PolicyUsageFilter")
        let filter = call.optionalText("EntityFilter")
        func found(_ kind: IAMEntity.Kind) -> JSONValue {
            if let filter, filter != kind.rawValue { return [] }
            let matching = IAMCall(call).iam(state)[kind].values.filter { entity in
                usage == "PermissionsBoundary"
                    ? entity.boundary == arn
                    : usage == "PermissionsPolicy" ? entity.attached.contains(arn) : entity.attached.contains(arn) || entity.boundary == arn
            }
            return .array(matching.map { ["\(kind.rawValue)Name": .string($0.name), "\(kind.rawValue)Id": .string($0.id)] })
        }
        return ["PolicyGroups": found(.group), "PolicyUsers": found(.user), "PolicyRoles": found(.role)]
    }
}
