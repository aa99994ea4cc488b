import IAMPolicy
import ReconcileTestKit

/// An edit with a value that no other edit of its kind has, so that many of them are no fight.
///
/// Each kind is put back by an operation of its own.
enum UniqueEdit: String, CaseIterable {
    case document, trust, inlineExtra, inlineChanged, attached, tag, description, keyPolicy

    /// What puts it back.
    var operation: String {
        switch self {
        case .document: "CreatePolicyVersion"
        case .trust: "UpdateAssumeRolePolicy"
        case .inlineExtra: "DeleteRolePolicy"
        case .inlineChanged: "PutRolePolicy"
        case .attached: "DetachRolePolicy"
        case .tag: "TagRole"
        case .description: "UpdateRole"
        case .keyPolicy: "PutKeyPolicy"
        }
    }

    /// The policy whose document is edited.
    static let policyARN = "arn:aws:iam::\(MotoServer.accountID):policy/graph-policy-000"

    /// - Parameter number: tells it from all others, from 0 to 999.
    func make(in world: World, number: Int) async throws {
        let aws = world.aws
        let account = "999988887\(1000 + number % 1000)".suffix(12)
        let visitor: JSONValue = ["AWS": .string("arn:aws:iam::\(account):root")]
        switch self {
        case .document:
            try await Self.dropOldVersions(world)
            try await aws.call(
                "iam", "create_policy_version",
                ["PolicyArn": .string(Self.policyARN), "PolicyDocument": Self.identityPolicy(number), "SetAsDefault": true])
        case .trust:
            let statement: JSONValue = ["Effect": "Allow", "Principal": visitor, "Action": "sts:AssumeRole"]
            try await aws.call("iam", "update_assume_role_policy", ["RoleName": "graph-role-0000", "PolicyDocument": Self.text([statement])])
        case .inlineExtra:
            try await aws.call(
                "iam", "put_role_policy",
                ["RoleName": "graph-role-0001", "PolicyName": .string("extra-\(number)"), "PolicyDocument": Self.identityPolicy(number)])
        case .inlineChanged:
            try await aws.call(
                "iam", "put_role_policy",
                ["RoleName": "graph-role-0002", "PolicyName": "graph-access", "PolicyDocument": Self.identityPolicy(number)])
        case .attached:
            let made = try await aws.call(
                "iam", "create_policy",
                ["PolicyName": .string("visitor-\(number)"), "PolicyDocument": Self.identityPolicy(number)])
            try await aws.call(
                "iam", "attach_role_policy", ["RoleName": "graph-role-0001", "PolicyArn": made["Policy"]?["Arn"] ?? .null])
        case .tag:
            try await aws.call(
                "iam", "tag_role", ["RoleName": "graph-role-0003", "Tags": [["Key": "team", "Value": .string("visitor-\(number)")]]])
        case .description:
            try await aws.call(
                "iam", "update_role",
                ["RoleName": "graph-role-0003", "Description": .string("visitor \(number)"), "MaxSessionDuration": 3600])
        case .keyPolicy:
            let root: JSONValue = ["AWS": .string("arn:aws:iam::\(MotoServer.accountID):root")]
            let statements: [JSONValue] = [
                ["Effect": "Allow", "Principal": root, "Action": "kms:*", "Resource": "*"],
                ["Effect": "Allow", "Principal": visitor, "Action": "kms:Decrypt", "Resource": "*"]
            ]
            let key = try await Self.keyID(in: world)
            try await aws.call("kms", "put_key_policy", ["KeyId": key, "PolicyName": "default", "Policy": Self.text(statements)])
        }
    }

    static func versions(in world: World) async throws -> [JSONValue] {
        try await world.aws.call("iam", "list_policy_versions", ["PolicyArn": .string(Self.policyARN)])["Versions"]?.arrayValue ?? []
    }

    /// Makes room: AWS keeps five versions.
    private static func dropOldVersions(_ world: World) async throws {
        for version in try await Self.versions(in: world) where version["IsDefaultVersion"] != true {
            try await world.aws.call(
                "iam", "delete_policy_version",
                ["PolicyArn": .string(Self.policyARN), "VersionId": version["VersionId"] ?? .null])
        }
    }

    static func keyID(in world: World) async throws -> JSONValue {
        try await world.aws.export(prefix: "graph-key-000")["keys"]?["alias/graph-key-000"]?["metadata"]?["KeyId"] ?? .null
    }

    private static func identityPolicy(_ number: Int) -> JSONValue {
        Self.text([["Effect": "Allow", "Action": "s3:GetObject", "Resource": .string("arn:aws:s3:::visitor-\(number)/*")]])
    }

    private static func text(_ statements: [JSONValue]) -> JSONValue {
        .string(JSONWriter.compact(["Version": "2012-10-17", "Statement": .array(statements)]))
    }
}
