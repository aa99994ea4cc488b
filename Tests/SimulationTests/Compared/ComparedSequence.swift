import IAMPolicy
import ReconcileTestKit

/// The calls that both servers get, in this order.
enum ComparedSequence {
    private static let trust = Fixtures.trust().asText
    private static let allow = Fixtures.allow("s3:GetObject").asText
    private static let other = Fixtures.allow("s3:PutObject", on: "arn:aws:s3:::b/*").asText
    private static let policy = JSONValue.string(Fixtures.policyARN("read"))
    private static let tags: JSONValue = [["Key": "owner", "Value": "graph"], ["Key": "b", "Value": ""]]
    private static let gone = JSONValue.string(Fixtures.policyARN("none"))

    static let roles: [ComparedStep] = [
        ComparedStep("iam", "GetRole", ["RoleName": "export"]),
        ComparedStep("iam", "CreateRole", ["RoleName": "export", "AssumeRolePolicyDocument": Self.trust, "Description": "d", "Tags": Self.tags]),
        ComparedStep("iam", "CreateRole", ["RoleName": "export", "AssumeRolePolicyDocument": Self.trust]),
        ComparedStep("iam", "GetRole", ["RoleName": "export"]),
        ComparedStep("iam", "UpdateRole", ["RoleName": "export", "Description": "new", "MaxSessionDuration": 7200]),
        ComparedStep("iam", "GetRole", ["RoleName": "export"]), ComparedStep("iam", "ListRoles"),
        ComparedStep("iam", "UpdateAssumeRolePolicy", ["RoleName": "export", "PolicyDocument": Fixtures.trust("ec2.amazonaws.com").asText]),
        ComparedStep("iam", "UpdateAssumeRolePolicy", ["RoleName": "export", "PolicyDocument": "{"]),
        ComparedStep("iam", "PutRolePolicy", ["RoleName": "export", "PolicyName": "load", "PolicyDocument": Self.allow]),
        ComparedStep("iam", "PutRolePolicy", ["RoleName": "export", "PolicyName": "load", "PolicyDocument": Self.other]),
        ComparedStep("iam", "PutRolePolicy", ["RoleName": "none", "PolicyName": "load", "PolicyDocument": Self.other]),
        ComparedStep("iam", "GetRolePolicy", ["RoleName": "export", "PolicyName": "load"]),
        ComparedStep("iam", "GetRolePolicy", ["RoleName": "export", "PolicyName": "none"]),
        ComparedStep("iam", "ListRolePolicies", ["RoleName": "export"]),
        ComparedStep("iam", "TagRole", ["RoleName": "export", "Tags": [["Key": "owner", "Value": "x"]]]),
        ComparedStep("iam", "UntagRole", ["RoleName": "export", "TagKeys": ["b", "none"]]),
        ComparedStep("iam", "ListRoleTags", ["RoleName": "export"]),
        ComparedStep("iam", "DeleteRolePolicy", ["RoleName": "export", "PolicyName": "none"]),
        ComparedStep("iam", "DeleteRole", ["RoleName": "export"]),
        ComparedStep("iam", "DeleteRolePolicy", ["RoleName": "export", "PolicyName": "load"])
    ]

