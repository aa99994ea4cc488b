import IAMPolicy

/// A role, a user or a group as IAM's answers hold it.
struct IAMEntityForms {
    let state: WorldState
    let account: String

    private var iam: IAMState { self.state.accounts[self.account]?.iam ?? IAMState() }

    /// How much an answer tells: lists leave things out.
    enum Extent { case single, listed, detail }

    func value(_ entity: IAMEntity, _ extent: Extent) -> JSONValue {
        var object: JSONObject = [
            "\(entity.kind.rawValue)Name": .string(entity.name), "Path": .string(entity.path), "\(entity.kind.rawValue)Id": .string(entity.id),
            "Arn": .string(entity.arn), "CreateDate": JSONValue(entity.createdAt)
        ]
        if let trust = entity.trust { object["AssumeRolePolicyDocument"] = .string(trust.shownEncoded(in: self.state)) }
        if entity.kind == .role, extent != .detail {
            object["Description"] = entity.description.map { .string($0) }
            object["MaxSessionDuration"] = JSONValue(entity.maxSessionDuration)
        }
        if extent != .listed, entity.kind != .group {
            if !entity.tags.values.isEmpty || extent == .detail { object["Tags"] = entity.tags.list() }
            object["PermissionsBoundary"] = entity.boundary.map { ["PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": .string($0)] }
            if entity.kind == .role { object["RoleLastUsed"] = [:] }
        }
        if extent == .detail { self.addDetails(entity, to: &object) }
        return .object(object)
    }

    private func addDetails(_ entity: IAMEntity, to object: inout JSONObject) {
        let inline = entity.inline.sorted { $0.key < $1.key }
        object["\(entity.kind.rawValue)PolicyList"] = .array(
            inline.map { ["PolicyName": .string($0.key), "PolicyDocument": .string($0.value.encoded)] })
        object["AttachedManagedPolicies"] = .array(self.attached(entity))
        switch entity.kind {
        case .role: object["InstanceProfileList"] = []
        case .user: object["GroupList"] = .array(self.groups(of: entity).map { .string($0.name) })
        case .group: break
        }
    }

    func attached(_ entity: IAMEntity) -> [JSONValue] {
        entity.attached.sorted().map { ["PolicyName": .string(Self.name($0)), "PolicyArn": .string($0)] }
    }

    func groups(of user: IAMEntity) -> [IAMEntity] {
        self.iam[.group].values.filter { $0.members.contains(user.name.lowercased()) }.sorted { $0.name < $1.name }
    }

    static func name(_ arn: String) -> String { arn.split(separator: "/").last.map(String.init) ?? arn }
}
