import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import SimulatedAWS

/// An account that is as declared, with something beside it that nobody declares.
struct DeclaredAccount {
    let desired: [DesiredResource]
    let roles: [String]
    let keyID: String
    let services: DeclaredServices

    static let user = "loader"
    static let group = "staff"

    /// Builds it by calls, as somebody else who has finished long ago.
    init(_ lab: Lab, roles count: Int) throws {
        self.roles = (1...max(count, 1)).map { "export\($0)" }
        try Self.buildPolicies(lab)
        for role in self.roles { try Self.buildRole(role, lab) }
        try Self.buildUserAndGroup(lab)
        self.keyID = try Self.buildKey(lab)
        self.services = try DeclaredServices(lab, role: self.roles[0])
        try lab.edit("iam", "CreateRole", ["RoleName": "bystander", "AssumeRolePolicyDocument": Fixtures.trust("ec2.amazonaws.com").asText])
        let inline = Fixtures.allow("s3:PutObject", on: "arn:aws:s3:::b/*")
        let attached: JSONValue = [.string(Fixtures.policyARN("read"))]
        self.desired =
            self.roles.map { Fixtures.fullRole($0) } + [
                Fixtures.policy(),
                Fixtures.resource(
                    .user, Self.user,
                    [
                        "path": "/", "inlinePolicies": ["load": inline], "managedPolicies": attached, "tags": ["owner": "graph"]
                    ]),
                Fixtures.resource(
                    .group, Self.group, ["path": "/", "inlinePolicies": ["load": inline], "managedPolicies": attached, "members": ["loader"]]),
                Fixtures.resource(
                    .kmsKey, "export-key",
                    [
                        "key": .string(self.keyID), "keyPolicy": Fixtures.keyPolicy([Fixtures.roleARN("export1")]), "enabled": true, "rotation": true,
                        "aliases": ["alias/export"], "description": "Exports", "tags": ["owner": "graph"],
                        "grants": [
                            ["granteePrincipal": .string(Fixtures.roleARN("export1")), "operations": ["Decrypt", "Encrypt"], "name": "export"]
                        ]
                    ])
            ] + self.services.desired
    }

    private static let owner: JSONValue = [["Key": "owner", "Value": "graph"]]

    private static func buildPolicies(_ lab: Lab) throws {
        try lab.edit(
            "iam", "CreatePolicy",
            ["PolicyName": "read", "PolicyDocument": Fixtures.allow("neptune-db:connect").asText, "Tags": Self.owner])
        try lab.edit("iam", "CreatePolicy", ["PolicyName": "limit", "PolicyDocument": Fixtures.allow("*").asText])
    }

    static func buildRole(_ name: String, _ lab: Lab) throws {
        try lab.edit(
            "iam", "CreateRole",
            [
                "RoleName": .string(name), "AssumeRolePolicyDocument": Fixtures.trust().asText, "Description": "Exports", "MaxSessionDuration": 7200,
                "PermissionsBoundary": .string(Fixtures.policyARN("limit")), "Tags": Self.owner
            ])
        try lab.edit(
            "iam", "PutRolePolicy",
            ["RoleName": .string(name), "PolicyName": "load", "PolicyDocument": Fixtures.allow("s3:GetObject").asText])
        try lab.edit("iam", "AttachRolePolicy", ["RoleName": .string(name), "PolicyArn": .string(Fixtures.policyARN("read"))])
    }

    private static func buildUserAndGroup(_ lab: Lab) throws {
        try lab.edit("iam", "CreateUser", ["UserName": .string(Self.user), "Tags": Self.owner])
        try lab.edit("iam", "CreateGroup", ["GroupName": .string(Self.group)])
        try lab.edit("iam", "AddUserToGroup", ["UserName": .string(Self.user), "GroupName": .string(Self.group)])
        for (word, name) in [("User", Self.user), ("Group", Self.group)] {
            let document = Fixtures.allow("s3:PutObject", on: "arn:aws:s3:::b/*").asText
            try lab.edit("iam", "Put\(word)Policy", ["\(word)Name": .string(name), "PolicyName": "load", "PolicyDocument": document])
            try lab.edit("iam", "Attach\(word)Policy", ["\(word)Name": .string(name), "PolicyArn": .string(Fixtures.policyARN("read"))])
        }
    }

    private static func buildKey(_ lab: Lab) throws -> String {
        let made = try lab.edit(
            "kms", "CreateKey",
            [
                "Description": "Exports", "Tags": [["TagKey": "owner", "TagValue": "graph"]],
                "Policy": Fixtures.keyPolicy([Fixtures.roleARN("export1")]).asText
            ])
        let id = try (made["KeyMetadata"]?["KeyId"]?.stringValue).orThrow("KeyId")
        try lab.edit("kms", "EnableKeyRotation", ["KeyId": .string(id)])
        try lab.edit("kms", "CreateAlias", ["AliasName": "alias/export", "TargetKeyId": .string(id)])
        try lab.edit(
            "kms", "CreateGrant",
            [
                "KeyId": .string(id), "GranteePrincipal": .string(Fixtures.roleARN("export1")), "Operations": ["Decrypt", "Encrypt"],
                "Name": "export"
            ])
        return id
    }
}
