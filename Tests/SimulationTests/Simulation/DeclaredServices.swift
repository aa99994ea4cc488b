import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import SimulatedAWS

/// A bucket, a security group, a cluster and a service control policy that are as declared.
struct DeclaredServices {
    let desired: [DesiredResource]
    let groupID: String
    let policyID: String

    static let bucket = "exports"
    static let unit = "ou-sim1-aaaabbbb"
    private static let cluster = "graph"
    private static let block: JSONObject = [
        "BlockPublicAcls": true, "IgnorePublicAcls": true, "BlockPublicPolicy": true, "RestrictPublicBuckets": true
    ]
    private static let scp = Fixtures.document(["Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "*"])

    /// - Parameter role: the name of a role that is there.
    init(_ lab: Lab, role: String) throws {
        let arn = JSONValue.string(Fixtures.roleARN(role))
        try Self.buildBucket(lab, role: role)
        self.groupID = try Self.buildGroup(lab)
        try lab.edit("rds", "CreateDBCluster", ["DBClusterIdentifier": .string(Self.cluster), "Engine": "neptune"])
        try lab.edit("rds", "AddRoleToDBCluster", ["DBClusterIdentifier": .string(Self.cluster), "RoleArn": arn])
        try lab.edit("rds", "ModifyDBCluster", ["DBClusterIdentifier": .string(Self.cluster), "EnableIAMDatabaseAuthentication": true])
        self.policyID = try Self.buildPolicy(lab)
        self.desired = [
            Fixtures.resource(
                .bucket, Self.bucket,
                [
                    "bucketPolicy": Self.bucketPolicy(role), "defaultEncryption": ["algorithm": "AES256"],
                    "publicAccessBlock": [
                        "blockPublicAcls": true, "ignorePublicAcls": true, "blockPublicPolicy": true, "restrictPublicBuckets": true
                    ],
                    "tags": ["owner": "graph"]
                ]),
            Fixtures.resource(
                .securityGroup, "graph",
                [
                    "groupID": .string(self.groupID),
                    "ingress": [["protocol": "tcp", "fromPort": 8182, "toPort": 8182, "source": "10.0.0.0/8", "description": "clients"]]
                ]),
            Fixtures.resource(.neptuneCluster, Self.cluster, ["associatedRoles": [arn], "iamDatabaseAuthentication": true]),
            Fixtures.resource(
                .serviceControlPolicy, "limits", ["policyID": .string(self.policyID), "document": Self.scp, "targets": [.string(Self.unit)]])
        ]
    }

    private static func bucketPolicy(_ role: String) -> JSONValue {
        Fixtures.document([
            "Sid": "Load", "Effect": "Allow", "Principal": ["AWS": .string(Fixtures.roleARN(role))], "Action": ["s3:GetObject"],
            "Resource": "arn:aws:s3:::exports/*"
        ])
    }

    private static func buildBucket(_ lab: Lab, role: String) throws {
        let name = JSONValue.string(Self.bucket)
        try lab.edit("s3", "CreateBucket", ["Bucket": name])
        try lab.edit("s3", "PutBucketPolicy", ["Bucket": name, "Policy": Self.bucketPolicy(role).asText])
        try lab.edit("s3", "PutPublicAccessBlock", ["Bucket": name, "PublicAccessBlockConfiguration": .object(Self.block)])
        try lab.edit("s3", "PutBucketTagging", ["Bucket": name, "Tagging": ["TagSet": [["Key": "owner", "Value": "graph"]]]])
    }

    private static func buildGroup(_ lab: Lab) throws -> String {
        let made = try lab.edit("ec2", "CreateSecurityGroup", ["GroupName": "graph", "GroupDescription": "g", "VpcId": "vpc-0123456789abcdef0"])
        let id = try (made["GroupId"]?.stringValue).orThrow("GroupId")
        try lab.edit("ec2", "AuthorizeSecurityGroupIngress", Self.ingress(id, port: 8182, "10.0.0.0/8", "clients"))
        return id
    }

    private static func buildPolicy(_ lab: Lab) throws -> String {
        lab.world.addOrganization(managementAccount: Lab.account, units: [Self.unit: "root"], members: [Lab.account: "root"])
        let input: JSONObject = ["Name": "limits", "Description": "", "Type": "SERVICE_CONTROL_POLICY", "Content": Self.scp.asText]
        let made = try lab.edit("organizations", "CreatePolicy", input)
        let id = try (made["Policy"]?["PolicySummary"]?["Id"]?.stringValue).orThrow("Id")
        try lab.edit("organizations", "AttachPolicy", ["PolicyId": .string(id), "TargetId": .string(Self.unit)])
        return id
    }

    private static func ingress(_ id: String, port: Int, _ range: String, _ description: String) -> JSONObject {
        let source: JSONValue = ["CidrIp": .string(range), "Description": .string(description)]
        return [
            "GroupId": .string(id),
            "IpPermissions": [["IpProtocol": "tcp", "FromPort": JSONValue(port), "ToPort": JSONValue(port), "IpRanges": [source]]]
        ]
    }

    // MARK: Edits

    func edits(_ number: Int, role: String) -> [RandomEdit] {
        self.bucketEdits(number) + self.otherEdits(number, role: role)
    }

    private func bucketEdits(_ number: Int) -> [RandomEdit] {
        func bucket(_ operation: String, _ more: JSONObject, _ aspect: String) -> RandomEdit {
            let input = JSONObject([.init(name: "Bucket", value: .string(Self.bucket))] + more.members)
            return RandomEdit(service: "s3", operation: operation, input: input, resource: Fixtures.identity(.bucket, Self.bucket), aspect: aspect)
        }
        let policy = Fixtures.document([
            "Sid": .string("E\(number)"), "Effect": "Allow", "Principal": ["AWS": .string("arn:aws:iam::\(Lab.account):root")],
            "Action": "s3:PutObject", "Resource": "arn:aws:s3:::exports/*"
        ])
        let rule: JSONValue = ["ApplyServerSideEncryptionByDefault": ["SSEAlgorithm": "aws:kms", "KMSMasterKeyID": .string("key-\(number)")]]
        return [
            bucket("PutBucketPolicy", ["Policy": policy.asText], "bucketPolicy"), bucket("DeleteBucketPolicy", [:], "bucketPolicy"),
            bucket("PutBucketEncryption", ["ServerSideEncryptionConfiguration": ["Rules": [rule]]], "defaultEncryption"),
            bucket("DeletePublicAccessBlock", [:], "publicAccessBlock"),
            bucket("PutBucketTagging", ["Tagging": ["TagSet": [["Key": "owner", "Value": .string("e\(number)")]]]], "tags[owner]")
        ]
    }

    private func otherEdits(_ number: Int, role: String) -> [RandomEdit] {
        func edit(_ service: String, _ operation: String, _ input: JSONObject, _ kind: ResourceKind, _ name: String, _ aspect: String) -> RandomEdit {
            RandomEdit(service: service, operation: operation, input: input, resource: Fixtures.identity(kind, name), aspect: aspect)
        }
        let cluster = JSONValue.string(Self.cluster)
        let port = 1000 + number
        let policy = JSONValue.string(self.policyID)
        let content = Fixtures.document(["Sid": .string("E\(number)"), "Effect": "Deny", "Action": "s3:PutObject", "Resource": "*"])
        return [
            edit(
                "ec2", "RevokeSecurityGroupIngress", Self.ingress(self.groupID, port: 8182, "10.0.0.0/8", ""), .securityGroup, "graph",
                "ingress[tcp 8182 10.0.0.0/8]"),
            edit(
                "ec2", "AuthorizeSecurityGroupIngress", Self.ingress(self.groupID, port: port, "0.0.0.0/0", ""), .securityGroup, "graph",
                "ingress[tcp \(port) 0.0.0.0/0]"),
            edit(
                "rds", "RemoveRoleFromDBCluster", ["DBClusterIdentifier": cluster, "RoleArn": .string(Fixtures.roleARN(role))], .neptuneCluster,
                Self.cluster, "associatedRoles[\(Fixtures.roleARN(role))]"),
            edit(
                "rds", "ModifyDBCluster", ["DBClusterIdentifier": cluster, "EnableIAMDatabaseAuthentication": false], .neptuneCluster, Self.cluster,
                "iamDatabaseAuthentication"),
            edit("organizations", "UpdatePolicy", ["PolicyId": policy, "Content": content.asText], .serviceControlPolicy, "limits", "document"),
            edit(
                "organizations", "DetachPolicy", ["PolicyId": policy, "TargetId": .string(Self.unit)], .serviceControlPolicy, "limits",
                "targets[\(Self.unit)]")
        ]
    }
}