    static let policies: [ComparedStep] = [
        ComparedStep("iam", "GetPolicy", ["PolicyArn": Self.policy]),
        ComparedStep("iam", "CreatePolicy", ["PolicyName": "read", "PolicyDocument": Self.allow, "Description": "d", "Tags": Self.tags]),
        ComparedStep("iam", "CreatePolicy", ["PolicyName": "read", "PolicyDocument": Self.allow]),
        ComparedStep(
            "iam", "CreatePolicyVersion", ["PolicyArn": Self.policy, "PolicyDocument": Self.other, "SetAsDefault": true],
            emulatorFault: "gives the document, which only GetPolicyVersion and GetAccountAuthorizationDetails do"),
        ComparedStep("iam", "GetPolicy", ["PolicyArn": Self.policy]),
        ComparedStep("iam", "GetPolicyVersion", ["PolicyArn": Self.policy, "VersionId": "v2"]),
        ComparedStep("iam", "GetPolicyVersion", ["PolicyArn": Self.policy, "VersionId": "v9"]),
        ComparedStep("iam", "SetDefaultPolicyVersion", ["PolicyArn": Self.policy, "VersionId": "v1"]),
        ComparedStep("iam", "DeletePolicyVersion", ["PolicyArn": Self.policy, "VersionId": "v1"]),
        ComparedStep("iam", "DeletePolicyVersion", ["PolicyArn": Self.policy, "VersionId": "v2"]),
        ComparedStep("iam", "ListPolicyTags", ["PolicyArn": Self.policy]),
        ComparedStep("iam", "UntagPolicy", ["PolicyArn": Self.policy, "TagKeys": ["b"]]),
        ComparedStep("iam", "TagPolicy", ["PolicyArn": Self.policy, "Tags": [["Key": "c", "Value": "d"]]]),
        ComparedStep("iam", "ListPolicyTags", ["PolicyArn": Self.policy]),
        ComparedStep("iam", "AttachRolePolicy", ["RoleName": "export", "PolicyArn": Self.gone]),
        ComparedStep("iam", "AttachRolePolicy", ["RoleName": "export", "PolicyArn": Self.policy]),
        ComparedStep("iam", "AttachRolePolicy", ["RoleName": "export", "PolicyArn": Self.policy]),
        ComparedStep("iam", "ListAttachedRolePolicies", ["RoleName": "export"]),
        ComparedStep("iam", "ListEntitiesForPolicy", ["PolicyArn": Self.policy]),
        ComparedStep("iam", "PutRolePermissionsBoundary", ["RoleName": "export", "PermissionsBoundary": Self.policy]),
        ComparedStep("iam", "GetRole", ["RoleName": "export"], emulatorFault: "the type of a boundary is Policy"),
        ComparedStep("iam", "DeletePolicy", ["PolicyArn": Self.policy]),
        ComparedStep("iam", "DeleteRolePermissionsBoundary", ["RoleName": "export"]),
        ComparedStep("iam", "DetachRolePolicy", ["RoleName": "export", "PolicyArn": Self.policy]),
        ComparedStep("iam", "DetachRolePolicy", ["RoleName": "export", "PolicyArn": Self.policy])
    ]

    static let people: [ComparedStep] = [
        ComparedStep("iam", "GetUser", ["UserName": "loader"]), ComparedStep("iam", "CreateUser", ["UserName": "loader", "Tags": Self.tags]),
        ComparedStep("iam", "CreateUser", ["UserName": "loader"]), ComparedStep("iam", "CreateGroup", ["GroupName": "staff", "Path": "/graph/"]),
        ComparedStep("iam", "CreateGroup", ["GroupName": "staff"]),
        ComparedStep("iam", "AddUserToGroup", ["GroupName": "staff", "UserName": "loader"]),
        ComparedStep("iam", "AddUserToGroup", ["GroupName": "none", "UserName": "loader"]),
        ComparedStep("iam", "AddUserToGroup", ["GroupName": "staff", "UserName": "none"]),
        ComparedStep("iam", "GetGroup", ["GroupName": "staff"], emulatorFault: "users in groups come without tags"),
        ComparedStep("iam", "ListGroupsForUser", ["UserName": "loader"]),
        ComparedStep("iam", "PutUserPolicy", ["UserName": "loader", "PolicyName": "load", "PolicyDocument": Self.allow]),
        ComparedStep("iam", "GetUserPolicy", ["UserName": "loader", "PolicyName": "load"]),
        ComparedStep("iam", "AttachUserPolicy", ["UserName": "loader", "PolicyArn": Self.policy]),
        ComparedStep("iam", "ListAttachedUserPolicies", ["UserName": "loader"]),
        ComparedStep("iam", "PutGroupPolicy", ["GroupName": "staff", "PolicyName": "load", "PolicyDocument": Self.allow]),
        ComparedStep("iam", "GetGroupPolicy", ["GroupName": "staff", "PolicyName": "load"]),
        ComparedStep("iam", "AttachGroupPolicy", ["GroupName": "staff", "PolicyArn": Self.policy]),
        ComparedStep("iam", "ListAttachedGroupPolicies", ["GroupName": "staff"]), ComparedStep("iam", "GetUser", ["UserName": "loader"]),
        ComparedStep("iam", "ListUserTags", ["UserName": "loader"]), ComparedStep("iam", "CreateAccessKey", ["UserName": "loader"]),
        ComparedStep("iam", "ListAccessKeys", ["UserName": "loader"]),
        ComparedStep("iam", "GetAccountAuthorizationDetails", ["Filter": ["Group"]]),
        ComparedStep("iam", "DeleteUser", ["UserName": "loader"]),
        ComparedStep("iam", "RemoveUserFromGroup", ["GroupName": "staff", "UserName": "loader"]),
        ComparedStep("iam", "RemoveUserFromGroup", ["GroupName": "staff", "UserName": "loader"]),
        ComparedStep("iam", "DeleteGroup", ["GroupName": "staff"], emulatorFault: "a group with policies is not deleted")
    ]

