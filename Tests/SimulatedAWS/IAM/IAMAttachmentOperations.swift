import IAMPolicy

/// Managed policies on roles, users and groups, and boundaries.
enum IAMAttachmentOperations {
    static var operations: [String: Operation] {
        var operations: [String: Operation] = [:]
        for kind in IAMEntity.Kind.allCases {
            let word = kind.rawValue
            operations["Attach\(word)Policy"] = { call, state in try Self.attach(kind, call, &state) }
            operations["Detach\(word)Policy"] = { call, state in try Self.detach(kind, call, &state) }
            operations["ListAttached\(word)Policies"] = { call, state in
                let entity = try IAMCall(call).entity(kind, in: state)
                return ["AttachedPolicies": .array(IAMEntityForms(state: state, account: call.account).attached(entity))]
            }
            guard kind != .group else { continue }
            operations["Put\(word)PermissionsBoundary"] = { call, state in try Self.putBoundary(kind, call, &state) }
            operations["Delete\(word)PermissionsBoundary"] = { call, state in try Self.deleteBoundary(kind, call, &state) }
        }
        return operations
    }

    private static func attach(_ kind: IAMEntity.Kind, _ call: ServiceCall, _ state: inout WorldState) throws(ServiceFault) -> JSONObject {
        var entity = try IAMCall(call).changeable(kind, in: state)
        let arn = call.text("PolicyArn")
        guard IAMCall(call).isAttachable(arn, in: state) else { throw IAMFaults.noSuchPolicy(arn) }
        entity.attached.insert(arn)
        let quota = IAMCall(call).iam(state).quotas.attachments
        if entity.attached.count > quota { throw IAMFaults.quota("Cannot exceed quota for PoliciesPer\(kind.rawValue): \(quota)") }
        IAMCall(call).put(entity, in: &state)
        return [:]
    }

    private static func detach(_ kind: IAMEntity.Kind, _ call: ServiceCall, _ state: inout WorldState) throws(ServiceFault) -> JSONObject {
        var entity = try IAMCall(call).changeable(kind, in: state)
        let arn = call.text("PolicyArn")
        if entity.attached.remove(arn) == nil { throw ServiceFault("NoSuchEntity", "Policy \(arn) was not found.", status: 404) }
        IAMCall(call).put(entity, in: &state)
        return [:]
    }

    private static func putBoundary(_ kind: IAMEntity.Kind, _ call: ServiceCall, _ state: inout WorldState) throws(ServiceFault) -> JSONObject {
        var entity = try IAMCall(call).changeable(kind, in: state)
        let arn = call.text("PermissionsBoundary")
        guard IAMCall(call).isAttachable(arn, in: state) else { throw IAMFaults.noSuchPolicy(arn) }
        entity.boundary = arn
        IAMCall(call).put(entity, in: &state)
        return [:]
    }

    private static func deleteBoundary(_ kind: IAMEntity.Kind, _ call: ServiceCall, _ state: inout WorldState) throws(ServiceFault) -> JSONObject {
        var entity = try IAMCall(call).changeable(kind, in: state)
        if entity.boundary == nil {
            throw ServiceFault("NoSuchEntity", "\(kind.rawValue) \(entity.name) does not have a permission boundary", status: 404)
        }
        entity.boundary = nil
        IAMCall(call).put(entity, in: &state)
        return [:]
    }
}
