import IAMPolicy
import ReconcileCore

/// What AWS says where it does not do what was asked.
struct SimulatedFault: Error {
    let code: String
    let message: String

    var isMissing: Bool { self.code == "NoSuchEntity" }

    static func inUse(_ what: String) -> SimulatedFault {
        SimulatedFault(code: "DeleteConflict", message: "Cannot delete entity, must remove \(what) first.")
    }

    static func missing(_ what: String) -> SimulatedFault { SimulatedFault(code: "NoSuchEntity", message: "\(what) cannot be found.") }
    static func malformed(_ message: String) -> SimulatedFault { SimulatedFault(code: "MalformedPolicyDocument", message: message) }
}

/// The parameters of one call, each of which must be known and used.
struct SimulatedCall {
    let operation: String
    let parameters: JSONObject

    func text(_ name: String) throws -> String {
        guard let text = self.parameters[name]?.stringValue else { throw self.invalid("\(name) is required") }
        return text
    }

    func document(_ name: String) throws -> JSONValue {
        guard let document = try? JSONReader.parse(try self.text(name)), document["Statement"] != nil else {
            throw SimulatedFault.malformed("Syntax errors in policy.")
        }
        return document
    }

    /// - Parameter prefix: before `Key` and `Value`, as KMS has it.
    func tags(prefix: String = "") throws -> [String: String] {
        var tags: [String: String] = [:]
        for element in self.parameters["Tags"]?.arrayValue ?? [] {
            guard let key = element["\(prefix)Key"]?.stringValue, let value = element["\(prefix)Value"]?.stringValue else {
                throw self.invalid("a tag")
            }
            guard !key.lowercased().hasPrefix("aws:") else { throw self.invalid("tag keys must not begin with aws:") }
            tags[key] = value
        }
        return tags
    }

    func tagKeys() throws -> [String] {
        guard let keys = self.parameters["TagKeys"]?.arrayValue?.compactMap(\.stringValue), !keys.isEmpty else {
            throw self.invalid("TagKeys is required")
        }
        return keys
    }

    func allow(_ names: Set<String>) throws {
        let unknown = Set(self.parameters.names).subtracting(names)
        guard unknown.isEmpty else { throw self.invalid("unknown parameters \(unknown.sorted())") }
    }

    func invalid(_ what: String) -> SimulatedFault {
        SimulatedFault(code: "ValidationError", message: "\(self.operation): \(what)")
    }
}

extension SimulatedAccount {
    /// Carries out one call as IAM or KMS does, or throws what it answers instead.
    mutating func execute(_ mutation: Mutation) throws {
        let call = SimulatedCall(operation: mutation.operation, parameters: mutation.parameters)
        switch mutation.service {
        case "iam"
        where call.parameters["PolicyArn"] != nil && ["RoleName", "UserName", "GroupName"].allSatisfy({ call.parameters[$0] == nil })
            || call.operation == "CreatePolicy":
            try self.executeOnPolicy(call)
        case "iam" where call.parameters["UserName"] != nil || call.parameters["GroupName"] != nil: try self.executeOnMembers(call)
        case "iam": try self.executeOnRole(call)
        case "kms": try self.executeOnKey(call, region: mutation.region)
        default: throw SimulatedFault(code: "InvalidAction", message: "no service \(mutation.service)")
        }
    }

    // MARK: Roles

    private mutating func executeOnRole(_ call: SimulatedCall) throws {
        let name = try call.text("RoleName")
        if call.operation == "CreateRole" {
            try self.createRole(call, name: name)
            return
        }
        guard var role = self[role: name] else { throw SimulatedFault.missing("The role with name \(name)") }
        if call.operation == "DeleteRole" {
            try call.allow(["RoleName"])
            guard role.inlinePolicies.isEmpty && role.managedPolicies.isEmpty else { throw SimulatedFault.inUse("policies") }
            self[role: name] = nil
            return
        }
        switch call.operation {
        case "UpdateAssumeRolePolicy":
            try call.allow(["RoleName", "PolicyDocument"])
            role.trustPolicy = try call.document("PolicyDocument")
        case "UpdateRole":
            try call.allow(["RoleName", "Description", "MaxSessionDuration"])
            // What the call leaves out goes back to its default.
            role.description = call.parameters["Description"]?.stringValue ?? ""
            role.maxSessionDuration = call.parameters["MaxSessionDuration"]?.intValue ?? 3600
        case "TagRole":
            try call.allow(["RoleName", "Tags"])
            role.tags.merge(try call.tags()) { _, later in later }
        case "UntagRole":
            try call.allow(["RoleName", "TagKeys"])
            for key in try call.tagKeys() { role.tags[key] = nil }
        default:
            try self.executeOnPermissions(call, &role)
        }
        self[role: name] = role
    }