    static let keys: [ComparedStep] = [
        ComparedStep("kms", "CreateKey", ["Description": "Exports", "Tags": [["TagKey": "owner", "TagValue": "graph"]]]),
        ComparedStep("kms", "DescribeKey", ["KeyId": "KEY"]),
        ComparedStep("kms", "DescribeKey", ["KeyId": "11111111-2222-3333-4444-555555555555"]),
        ComparedStep("kms", "GetKeyPolicy", ["KeyId": "KEY", "PolicyName": "default"]),
        ComparedStep("kms", "PutKeyPolicy", ["KeyId": "KEY", "PolicyName": "default", "Policy": Fixtures.keyPolicy().asText]),
        ComparedStep("kms", "GetKeyPolicy", ["KeyId": "KEY", "PolicyName": "default"], emulatorFault: "a list of one principal becomes that one"),
        ComparedStep("kms", "GetKeyRotationStatus", ["KeyId": "KEY"]),
        ComparedStep("kms", "EnableKeyRotation", ["KeyId": "KEY"]), ComparedStep("kms", "GetKeyRotationStatus", ["KeyId": "KEY"]),
        ComparedStep("kms", "DisableKeyRotation", ["KeyId": "KEY"]),
        ComparedStep("kms", "CreateAlias", ["AliasName": "alias/export", "TargetKeyId": "KEY"]),
        ComparedStep("kms", "CreateAlias", ["AliasName": "alias/export", "TargetKeyId": "KEY"]),
        ComparedStep("kms", "ListAliases", ["KeyId": "KEY"]), ComparedStep("kms", "DescribeKey", ["KeyId": "alias/export"]),
        ComparedStep("kms", "UpdateKeyDescription", ["KeyId": "KEY", "Description": "new"]),
        ComparedStep("kms", "TagResource", ["KeyId": "KEY", "Tags": [["TagKey": "c", "TagValue": "d"]]]),
        ComparedStep("kms", "UntagResource", ["KeyId": "KEY", "TagKeys": ["owner"]]), ComparedStep("kms", "ListResourceTags", ["KeyId": "KEY"]),
        ComparedStep(
            "kms", "CreateGrant",
            ["KeyId": "KEY", "GranteePrincipal": .string(Fixtures.roleARN("export")), "Operations": ["Decrypt"], "Name": "export"]),
        ComparedStep("kms", "ListGrants", ["KeyId": "KEY"], emulatorFault: "the key of a grant is told by ARN"),
        ComparedStep("kms", "RevokeGrant", ["KeyId": "KEY", "GrantId": "GRANT"]),
        ComparedStep("kms", "ListGrants", ["KeyId": "KEY"]), ComparedStep("kms", "DisableKey", ["KeyId": "KEY"]),
        ComparedStep("kms", "DescribeKey", ["KeyId": "KEY"]), ComparedStep("kms", "EnableKey", ["KeyId": "KEY"]),
        ComparedStep("kms", "ScheduleKeyDeletion", ["KeyId": "KEY"], emulatorFault: "the key is told by ARN"),
        ComparedStep("kms", "DescribeKey", ["KeyId": "KEY"]),
        ComparedStep("kms", "CancelKeyDeletion", ["KeyId": "KEY"], emulatorFault: "the key is told by ARN"),
        ComparedStep("kms", "DescribeKey", ["KeyId": "KEY"]),
        ComparedStep("kms", "DeleteAlias", ["AliasName": "alias/export"]), ComparedStep("kms", "DeleteAlias", ["AliasName": "alias/export"])
    ]

    private static func bucket(_ name: String, _ more: JSONObject = [:], emulatorFault: String? = nil) -> ComparedStep {
        var step = ComparedStep("s3", name, JSONObject([.init(name: "Bucket", value: "compared")] + more.members), emulatorFault: emulatorFault)
        step.region = "us-east-1"
        return step
    }

