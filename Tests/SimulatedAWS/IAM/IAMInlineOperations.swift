import IAMPolicy

/// Inline policies, attachments, boundaries and tags of roles, users and groups.
enum IAMInlineOperations {
    static var operations: [String: Operation] {
        var operations: [String: Operation] = [:]
        for kind in IAMEntity.Kind.allCases {
            let word = kind.rawValue
            operations["Put\(word)Policy"] = { call, state in try Self.put(kind, call, &state) }
            operations["Get\(word)Policy"] = { call, state in try Self.get(kind, call, state) }
            operations["Delete\(word)Policy"] = { call, state in try Self.delete(kind, call, &state) }
            operations["List\(word)Policies"] = { call, state in
                ["PolicyNames": .array(try IAMCall(call).entity(kind, in: state).inline.keys.map { .string($0) })]
            }
        }
        return operations
    }

    private static func put(_ kind: IAMEntity.Kind, _ call: ServiceCall, _ state: inout WorldState) throws(ServiceFault) -> JSONObject {
        var entity = try IAMCall(call).changeable(kind, in: state)
        let name = try IAMCall(call).name("PolicyName", max: 128)
        let text = call.text("PolicyDocument")
        if let fault = DocumentCheck.fault(text, as: .identity) { throw IAMFaults.malformed(fault) }
        entity.inline[name] = StoredDocument(verbatim: text)
        let quota = IAMCall(call).iam(state).quotas.inline(kind)
        if entity.inline.values.reduce(0, { $0 + DocumentCheck.size($1.text) }) > quota {
            throw IAMFaults.quota("Maximum policy size of \(quota) bytes exceeded for \(kind.rawValue.lowercased()) \(entity.name)")
        }
        IAMCall(call).put(entity, in: &state)
        return [:]
    }

    private static func get(_ kind: IAMEntity.Kind, _ call: ServiceCall, _ state: WorldState) throws(ServiceFault) -> JSONObject {
        let entity = try IAMCall(call).entity(kind, in: state)
        let name = call.text("PolicyName")
        guard let document = entity.inline[name] else { throw IAMFaults.noSuchInline(kind, name) }
        return ["\(kind.rawValue)Name": .string(entity.name), "PolicyName": .string(name), "PolicyDocument": .string(document.encoded)]
    }

    private static func delete(_ kind: IAMEntity.Kind, _ call: ServiceCall, _ state: inout WorldState) throws(ServiceFault) -> JSONObject {
        var entity = try IAMCall(call).changeable(kind, in: state)
        let name = call.text("PolicyName")
        if entity.inline.removeValue(forKey: name) == nil { throw IAMFaults.noSuchInline(kind, name) }
        IAMCall(call).put(entity, in: &state)
        return [:]
    }
}
