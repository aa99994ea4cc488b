import IAMPolicy

/// Tags of roles, users and policies.
enum IAMTagOperations {
    static let operations: [String: Operation] = [
        "TagRole": { call, state in try Self.tag(.role, call, &state) },
        "TagUser": { call, state in try Self.tag(.user, call, &state) },
        "UntagRole": { call, state in try Self.untag(.role, call, &state) },
        "UntagUser": { call, state in try Self.untag(.user, call, &state) },
        "ListRoleTags": { call, state in ["Tags": try IAMCall(call).entity(.role, in: state).tags.list()] },
        "ListUserTags": { call, state in ["Tags": try IAMCall(call).entity(.user, in: state).tags.list()] },
        "ListPolicyTags": { call, state in ["Tags": try IAMCall(call).policy(in: state).tags.list()] },
        "TagPolicy": { call, state in
            var policy = try IAMCall(call).policy(in: state)
            policy.tags.add(call)
            try IAMCall(call).checkedTags(policy.tags, in: state)
            IAMCall(call).put(policy, in: &state)
            return [:]
        },
        "UntagPolicy": { call, state in
            var policy = try IAMCall(call).policy(in: state)
            policy.tags.remove(call.texts("TagKeys"))
            IAMCall(call).put(policy, in: &state)
            return [:]
        }
    ]

    private static func tag(_ kind: IAMEntity.Kind, _ call: ServiceCall, _ state: inout WorldState) throws(ServiceFault) -> JSONObject {
        var entity = try IAMCall(call).changeable(kind, in: state)
        entity.tags.add(call)
        try IAMCall(call).checkedTags(entity.tags, in: state)
        IAMCall(call).put(entity, in: &state)
        return [:]
    }

    private static func untag(_ kind: IAMEntity.Kind, _ call: ServiceCall, _ state: inout WorldState) throws(ServiceFault) -> JSONObject {
        var entity = try IAMCall(call).changeable(kind, in: state)
        entity.tags.remove(call.texts("TagKeys"))
        IAMCall(call).put(entity, in: &state)
        return [:]
    }
}
