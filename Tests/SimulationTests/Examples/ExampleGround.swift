import Foundation
import IAMPolicy
import ReconcileTestKit
import SimulatedAWS

/// The simulated AWS below an example: a member account, and an organization above it. Makes what examples take for granted, by calls.
struct ExampleGround: Sendable {
    let lab: Lab

    static let management = "999900000000"
    static let managementKey = "AKIAREADER0000000001"
    /// Above the account, under the name that the example has for it.
    static let unit = "ou-abcd-12345678"
    static let root = "r-sim1"
    static let cluster = "graph-prod"
    static let loads = "example-graph-loads"
    static let file = "in/people.csv"

    init() {
        self.lab = Lab(seed: 7)
        self.lab.world.addOrganization(managementAccount: Self.management, units: [Self.unit: "root"], members: [Lab.account: Self.unit])
        self.lab.world.addAccessKey(Self.managementKey, account: Self.management, principal: "role/reader")
    }

    // MARK: Calls

    /// - Throws: what the service refuses with, and `Missing` where the answer lacks the text that is looked for.
    private func text(_ output: JSONObject, _ path: String...) throws -> String {
        let value = path.reduce(Optional(JSONValue.object(output))) { value, name in
            value?[name] ?? Int(name).flatMap { index in value?.arrayValue.flatMap { $0.indices.contains(index) ? $0[index] : nil } }
        }
        return try (value?.stringValue).orThrow(path.joined(separator: "."))
    }

    func iam(_ operation: String, _ input: JSONObject) throws { try self.lab.edit("iam", operation, input) }
    func kms(_ operation: String, _ input: JSONObject) throws { try self.lab.edit("kms", operation, input) }
    func ec2(_ operation: String, _ input: JSONObject) throws { try self.lab.edit("ec2", operation, input) }
    func rds(_ operation: String, _ more: JSONObject = [:]) throws {
        try self.lab.edit("rds", operation, JSONObject([.init(name: "DBClusterIdentifier", value: .string(Self.cluster))] + more.members))
    }

    @discardableResult
    func organization(_ operation: String, _ input: JSONObject) throws -> JSONObject {
        try self.lab.world.edit("organizations", operation, input, account: Self.management)
    }

    // MARK: Principals

    /// Roles and users have the same calls under other names.
    struct Holder: Sendable {
        let word: String
        let name: String

        static func role(_ name: String) -> Holder { Holder(word: "Role", name: name) }
        static func user(_ name: String) -> Holder { Holder(word: "User", name: name) }

        func with(_ more: JSONObject) -> JSONObject {
            JSONObject([.init(name: "\(self.word)Name", value: .string(self.name))] + more.members)
        }
    }

    /// A role that people of the account assume, without a permission.
    func role(_ name: String) throws {
        let trust = Fixtures.trust(principal: "arn:aws:iam::\(Lab.account):root")
        try self.iam("CreateRole", ["RoleName": .string(name), "AssumeRolePolicyDocument": trust.asText])
    }

    /// Takes all policies from somebody.
    func strip(_ holder: Holder) throws {
        let inline = try self.lab.edit("iam", "List\(holder.word)Policies", holder.with([:]))["PolicyNames"]?.arrayValue ?? []
        for name in inline { try self.iam("Delete\(holder.word)Policy", holder.with(["PolicyName": name])) }
        let attached = try self.lab.edit("iam", "ListAttached\(holder.word)Policies", holder.with([:]))["AttachedPolicies"]?.arrayValue ?? []
        for policy in attached { try self.iam("Detach\(holder.word)Policy", holder.with(["PolicyArn": policy["PolicyArn"] ?? .null])) }
    }

    func rewriteTrust(of role: String, _ rewritten: (String) -> String) throws {
        let encoded = try self.text(try self.lab.edit("iam", "GetRole", ["RoleName": .string(role)]), "Role", "AssumeRolePolicyDocument")
        let text = rewritten(try encoded.removingPercentEncoding.orThrow(encoded))
        try self.iam("UpdateAssumeRolePolicy", ["RoleName": .string(role), "PolicyDocument": .string(text)])
    }

