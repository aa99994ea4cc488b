package import IAMPolicy
import ReconcileCore

package struct SimulatedUser: Equatable, Sendable {
    package let name: String
    package var path: String
    package let uniqueID: String
    package var permissionsBoundary: String?
    package var inlinePolicies: [String: JSONValue] = [:]
    /// ARNs.
    package var managedPolicies: Set<String> = []
    /// By id; whether it may be used.
    package var accessKeys: [String: Bool] = [:]
    package var tags: [String: String] = [:]

    package init(name: String, path: String, uniqueID: String) {
        self.name = name
        self.path = path
        self.uniqueID = uniqueID
    }
}

package struct SimulatedGroup: Equatable, Sendable {
    package let name: String
    package var path: String
    package let uniqueID: String
    package var inlinePolicies: [String: JSONValue] = [:]
    /// ARNs.
    package var managedPolicies: Set<String> = []
    /// The names of users.
    package var members: Set<String> = []

    package init(name: String, path: String, uniqueID: String) {
        self.name = name
        self.path = path
        self.uniqueID = uniqueID
    }
}

// MARK: - Reading

extension SimulatedAccount {
    func live(_ user: SimulatedUser, bases: Set<String>) -> LiveResource {
        var aspects = Self.policies(user.inlinePolicies, user.managedPolicies)
        aspects[AspectName("path")] = .string(user.path)
        if let boundary = user.permissionsBoundary { aspects[AspectName("permissionsBoundary")] = .string(boundary) }
        for group in self.groups.values where group.members.contains(user.name) {
            aspects[AspectName("groups", group.name.lowercased())] = .string(group.name)
        }
        for (id, isActive) in user.accessKeys where isActive { aspects[AspectName("accessKeys", id)] = .string(id) }
        for (key, value) in user.tags { aspects[AspectName("tags", key)] = .string(value) }
        var facts = JSONObject()
        let inactive = user.accessKeys.filter { !$0.value }.keys.sorted()
        if bases.contains("accessKeys"), !inactive.isEmpty { facts[UserKind.inactiveKeysFact] = .array(inactive.map(JSONValue.string)) }
        return LiveResource(
            arn: self.arn(of: user), uniqueID: user.uniqueID, aspects: aspects.filter { bases.contains($0.key.base) }, facts: facts)
    }

    func live(_ group: SimulatedGroup, bases: Set<String>) -> LiveResource {
        var aspects = Self.policies(group.inlinePolicies, group.managedPolicies)
        aspects[AspectName("path")] = .string(group.path)
        for name in group.members { aspects[AspectName("members", name.lowercased())] = .string(name) }
        return LiveResource(arn: self.arn(of: group), uniqueID: group.uniqueID, aspects: aspects.filter { bases.contains($0.key.base) })
    }

    private static func policies(_ inline: [String: JSONValue], _ managed: Set<String>) -> [AspectName: JSONValue] {
        var aspects: [AspectName: JSONValue] = [:]
        for (name, document) in inline { aspects[AspectName("inlinePolicies", name)] = document }
        for arn in managed { aspects[AspectName("managedPolicies", arn)] = .string(arn) }
        return aspects
    }
}

// MARK: - Writing

extension SimulatedAccount {
    /// The calls on users and groups.
    mutating func executeOnMembers(_ call: SimulatedCall) throws {
        switch call.operation {
        case "CreateUser": try self.createUser(call)
        case "CreateGroup": try self.createGroup(call)
        case GroupMembership.add, GroupMembership.remove: try self.move(call)
        case _ where call.parameters["UserName"] != nil: try self.executeOnUser(call)
        default: try self.executeOnGroup(call)
        }
    }

    private mutating func createUser(_ call: SimulatedCall) throws {
        try call.allow(["UserName", "Path", "PermissionsBoundary", "Tags"])
        let name = try call.text("UserName")
        guard self[user: name] == nil else {
            throw SimulatedFault(code: "EntityAlreadyExists", message: "User with name \(name) already exists.")
        }
        let boundary = call.parameters["PermissionsBoundary"]?.stringValue
        if let boundary, !self.hasPolicy(arn: boundary) { throw SimulatedFault.missing("Policy \(boundary)") }
        let tags = try call.tags()
        self.addUser(name, path: call.parameters["Path"]?.stringValue ?? "/")
        self[user: name]?.permissionsBoundary = boundary
        self[user: name]?.tags = tags
    }

