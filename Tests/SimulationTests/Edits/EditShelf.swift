import IAMPolicy
import ReconcileCore
import ReconcileTestKit

/// What all specimens share and nobody edits.
enum EditShelf {
    /// - Returns: facts for placeholders.
    static func build(_ lab: Lab) throws -> [String: String] {
        for (name, actions) in [("read", "neptune-db:ReadDataViaQuery"), ("limit", "s3:*")] {
            try lab.edit("iam", "CreatePolicy", ["PolicyName": .string(name), "PolicyDocument": Fixtures.allow(actions).asText])
        }
        for role in ["caller", "loader"] {
            try lab.edit("iam", "CreateRole", ["RoleName": .string(role), "AssumeRolePolicyDocument": Fixtures.trust().asText])
        }
        var facts: [String: String] = [:]
        for name in ["shelf", "other"] {
            let made = try lab.edit("kms", "CreateKey", ["Description": .string(name)])
            let key = try (made["KeyMetadata"]?["KeyId"]?.stringValue).orThrow("KeyId")
            facts["\(name)Key"] = try (made["KeyMetadata"]?["Arn"]?.stringValue).orThrow("Arn")
            facts["\(name)KeyShort"] = key
            try lab.edit("kms", "CreateAlias", ["AliasName": .string("alias/\(name)"), "TargetKeyId": .string(key)])
        }
        return facts
    }
}
