import IAMPolicy

/// Roles, users and groups themselves.
enum IAMEntityOperations {
    static let operations: [String: Operation] = Self.named.merging(Self.forAllKinds) { first, _ in first }

    private static let named: [String: Operation] = [
        "CreateRole": { call, state in try Self.createRole(call, &state) },
        "CreateUser": { call, state in try Self.create(.user, call, &state) },
        "CreateGroup": { call, state in try Self.create(.group, call, &state) },
        "CreateServiceLinkedRole": { call, state in try Self.createServiceLinkedRole(call, &state) },
        "UpdateRole": { call, state in try Self.updateRole(call, &state) },
        "UpdateAssumeRolePolicy": { call, state in try Self.updateTrust(call, &state) },
        "UpdateUser": { call, state in try Self.rename(.user, call, &state) },
        "UpdateGroup": { call, state in try Self.rename(.group, call, &state) }
    ]

    private static var forAllKinds: [String: Operation] {
        var operations: [String: Operation] = [:]
        for kind in IAMEntity.Kind.allCases {
            operations["Get\(kind.rawValue)"] = { call, state in try Self.get(kind, call, state) }
            operations["Delete\(kind.rawValue)"] = { call, state in try Self.delete(kind, call, &state) }
            operations["List\(kind.rawValue)s"] = { call, state in Self.list(kind, call, state) }
        }
        return operations
    }

    // MARK: Making

    private static func create(_ kind: IAMEntity.Kind, _ call: ServiceCall, _ state: inout WorldState) throws(ServiceFault) -> JSONObject {
        let entity = try Self.made(kind, call, &state)
        IAMCall(call).put(entity, in: &state)
        return [kind.rawValue: IAMEntityForms(state: state, account: call.account).value(entity, .single)]
    }

    private static func made(_ kind: IAMEntity.Kind, _ call: ServiceCall, _ state: inout WorldState) throws(ServiceFault) -> IAMEntity {
        let iam = IAMCall(call)
        let name = try iam.name("\(kind.rawValue)Name", max: kind == .group ? 128 : 64)
        let path = try iam.path()
        if iam.iam(state).entity(kind, name) != nil { throw IAMFaults.exists(kind.rawValue, name) }
        var entity = IAMEntity(
            kind: kind, name: name, path: path, id: state.newID(kind.prefix),
            arn: "arn:aws:iam::\(call.account):\(kind.rawValue.lowercased())\(path)\(name)", createdAt: call.seconds)
        entity.tags = TagSet(call)
        try iam.checkedTags(entity.tags, in: state)
        if let boundary = call.optionalText("PermissionsBoundary") {
            if !iam.isAttachable(boundary, in: state) { throw IAMFaults.noSuchPolicy(boundary) }
            entity.boundary = boundary
        }
        return entity
    }

    private static func createRole(_ call: ServiceCall, _ state: inout WorldState) throws(ServiceFault) -> JSONObject {
        if IAMCall(call).iam(state)[.role].count >= IAMCall(call).iam(state).quotas.roles {
            throw IAMFaults.quota("Cannot exceed quota for RolesPerAccount: \(IAMCall(call).iam(state).quotas.roles)")
        }
        var role = try Self.made(.role, call, &state)
        role.trust = try Self.trust(call.text("AssumeRolePolicyDocument"), call, state)
        role.description = call.optionalText("Description").flatMap { $0.isEmpty ? nil : $0 }
        role.maxSessionDuration = try Self.duration(call)
        IAMCall(call).put(role, in: &state)
        return ["Role": IAMEntityForms(state: state, account: call.account).value(role, .single)]
    }

    private static func createServiceLinkedRole(_ call: ServiceCall, _ state: inout WorldState) throws(ServiceFault) -> JSONObject {
        let service = call.text("AWSServiceName")
        let word = service.split(separator: ".").first.map { $0.uppercased() } ?? ""
        let name = "AWSServiceRoleFor\(word)"
        if IAMCall(call).iam(state).entity(.role, name) != nil {
            throw ServiceFault("InvalidInput", "Service role name \(name) has been taken in this account, please try a different suffix.")
        }
        let path = "/aws-service-role/\(service)/"
        var role = IAMEntity(
            kind: .role, name: name, path: path, id: state.newID("AROA"), arn: "arn:aws:iam::\(call.account):role\(path)\(name)",
            createdAt: call.seconds)
        role.trust = StoredDocument(kept: [
            "Version": "2012-10-17",
            "Statement": [["Effect": "Allow", "Principal": ["Service": .string(service)], "Action": "sts:AssumeRole"]]
        ])
        IAMCall(call).put(role, in: &state)
        return ["Role": IAMEntityForms(state: state, account: call.account).value(role, .single)]
    }

    // MARK: Changing