    private static let bucketPolicy = Fixtures.document([
        "Effect": "Allow", "Principal": ["AWS": .string("arn:aws:iam::\(Fixtures.accountID):root")], "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::compared/*"
    ])

    static let buckets: [ComparedStep] = [
        Self.bucket("GetBucketPolicy"), Self.bucket("HeadBucket"), Self.bucket("CreateBucket"), Self.bucket("HeadBucket"),
        Self.bucket("GetBucketPolicy"), Self.bucket("PutBucketPolicy", ["Policy": Self.bucketPolicy.asText]), Self.bucket("GetBucketPolicy"),
        Self.bucket("DeleteBucketPolicy"), Self.bucket("GetBucketPolicy"),
        Self.bucket("GetBucketEncryption", emulatorFault: "every bucket is encrypted since 2023"),
        Self.bucket(
            "PutBucketEncryption",
            [
                "ServerSideEncryptionConfiguration": [
                    "Rules": [["ApplyServerSideEncryptionByDefault": ["SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "k"], "BucketKeyEnabled": true]]
                ]
            ]),
        Self.bucket("GetBucketEncryption"), Self.bucket("GetPublicAccessBlock"),
        Self.bucket("PutPublicAccessBlock", ["PublicAccessBlockConfiguration": ["BlockPublicPolicy": true]]), Self.bucket("GetPublicAccessBlock"),
        Self.bucket("DeletePublicAccessBlock"), Self.bucket("GetPublicAccessBlock"), Self.bucket("GetBucketTagging"),
        Self.bucket("PutBucketTagging", ["Tagging": ["TagSet": [["Key": "a", "Value": "b"]]]]), Self.bucket("GetBucketTagging"),
        Self.bucket("DeleteBucketTagging"), Self.bucket("GetBucketTagging"), Self.bucket("GetBucketLocation")
    ]

    private static func ingress(_ range: String) -> JSONObject {
        [
            "GroupId": "GROUP",
            "IpPermissions": [["IpProtocol": "tcp", "FromPort": 8182, "ToPort": 8182, "IpRanges": [["CidrIp": .string(range), "Description": "d"]]]]
        ]
    }

    static let groups: [ComparedStep] = [
        ComparedStep("ec2", "CreateSecurityGroup", ["GroupName": "graph", "GroupDescription": "g"]),
        ComparedStep("ec2", "AuthorizeSecurityGroupIngress", Self.ingress("10.0.0.0/8")),
        ComparedStep("ec2", "AuthorizeSecurityGroupIngress", Self.ingress("10.0.0.0/8")),
        ComparedStep("ec2", "DescribeSecurityGroups", ["Filters": [["Name": "group-name", "Values": ["graph"]]]]),
        ComparedStep("ec2", "RevokeSecurityGroupIngress", Self.ingress("10.9.0.0/16")),
        ComparedStep("ec2", "RevokeSecurityGroupIngress", Self.ingress("10.0.0.0/8")),
        ComparedStep("ec2", "DescribeSecurityGroups", ["Filters": [["Name": "group-name", "Values": ["graph"]]]]),
        ComparedStep("ec2", "DescribeSecurityGroups", ["GroupIds": ["sg-0123456789abcdef0"]])
    ]

    private static let place: JSONObject = ["PolicyId": "POLICY", "TargetId": .string(Fixtures.accountID)]

    static let organization: [ComparedStep] = [
        ComparedStep(
            "organizations", "CreatePolicy",
            [
                "Name": "limits", "Description": "d", "Type": "SERVICE_CONTROL_POLICY",
                "Content": Fixtures.document(["Effect": "Deny", "Action": "s3:*", "Resource": "*"]).asText
            ]),
        ComparedStep("organizations", "AttachPolicy", Self.place), ComparedStep("organizations", "DetachPolicy", Self.place),
        ComparedStep("organizations", "DetachPolicy", Self.place), ComparedStep("organizations", "DeletePolicy", ["PolicyId": "POLICY"]),
        ComparedStep("organizations", "DescribePolicy", ["PolicyId": "POLICY"])
    ]

    static let all: [(name: String, steps: [ComparedStep])] = [
        ("roles", Self.roles), ("policies", Self.policies), ("people", Self.people), ("keys", Self.keys), ("buckets", Self.buckets),
        ("groups", Self.groups), ("organization", Self.organization)
    ]
}
