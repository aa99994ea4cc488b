import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import SimulatedAWS

/// Edits that are harmless one by one to put back, and not in any order: what is taken away hands out what was made wider.
enum SharpEdit {
    static func drawn(_ account: DeclaredAccount, using dice: inout SeededDice) -> RandomEdit {
        let all = Self.all(account)
        return all[Int.random(in: 0..<all.count, using: &dice)]
    }

    private static func all(_ account: DeclaredAccount) -> [RandomEdit] {
        Self.policies(account) + Self.members + Self.key(account) + Self.organization(account)
    }

    private static func edit(
        _ service: String, _ operation: String, _ input: JSONObject, _ kind: ResourceKind, _ name: String, _ aspect: String
    ) -> RandomEdit {
        RandomEdit(service: service, operation: operation, input: input, resource: Fixtures.identity(kind, name), aspect: aspect)
    }

    private static func policies(_ account: DeclaredAccount) -> [RandomEdit] {
        let read = JSONValue.string(Fixtures.policyARN("read"))
        let wide = Fixtures.allow("s3:*").asText
        let version: JSONObject = ["PolicyArn": read, "PolicyDocument": wide, "SetAsDefault": true]
        let ofRoles = account.roles.prefix(2).flatMap { role -> [RandomEdit] in
            let name = JSONValue.string(role)
            let arn = Fixtures.policyARN("read")
            return [
                Self.edit("iam", "DetachRolePolicy", ["RoleName": name, "PolicyArn": read], .role, role, "managedPolicies[\(arn)]"),
                Self.edit("iam", "DeleteRolePolicy", ["RoleName": name, "PolicyName": "load"], .role, role, "inlinePolicies[load]"),
                Self.edit("iam", "DeleteRolePermissionsBoundary", ["RoleName": name], .role, role, "permissionsBoundary"),
                Self.edit(
                    "iam", "PutRolePermissionsBoundary", ["RoleName": name, "PermissionsBoundary": read], .role, role, "permissionsBoundary"),
                Self.edit(
                    "iam", "PutRolePolicy", ["RoleName": name, "PolicyName": "more", "PolicyDocument": wide], .role, role, "inlinePolicies[more]")
            ]
        }
        return ofRoles + [Self.edit("iam", "CreatePolicyVersion", version, .managedPolicy, "read", "document")]
    }

    private static var members: [RandomEdit] {
        let (user, group) = (DeclaredAccount.user, DeclaredAccount.group)
        let read = JSONValue.string(Fixtures.policyARN("read"))
        let wide = Fixtures.allow("s3:*").asText
        return [
            Self.edit("iam", "RemoveUserFromGroup", ["UserName": .string(user), "GroupName": .string(group)], .group, group, "members[\(user)]"),
            Self.edit(
                "iam", "PutGroupPolicy", ["GroupName": .string(group), "PolicyName": "more", "PolicyDocument": wide], .group, group,
                "inlinePolicies[more]"),
            Self.edit(
                "iam", "PutGroupPolicy", ["GroupName": .string(group), "PolicyName": "load", "PolicyDocument": wide], .group, group,
                "inlinePolicies[load]"),
            Self.edit(
                "iam", "AttachGroupPolicy", ["GroupName": .string(group), "PolicyArn": "arn:aws:iam::aws:policy/SecurityAudit"], .group, group,
                "managedPolicies[arn:aws:iam::aws:policy/SecurityAudit]"),
            Self.edit(
                "iam", "DetachUserPolicy", ["UserName": .string(user), "PolicyArn": read], .user, user,
                "managedPolicies[\(Fixtures.policyARN("read"))]")
        ]
    }

    private static func key(_ account: DeclaredAccount) -> [RandomEdit] {
        let id = JSONValue.string(account.keyID)
        let wider = Fixtures.keyPolicy([Fixtures.roleARN("export1"), Fixtures.roleARN("bystander")])
        return [
            Self.edit("kms", "DisableKey", ["KeyId": id], .kmsKey, "export-key", "enabled"),
            Self.edit(
                "kms", "PutKeyPolicy", ["KeyId": id, "PolicyName": "default", "Policy": wider.asText], .kmsKey, "export-key", "keyPolicy")
        ]
    }

    private static func organization(_ account: DeclaredAccount) -> [RandomEdit] {
        let policy = JSONValue.string(account.services.policyID)
        let unit = JSONValue.string(DeclaredServices.unit)
        let content = Fixtures.document(["Effect": "Deny", "Action": "s3:*", "Resource": "*"])
        return [
            Self.edit(
                "organizations", "DetachPolicy", ["PolicyId": policy, "TargetId": unit], .serviceControlPolicy, "limits",
                "targets[\(DeclaredServices.unit)]"),
            Self.edit("organizations", "UpdatePolicy", ["PolicyId": policy, "Content": content.asText], .serviceControlPolicy, "limits", "document")
        ]
    }
}