    private static func updateRole(_ call: ServiceCall, _ state: inout WorldState) throws(ServiceFault) -> JSONObject {
        var role = try IAMCall(call).changeable(.role, in: state)
        if let description = call.optionalText("Description") { role.description = description.isEmpty ? nil : description }
        // What is not given becomes the default.
        role.maxSessionDuration = try Self.duration(call)
        IAMCall(call).put(role, in: &state)
        return [:]
    }

    private static func duration(_ call: ServiceCall) throws(ServiceFault) -> Int {
        let seconds = call.number("MaxSessionDuration") ?? 3600
        if (3600...43_200).contains(seconds) { return seconds }
        throw .validation("1 validation error detected: Value '\(seconds)' at 'maxSessionDuration' failed to satisfy constraint")
    }

    private static func updateTrust(_ call: ServiceCall, _ state: inout WorldState) throws(ServiceFault) -> JSONObject {
        var role = try IAMCall(call).changeable(.role, in: state)
        role.trust = try Self.trust(call.text("PolicyDocument"), call, state)
        IAMCall(call).put(role, in: &state)
        return [:]
    }

    private static func trust(_ text: String, _ call: ServiceCall, _ state: WorldState) throws(ServiceFault) -> StoredDocument {
        if let fault = DocumentCheck.fault(text, as: .trust) { throw IAMFaults.malformed(fault) }
        let quota = IAMCall(call).iam(state).quotas.trust
        if DocumentCheck.size(text) > quota { throw IAMFaults.quota("Cannot exceed quota for ACLSizePerRole: \(quota)") }
        guard let document = try? JSONReader.parse(text) else { throw IAMFaults.malformed("Syntax errors in policy.") }
        do throws(PrincipalNames.UnknownPrincipal) {
            return StoredDocument(kept: try PrincipalNames(state).kept(document))
        } catch {
            throw IAMFaults.malformed("Invalid principal in policy: \"AWS\":\"\(error.name)\"")
        }
    }

    private static func rename(_ kind: IAMEntity.Kind, _ call: ServiceCall, _ state: inout WorldState) throws(ServiceFault) -> JSONObject {
        let old = try IAMCall(call).changeable(kind, in: state)
        var entity = old
        if let name = call.optionalText("New\(kind.rawValue)Name"), name.lowercased() != old.name.lowercased() {
            if IAMCall(call).iam(state).entity(kind, name) != nil { throw IAMFaults.exists(kind.rawValue, name) }
            entity.name = name
        }
        if let path = call.optionalText("NewPath") { entity.path = path }
        entity.arn = "arn:aws:iam::\(call.account):\(kind.rawValue.lowercased())\(entity.path)\(entity.name)"
        state.accounts[call.account]?.iam.remove(old)
        IAMCall(call).put(entity, in: &state)
        guard kind == .user, entity.name != old.name else { return [:] }
        for var group in IAMCall(call).iam(state)[.group].values where group.members.remove(old.name.lowercased()) != nil {
            group.members.insert(entity.name.lowercased())
            IAMCall(call).put(group, in: &state)
        }
        return [:]
    }

    // MARK: Telling

    private static func get(_ kind: IAMEntity.Kind, _ call: ServiceCall, _ state: WorldState) throws(ServiceFault) -> JSONObject {
        let entity = try IAMCall(call).entity(kind, in: state)
        let forms = IAMEntityForms(state: state, account: call.account)
        var output: JSONObject = [kind.rawValue: forms.value(entity, .single)]
        if kind == .group {
            let iam = IAMCall(call).iam(state)
            output["Users"] = .array(entity.members.sorted().compactMap { iam.entity(.user, $0) }.map { forms.value($0, .listed) })
        }
        return output
    }

    private static func list(_ kind: IAMEntity.Kind, _ call: ServiceCall, _ state: WorldState) -> JSONObject {
        let prefix = call.optionalText("PathPrefix") ?? "/"
        let forms = IAMEntityForms(state: state, account: call.account)
        let found = IAMCall(call).iam(state)[kind].values.filter { $0.path.hasPrefix(prefix) }
        return ["\(kind.rawValue)s": .array(found.map { forms.value($0, .listed) })]
    }

    // MARK: Ending

    private static func delete(_ kind: IAMEntity.Kind, _ call: ServiceCall, _ state: inout WorldState) throws(ServiceFault) -> JSONObject {
        let entity = try IAMCall(call).changeable(kind, in: state)
        if !entity.attached.isEmpty { throw IAMFaults.inUse("must detach all policies first.") }
        if !entity.inline.isEmpty { throw IAMFaults.inUse("must delete policies first.") }
        if !entity.accessKeys.isEmpty { throw IAMFaults.inUse("must delete access keys first.") }
        if !entity.members.isEmpty { throw IAMFaults.inUse("must remove users from group first.") }
        if kind == .user, !IAMEntityForms(state: state, account: call.account).groups(of: entity).isEmpty {
            throw IAMFaults.inUse("must remove users from group first.")
        }
        state.accounts[call.account]?.iam.remove(entity)
        return [:]
    }
}
