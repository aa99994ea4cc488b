import IAMPolicy
import ReconcileTestKit
import SimulatedAWS

/// An account with one of each kind in it.
enum SmallAccount {
    static let limit = Fixtures.policyARN("limit")

    /// - Returns: the id of the key.
    @discardableResult
    static func build(_ lab: Lab) throws -> String {
        let tags: JSONValue = [["Key": "owner", "Value": "graph & <co>"]]
        for name in ["limit", "read"] {
            try lab.edit(
                "iam", "CreatePolicy",
                ["PolicyName": .string(name), "PolicyDocument": Fixtures.allow("s3:GetObject").asText, "Description": "Reads", "Tags": tags])
        }
        try lab.edit(
            "iam", "CreateRole",
            [
                "RoleName": "export", "AssumeRolePolicyDocument": Fixtures.trust().asText, "Description": "Exports", "MaxSessionDuration": 7200,
                "PermissionsBoundary": .string(self.limit), "Tags": tags
            ])
        try lab.edit("iam", "CreateGroup", ["GroupName": "staff", "Path": "/graph/"])
        try lab.edit("iam", "CreateUser", ["UserName": "loader", "Tags": tags])
        try lab.edit("iam", "AddUserToGroup", ["GroupName": "staff", "UserName": "loader"])
        try lab.edit("iam", "CreateAccessKey", ["UserName": "loader"])
        for (word, name) in [("Role", "export"), ("User", "loader"), ("Group", "staff")] {
            let subject: JSONObject = ["\(word)Name": .string(name)]
            var inline = subject
            inline["PolicyName"] = "load"
            inline["PolicyDocument"] = Fixtures.allow("s3:PutObject", on: "arn:aws:s3:::b/*").asText
            try lab.edit("iam", "Put\(word)Policy", inline)
            var attached = subject
            attached["PolicyArn"] = .string(Fixtures.policyARN("read"))
            try lab.edit("iam", "Attach\(word)Policy", attached)
        }
        return try self.buildKey(lab, tags: tags)
    }

    private static func buildKey(_ lab: Lab, tags: JSONValue) throws -> String {
        let made = try lab.edit("kms", "CreateKey", ["Description": "Exports", "Tags": [["TagKey": "owner", "TagValue": "graph"]]])
        let key = try (made["KeyMetadata"]?["KeyId"]?.stringValue).orThrow("KeyId")
        try lab.edit("kms", "CreateAlias", ["AliasName": "alias/export", "TargetKeyId": .string(key)])
        try lab.edit("kms", "EnableKeyRotation", ["KeyId": .string(key)])
        try lab.edit(
            "kms", "CreateGrant",
            [
                "KeyId": .string(key), "GranteePrincipal": .string(Fixtures.roleARN("export")), "Operations": ["Decrypt", "Encrypt"],
                "Name": "export", "Constraints": ["EncryptionContextEquals": ["graph": "g-1"]]
            ])
        return key
    }
}
