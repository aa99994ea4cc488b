import IAMPolicy

/// Customer-managed policies and their versions.
enum IAMPolicyOperations {
    static let operations: [String: Operation] = [
        "CreatePolicy": { call, state in try Self.create(call, &state) },
        "DeletePolicy": { call, state in try Self.delete(call, &state) },
        "CreatePolicyVersion": { call, state in try Self.addVersion(call, &state) },
        "DeletePolicyVersion": { call, state in try Self.deleteVersion(call, &state) },
        "SetDefaultPolicyVersion": { call, state in
            var policy = try IAMCall(call).policy(in: state)
            policy.defaultID = try Self.version(call, of: policy).id
            policy.updatedAt = call.seconds
            IAMCall(call).put(policy, in: &state)
            return [:]
        }
    ]

    private static func document(_ call: ServiceCall, _ state: WorldState) throws(ServiceFault) -> StoredDocument {
        let text = call.text("PolicyDocument")
        if let fault = DocumentCheck.fault(text, as: .identity) { throw IAMFaults.malformed(fault) }
        let quota = IAMCall(call).iam(state).quotas.managedPolicy
        if DocumentCheck.size(text) > quota { throw IAMFaults.quota("Cannot exceed quota for PolicySize: \(quota)") }
        return StoredDocument(verbatim: text)
    }

    private static func create(_ call: ServiceCall, _ state: inout WorldState) throws(ServiceFault) -> JSONObject {
        let iam = IAMCall(call)
        let name = try iam.name("PolicyName", max: 128)
        let path = try iam.path()
        // The name is unique whatever the path.
        if iam.iam(state).policies.values.contains(where: { $0.name.lowercased() == name.lowercased() }) {
            throw ServiceFault(
                "EntityAlreadyExists", "A policy called \(name) already exists. Duplicate names are not allowed.", status: 409)
        }
        let quota = iam.iam(state).quotas.policies
        if iam.iam(state).policies.count >= quota { throw IAMFaults.quota("Cannot exceed quota for PoliciesPerAccount: \(quota)") }
        let version = IAMManagedPolicy.Version(id: "v1", document: try Self.document(call, state), createdAt: call.seconds)
        var policy = IAMManagedPolicy(
            name: name, path: path, id: state.newID("ANPA"), arn: "arn:aws:iam::\(call.account):policy\(path)\(name)", createdAt: call.seconds,
            updatedAt: call.seconds, description: call.optionalText("Description").flatMap { $0.isEmpty ? nil : $0 }, versions: [version])
        policy.tags = TagSet(call)
        try iam.checkedTags(policy.tags, in: state)
        iam.put(policy, in: &state)
        var told = policy
        // Only GetPolicy tells it.
        told.description = nil
        return ["Policy": IAMPolicyForms(state: state, account: call.account).value(told, isListed: false)]
    }

    private static func delete(_ call: ServiceCall, _ state: inout WorldState) throws(ServiceFault) -> JSONObject {
        let policy = try IAMCall(call).policy(in: state)
        let forms = IAMPolicyForms(state: state, account: call.account)
        if forms.attachments(policy.arn) + forms.boundaries(policy.arn) > 0 {
            throw ServiceFault("DeleteConflict", "Cannot delete a policy attached to entities.", status: 409)
        }
        if policy.versions.count > 1 {
            throw ServiceFault(
                "DeleteConflict",
                "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. "
                    + "The default version is deleted with the policy.", status: 409)
        }
        state.accounts[call.account]?.iam.policies[policy.arn] = nil
        return [:]
    }

    private static func addVersion(_ call: ServiceCall, _ state: inout WorldState) throws(ServiceFault) -> JSONObject {
        var policy = try IAMCall(call).policy(in: state)
        let document = try Self.document(call, state)
        let quota = IAMCall(call).iam(state).quotas.versions
        if policy.versions.count >= quota {
            throw IAMFaults.quota(
                "A managed policy can have up to \(quota) versions. Before you create a new version, you must delete an existing version.")
        }
        policy.lastVersion += 1
        let version = IAMManagedPolicy.Version(id: "v\(policy.lastVersion)", document: document, createdAt: call.seconds)
        policy.versions.append(version)
        if call.flag("SetAsDefault") { policy.defaultID = version.id }
        policy.updatedAt = call.seconds
        IAMCall(call).put(policy, in: &state)
        return ["PolicyVersion": IAMPolicyForms.value(version, of: policy, hasDocument: false)]
    }

    private static func deleteVersion(_ call: ServiceCall, _ state: inout WorldState) throws(ServiceFault) -> JSONObject {
        var policy = try IAMCall(call).policy(in: state)
        let version = try Self.version(call, of: policy)
        if version.id == policy.defaultID {
            throw ServiceFault("DeleteConflict", "Cannot delete the default version of a policy.", status: 409)
        }
        policy.versions.removeAll { $0.id == version.id }
        IAMCall(call).put(policy, in: &state)
        return [:]
    }

    static func version(_ call: ServiceCall, of policy: IAMManagedPolicy) throws(ServiceFault) -> IAMManagedPolicy.Version {
        let id = call.text("VersionId")
        if let version = policy.versions.first(where: { $0.id == id }) { return version }
        throw ServiceFault("NoSuchEntity", "Policy \(policy.arn) version \(id) does not exist or is not attachable.", status: 404)
    }
}