    private mutating func createGroup(_ call: SimulatedCall) throws {
        try call.allow(["GroupName", "Path"])
        let name = try call.text("GroupName")
        guard self[group: name] == nil else {
            throw SimulatedFault(code: "EntityAlreadyExists", message: "Group with name \(name) already exists.")
        }
        self.addGroup(name, path: call.parameters["Path"]?.stringValue ?? "/")
    }

    private mutating func move(_ call: SimulatedCall) throws {
        try call.allow(["GroupName", "UserName"])
        let (group, name) = (try call.text("GroupName"), try call.text("UserName"))
        guard let user = self[user: name] else { throw SimulatedFault.missing("The user with name \(name)") }
        guard self[group: group] != nil else { throw SimulatedFault.missing("The group with name \(group)") }
        if call.operation == GroupMembership.add {
            self[group: group]?.members.insert(user.name)
        } else {
            self[group: group]?.members.remove(user.name)
        }
    }

    private mutating func executeOnUser(_ call: SimulatedCall) throws {
        let name = try call.text("UserName")
        guard var user = self[user: name] else { throw SimulatedFault.missing("The user with name \(name)") }
        switch call.operation {
        case "UpdateUser":
            try call.allow(["UserName", "NewPath"])
            user.path = try call.text("NewPath")
        case "PutUserPermissionsBoundary":
            try call.allow(["UserName", "PermissionsBoundary"])
            let arn = try call.text("PermissionsBoundary")
            guard self.hasPolicy(arn: arn) else { throw SimulatedFault.missing("Policy \(arn)") }
            user.permissionsBoundary = arn
        case "DeleteUserPermissionsBoundary":
            try call.allow(["UserName"])
            user.permissionsBoundary = nil
        case "UpdateAccessKey":
            try call.allow(["UserName", "AccessKeyId", "Status"])
            let id = try call.text("AccessKeyId")
            guard user.accessKeys[id] != nil else { throw SimulatedFault.missing("The Access Key with id \(id)") }
            user.accessKeys[id] = try call.text("Status") == "Active"
        case "TagUser":
            try call.allow(["UserName", "Tags"])
            user.tags.merge(try call.tags()) { _, later in later }
        case "UntagUser":
            try call.allow(["UserName", "TagKeys"])
            for key in try call.tagKeys() { user.tags[key] = nil }
        default:
            try self.changePolicies(call, of: "User", &user.inlinePolicies, &user.managedPolicies)
        }
        self[user: name] = user
    }

    private mutating func executeOnGroup(_ call: SimulatedCall) throws {
        let name = try call.text("GroupName")
        guard var group = self[group: name] else { throw SimulatedFault.missing("The group with name \(name)") }
        if call.operation == "UpdateGroup" {
            try call.allow(["GroupName", "NewPath"])
            group.path = try call.text("NewPath")
        } else {
            try self.changePolicies(call, of: "Group", &group.inlinePolicies, &group.managedPolicies)
        }
        self[group: name] = group
    }

    /// The four calls that roles, users and groups have alike.
    func changePolicies(
        _ call: SimulatedCall, of word: String, _ inline: inout [String: JSONValue], _ managed: inout Set<String>
    ) throws {
        switch call.operation {
        case "Put\(word)Policy":
            try call.allow(["\(word)Name", "PolicyName", "PolicyDocument"])
            inline[try call.text("PolicyName")] = try call.document("PolicyDocument")
        case "Delete\(word)Policy":
            try call.allow(["\(word)Name", "PolicyName"])
            let policy = try call.text("PolicyName")
            guard inline.removeValue(forKey: policy) != nil else { throw SimulatedFault.missing("The \(word) policy \(policy)") }
        case "Attach\(word)Policy":
            try call.allow(["\(word)Name", "PolicyArn"])
            let arn = try call.text("PolicyArn")
            guard self.hasPolicy(arn: arn) else { throw SimulatedFault.missing("Policy \(arn)") }
            guard managed.contains(arn) || managed.count < 10 else {
                throw SimulatedFault(code: "LimitExceeded", message: "Cannot exceed quota for PoliciesPer\(word): 10")
            }
            managed.insert(arn)
        case "Detach\(word)Policy":
            try call.allow(["\(word)Name", "PolicyArn"])
            let arn = try call.text("PolicyArn")
            guard managed.remove(arn) != nil else { throw SimulatedFault.missing("Policy \(arn)") }
        default:
            throw SimulatedFault(code: "InvalidAction", message: call.operation)
        }
    }
}