    /// Writes the inline policies of a role as they are, with one text in place of another.
    func rewritePolicies(of role: String, _ old: String, _ new: String) throws {
        for name in try self.lab.edit("iam", "ListRolePolicies", ["RoleName": .string(role)])["PolicyNames"]?.arrayValue ?? [] {
            let place: JSONObject = ["RoleName": .string(role), "PolicyName": name]
            let encoded = try self.text(try self.lab.edit("iam", "GetRolePolicy", place), "PolicyDocument")
            let text = try encoded.removingPercentEncoding.orThrow(encoded).replacing(old, with: new)
            try self.iam("PutRolePolicy", JSONObject(place.members + [.init(name: "PolicyDocument", value: .string(text))]))
        }
    }

    /// Makes a service control policy and puts it on a root, unit or account.
    func attach(_ name: String, _ content: JSONValue, to target: String) throws {
        let made = try self.organization(
            "CreatePolicy", ["Name": .string(name), "Description": "", "Type": "SERVICE_CONTROL_POLICY", "Content": content.asText])
        let id = try self.text(made, "Policy", "PolicySummary", "Id")
        try self.organization("AttachPolicy", ["PolicyId": .string(id), "TargetId": .string(target)])
    }

    /// The id of a service control policy.
    func controlPolicy(named name: String) throws -> JSONValue {
        let all = try self.organization("ListPolicies", ["Filter": "SERVICE_CONTROL_POLICY"])["Policies"]?.arrayValue ?? []
        return try (all.first { $0["Name"] == .string(name) }?["Id"]).orThrow(name)
    }

    // MARK: Keys

    /// - Returns: the key's ARN.
    @discardableResult
    func key(_ alias: String) throws -> String {
        let arn = try self.text(try self.lab.edit("kms", "CreateKey"), "KeyMetadata", "Arn")
        try self.kms("CreateAlias", ["AliasName": .string(alias), "TargetKeyId": .string(arn)])
        return arn
    }

    func keyID(of alias: String) throws -> String {
        try self.text(try self.lab.edit("kms", "DescribeKey", ["KeyId": .string(alias)]), "KeyMetadata", "KeyId")
    }

    func addToKeyPolicy(_ statement: JSONValue, of alias: String) throws {
        let place: JSONObject = ["KeyId": .string(try self.keyID(of: alias)), "PolicyName": "default"]
        let text = try Self.adding(statement, to: try self.text(try self.lab.edit("kms", "GetKeyPolicy", place), "Policy"))
        try self.kms("PutKeyPolicy", JSONObject(place.members + [.init(name: "Policy", value: .string(text))]))
    }

    static func adding(_ statement: JSONValue, to text: String) throws -> String {
        var document = try JSONReader.parse(text).objectValue.orThrow("a policy")
        let statements = document["Statement"]
        document["Statement"] = .array((statements?.arrayValue ?? [statements].compactMap(\.self)) + [statement])
        return JSONWriter.compact(.object(document))
    }

    // MARK: Neptune Analytics and notebooks

    /// - Returns: its id, which AWS draws.
    func graph() throws -> String {
        try self.text(
            try self.lab.edit("neptune-graph", "CreateGraph", ["graphName": "nightly", "provisionedMemory": 16, "deletionProtection": false]), "id")
    }

    /// Does something to the only graph.
    func graph(_ operation: String) throws {
        let id = try self.text(try self.lab.edit("neptune-graph", "ListGraphs"), "graphs", "0", "id")
        try self.lab.edit("neptune-graph", operation, ["graphIdentifier": .string(id)])
    }

    func notebook(_ operation: String, _ more: JSONObject = [:]) throws {
        let name = JSONObject([.init(name: "NotebookInstanceName", value: "graph-notebook")])
        try self.lab.edit("sagemaker", "\(operation)NotebookInstance", JSONObject(name.members + more.members))
    }
}
