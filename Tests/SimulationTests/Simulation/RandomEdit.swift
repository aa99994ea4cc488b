import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import SimulatedAWS

/// One change behind the daemon's back, and what of the declared state it touches.
struct RandomEdit {
    let service: String
    let operation: String
    let input: JSONObject
    let resource: ResourceIdentity
    let aspect: String

    /// Always a value that differs from the declared one and from any before.
    /// - Parameter number: makes the value another one.
    static func drawn(_ account: DeclaredAccount, number: Int, using dice: inout SeededDice) -> RandomEdit {
        let role = account.roles[Int.random(in: 0..<account.roles.count, using: &dice)]
        let edits =
            Self.ofRole(role, number) + Self.ofOthers(number) + Self.ofKey(account.keyID, number)
            + account.services.edits(number, role: account.roles[0])
        return edits[Int.random(in: 0..<edits.count, using: &dice)]
    }

    private static func edit(
        _ service: String, _ operation: String, _ input: JSONObject, _ kind: ResourceKind, _ name: String, _ aspect: String
    ) -> RandomEdit {
        RandomEdit(service: service, operation: operation, input: input, resource: Fixtures.identity(kind, name), aspect: aspect)
    }

    private static func ofRole(_ name: String, _ number: Int) -> [RandomEdit] {
        let word = "edit-\(number)"
        func role(_ operation: String, _ more: JSONObject, _ aspect: String) -> RandomEdit {
            var input: JSONObject = ["RoleName": .string(name)]
            for member in more.members { input[member.name] = member.value }
            return Self.edit("iam", operation, input, .role, name, aspect)
        }
        let trust = Fixtures.document([
            "Sid": .string("E\(number)"), "Effect": "Allow", "Principal": ["Service": "ec2.amazonaws.com"], "Action": "sts:AssumeRole"
        ])
        return [
            role("UpdateAssumeRolePolicy", ["PolicyDocument": trust.asText], "trustPolicy"),
            role(
                "PutRolePolicy", ["PolicyName": "load", "PolicyDocument": Fixtures.allow("s3:GetObject", on: "arn:aws:s3:::\(word)/*").asText],
                "inlinePolicies[load]"),
            role("PutRolePolicy", ["PolicyName": .string(word), "PolicyDocument": Fixtures.allow("s3:*").asText], "inlinePolicies[\(word)]"),
            role("DeleteRolePolicy", ["PolicyName": "load"], "inlinePolicies[load]"),
            role("DetachRolePolicy", ["PolicyArn": .string(Fixtures.policyARN("read"))], "managedPolicies[\(Fixtures.policyARN("read"))]"),
            role(
                "AttachRolePolicy", ["PolicyArn": "arn:aws:iam::aws:policy/SecurityAudit"], "managedPolicies[arn:aws:iam::aws:policy/SecurityAudit]"),
            role("PutRolePermissionsBoundary", ["PermissionsBoundary": "arn:aws:iam::aws:policy/ReadOnlyAccess"], "permissionsBoundary"),
            role("DeleteRolePermissionsBoundary", [:], "permissionsBoundary"),
            role("UpdateRole", ["Description": .string(word), "MaxSessionDuration": 7200], "description"),
            role("UpdateRole", ["MaxSessionDuration": JSONValue(3601 + number % 3000)], "maxSessionDuration"),
            role("TagRole", ["Tags": [["Key": "owner", "Value": .string(word)]]], "tags[owner]"),
            role("TagRole", ["Tags": [["Key": .string(word), "Value": "x"]]], "tags[\(word)]"),
            role("UntagRole", ["TagKeys": ["owner"]], "tags[owner]")
        ]
    }

    private static func ofOthers(_ number: Int) -> [RandomEdit] {
        let user = DeclaredAccount.user
        let group = DeclaredAccount.group
        let arn = JSONValue.string(Fixtures.policyARN("read"))
        return [
            Self.edit(
                "iam", "CreatePolicyVersion",
                ["PolicyArn": arn, "PolicyDocument": Fixtures.allow("s3:Get\(number)").asText, "SetAsDefault": true], .managedPolicy, "read",
                "document"),
            Self.edit(
                "iam", "TagPolicy", ["PolicyArn": arn, "Tags": [["Key": "owner", "Value": .string("e\(number)")]]], .managedPolicy, "read",
                "tags[owner]"),
            Self.edit("iam", "RemoveUserFromGroup", ["UserName": .string(user), "GroupName": .string(group)], .group, group, "members[loader]"),
            Self.edit(
                "iam", "PutUserPolicy", ["UserName": .string(user), "PolicyName": "load", "PolicyDocument": Fixtures.allow("s3:Put\(number)").asText],
                .user, user, "inlinePolicies[load]"),
            Self.edit(
                "iam", "DetachGroupPolicy", ["GroupName": .string(group), "PolicyArn": arn], .group, group,
                "managedPolicies[\(Fixtures.policyARN("read"))]"),
            Self.edit(
                "iam", "TagUser", ["UserName": .string(user), "Tags": [["Key": .string("e\(number)"), "Value": "x"]]], .user, user, "tags[e\(number)]"
            )
        ]
    }

    private static func ofKey(_ id: String, _ number: Int) -> [RandomEdit] {
        let name = "export-key"
        func key(_ operation: String, _ more: JSONObject, _ aspect: String) -> RandomEdit {
            var input: JSONObject = ["KeyId": .string(id)]
            for member in more.members { input[member.name] = member.value }
            return Self.edit("kms", operation, input, .kmsKey, name, aspect)
        }
        let policy = Fixtures.document([
            "Sid": .string("E\(number)"), "Effect": "Allow", "Principal": ["AWS": .string("arn:aws:iam::\(Fixtures.accountID):root")],
            "Action": "kms:*",
            "Resource": "*"
        ])
        return [
            key("PutKeyPolicy", ["PolicyName": "default", "Policy": policy.asText], "keyPolicy"), key("DisableKey", [:], "enabled"),
            key("DisableKeyRotation", [:], "rotation"), key("UpdateKeyDescription", ["Description": .string("e\(number)")], "description"),
            key("TagResource", ["Tags": [["TagKey": "owner", "TagValue": .string("e\(number)")]]], "tags[owner]"),
            Self.edit("kms", "DeleteAlias", ["AliasName": "alias/export"], .kmsKey, name, "aliases[alias/export]")
        ]
    }
}
