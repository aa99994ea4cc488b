import IAMPolicy

/// Who is in which group, and which access keys a user has.
enum IAMMemberOperations {
    static let operations: [String: Operation] = [
        "AddUserToGroup": { call, state in
            let user = try IAMCall(call).entity(.user, in: state)
            var group = try IAMCall(call).entity(.group, in: state)
            group.members.insert(user.name.lowercased())
            IAMCall(call).put(group, in: &state)
            let quota = IAMCall(call).iam(state).quotas.groupsPerUser
            if IAMEntityForms(state: state, account: call.account).groups(of: user).count > quota {
                throw IAMFaults.quota("Cannot exceed quota for GroupsPerUser: \(quota)")
            }
            return [:]
        },
        "RemoveUserFromGroup": { call, state in
            let user = try IAMCall(call).entity(.user, in: state)
            var group = try IAMCall(call).entity(.group, in: state)
            if group.members.remove(user.name.lowercased()) == nil { throw IAMFaults.noSuch(.user, user.name) }
            IAMCall(call).put(group, in: &state)
            return [:]
        },
        "ListGroupsForUser": { call, state in
            let forms = IAMEntityForms(state: state, account: call.account)
            return ["Groups": .array(forms.groups(of: try IAMCall(call).entity(.user, in: state)).map { forms.value($0, .listed) })]
        },
        "ListAccessKeys": { call, state in
            let user = try IAMCall(call).entity(.user, in: state)
            return ["AccessKeyMetadata": .array(user.accessKeys.map { Self.metadata($0, of: user) })]
        },
        "UpdateAccessKey": { call, state in
            var user = try IAMCall(call).entity(.user, in: state)
            user.accessKeys[try Self.place(of: call, in: user)].isActive = call.text("Status") == "Active"
            IAMCall(call).put(user, in: &state)
            return [:]
        },
        "CreateAccessKey": { call, state in
            var user = try IAMCall(call).entity(.user, in: state)
            if user.accessKeys.count >= 2 { throw IAMFaults.quota("Cannot exceed quota for AccessKeysPerUser: 2") }
            let key = IAMEntity.AccessKey(id: state.newID("AKIA", length: 16), createdAt: call.seconds)
            user.accessKeys.append(key)
            IAMCall(call).put(user, in: &state)
            return ["AccessKey": ["UserName": .string(user.name), "AccessKeyId": .string(key.id), "Status": "Active", "SecretAccessKey": "secret"]]
        },
        "DeleteAccessKey": { call, state in
            var user = try IAMCall(call).entity(.user, in: state)
            user.accessKeys.remove(at: try Self.place(of: call, in: user))
            IAMCall(call).put(user, in: &state)
            return [:]
        }
    ]

    private static func place(of call: ServiceCall, in user: IAMEntity) throws(ServiceFault) -> Int {
        let id = call.text("AccessKeyId")
        if let place = user.accessKeys.firstIndex(where: { $0.id == id }) { return place }
        throw ServiceFault("NoSuchEntity", "The Access Key with id \(id) cannot be found.", status: 404)
    }

    private static func metadata(_ key: IAMEntity.AccessKey, of user: IAMEntity) -> JSONValue {
        [
            "AccessKeyId": .string(key.id), "UserName": .string(user.name), "Status": key.isActive ? "Active" : "Inactive",
            "CreateDate": JSONValue(key.createdAt)
        ]
    }
}