    private func executeOnPermissions(_ call: SimulatedCall, _ role: inout SimulatedRole) throws {
        switch call.operation {
        case "PutRolePermissionsBoundary":
            try call.allow(["RoleName", "PermissionsBoundary"])
            let arn = try call.text("PermissionsBoundary")
            guard self.hasPolicy(arn: arn) else { throw SimulatedFault.missing("Policy \(arn)") }
            role.permissionsBoundary = arn
        case "DeleteRolePermissionsBoundary":
            try call.allow(["RoleName"])
            guard role.permissionsBoundary != nil else { throw SimulatedFault.missing("The permissions boundary") }
            role.permissionsBoundary = nil
        default:
            try self.changePolicies(call, of: "Role", &role.inlinePolicies, &role.managedPolicies)
        }
    }

    private mutating func createRole(_ call: SimulatedCall, name: String) throws {
        try call.allow(
            ["RoleName", "AssumeRolePolicyDocument", "Path", "Description", "MaxSessionDuration", "PermissionsBoundary", "Tags"])
        guard self[role: name] == nil else {
            throw SimulatedFault(code: "EntityAlreadyExists", message: "Role with name \(name) already exists.")
        }
        let trust = try call.document("AssumeRolePolicyDocument")
        let boundary = call.parameters["PermissionsBoundary"]?.stringValue
        if let boundary, !self.hasPolicy(arn: boundary) { throw SimulatedFault.missing("Policy \(boundary)") }
        let tags = try call.tags()
        self.addRole(name, path: call.parameters["Path"]?.stringValue ?? "/", trust: trust)
        self[role: name]?.description = call.parameters["Description"]?.stringValue ?? ""
        self[role: name]?.maxSessionDuration = call.parameters["MaxSessionDuration"]?.intValue ?? 3600
        self[role: name]?.permissionsBoundary = boundary
        self[role: name]?.tags = tags
    }

    // MARK: Policies

    private mutating func executeOnPolicy(_ call: SimulatedCall) throws {
        if call.operation == "CreatePolicy" {
            try self.createPolicy(call)
            return
        }
        let arn = try call.text("PolicyArn")
        guard var policy = self.policy(arn: arn) else { throw SimulatedFault.missing("Policy \(arn)") }
        if call.operation == "DeletePolicy" {
            try call.allow(["PolicyArn"])
            guard policy.versions.count == 1 else { throw SimulatedFault.inUse("other versions") }
            guard !self.roles.values.contains(where: { $0.managedPolicies.contains(arn) }) else { throw SimulatedFault.inUse("entities") }
            self[policy: policy.name] = nil
            return
        }
        switch call.operation {
        case "CreatePolicyVersion":
            try call.allow(["PolicyArn", "PolicyDocument", "SetAsDefault"])
            guard policy.versions.count < ManagedPolicyKind.versionsMax else {
                throw SimulatedFault(code: "LimitExceeded", message: "A managed policy can have up to 5 versions.")
            }
            policy.addVersion(try call.document("PolicyDocument"), asDefault: call.parameters["SetAsDefault"]?.boolValue ?? false)
        case "DeletePolicyVersion":
            try call.allow(["PolicyArn", "VersionId"])
            let id = try call.text("VersionId")
            guard let version = policy.versions.first(where: { $0.id == id }) else { throw SimulatedFault.missing("Version \(id)") }
            guard !version.isDefault else {
                throw SimulatedFault(code: "DeleteConflict", message: "Cannot delete the default version of a policy.")
            }
            policy.removeVersion(id)
        case "TagPolicy":
            try call.allow(["PolicyArn", "Tags"])
            policy.tags.merge(try call.tags()) { _, later in later }
        case "UntagPolicy":
            try call.allow(["PolicyArn", "TagKeys"])
            for key in try call.tagKeys() { policy.tags[key] = nil }
        default:
            throw SimulatedFault(code: "InvalidAction", message: call.operation)
        }
        self[policy: policy.name] = policy
    }

    private mutating func createPolicy(_ call: SimulatedCall) throws {
        try call.allow(["PolicyName", "PolicyDocument", "Path", "Description", "Tags"])
        let name = try call.text("PolicyName")
        guard self[policy: name] == nil else {
            throw SimulatedFault(code: "EntityAlreadyExists", message: "A policy called \(name) already exists.")
        }
        let document = try call.document("PolicyDocument")
        let tags = try call.tags()
        self.addPolicy(name, path: call.parameters["Path"]?.stringValue ?? "/", document: document)
        self[policy: name]?.description = call.parameters["Description"]?.stringValue ?? ""
        self[policy: name]?.tags = tags
    }
}
