import IAMPolicy
import ReconcileTestKit

/// A small estate of all that is kept beside IAM: a bucket with its key, a cluster with its role, its security group, and a
/// service control policy.
struct MixedEstate {
    let aws: MotoServer
    let keyARN: String
    let otherKeyARN: String
    let groupID: String
    let clientGroupID: String
    let rootID: String
    let unitID: String
    let policyID: String

    static let bucket = "graph-exports"
    static let cluster = "graph-prod"
    static let roleARN = "arn:aws:iam::\(MotoServer.accountID):role/graph-load"
    static let otherRoleARN = "arn:aws:iam::\(MotoServer.accountID):role/somebody-else"
    static let configuration = ConfigurationText(more: "organization: {account: prod}\n")
    static let statement: JSONValue = [
        "Sid": "Export", "Effect": "Allow", "Principal": ["AWS": .string(Self.roleARN)], "Action": ["s3:PutObject", "s3:GetObject"],
        "Resource": .string("arn:aws:s3:::\(Self.bucket)/*")
    ]
    static let denial: JSONValue = ["Sid": "NoLeaving", "Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*"]

    static func encryption(_ key: String) -> JSONValue {
        ["ApplyServerSideEncryptionByDefault": ["SSEAlgorithm": "aws:kms", "KMSMasterKeyID": .string(key)], "BucketKeyEnabled": true]
    }

    static func text(_ statements: [JSONValue]) -> JSONValue {
        .string(JSONWriter.compact(["Version": "2012-10-17", "Statement": .array(statements)]))
    }

    /// The world as it is declared, and the manifests that declare it.
    static func made(_ configuration: ConfigurationText = Self.configuration) async throws -> (World, MixedEstate) {
        let world = try await World(configuration)
        let estate = try await MixedEstate(in: world.aws)
        try world.folder.write(estate.manifests, to: "desired.d/estate.yaml")
        return (world, estate)
    }

    private init(in aws: MotoServer) async throws {
        self.aws = aws
        func text(_ value: JSONValue?) -> String { value?.stringValue ?? "" }
        let trust = Self.text([["Effect": "Allow", "Principal": ["Service": "rds.amazonaws.com"], "Action": "sts:AssumeRole"]])
        for name in ["graph-load", "somebody-else"] {
            try await aws.call("iam", "create_role", ["RoleName": .string(name), "AssumeRolePolicyDocument": trust])
        }
        self.keyARN = text(try await aws.call("kms", "create_key")["KeyMetadata"]?["Arn"])
        self.otherKeyARN = text(try await aws.call("kms", "create_key")["KeyMetadata"]?["Arn"])
        try await aws.call("kms", "create_alias", ["AliasName": "alias/graph-exports", "TargetKeyId": .string(self.keyARN)])
        try await Self.makeBucket(aws, keyARN: self.keyARN)
        try await aws.call(
            "neptune", "create_db_cluster",
            ["DBClusterIdentifier": .string(Self.cluster), "Engine": "neptune", "EnableIAMDatabaseAuthentication": true])
        try await aws.call("neptune", "add_role_to_db_cluster", ["DBClusterIdentifier": .string(Self.cluster), "RoleArn": .string(Self.roleARN)])
        let network = try await aws.call("ec2", "create_vpc", ["CidrBlock": "10.0.0.0/16"])["Vpc"]?["VpcId"] ?? .null
        func group(_ name: String) async throws -> String {
            text(try await aws.call("ec2", "create_security_group", ["GroupName": .string(name), "Description": "x", "VpcId": network])["GroupId"])
        }
        self.groupID = try await group("graph")
        self.clientGroupID = try await group("clients")
        try await aws.call("organizations", "create_organization", ["FeatureSet": "ALL"])
        self.rootID = text(try await aws.call("organizations", "list_roots")["Roots"]?.arrayValue?.first?["Id"])
        self.unitID = text(
            try await aws.call("organizations", "create_organizational_unit", ["ParentId": .string(self.rootID), "Name": "graph"])[
                "OrganizationalUnit"]?["Id"])
        self.policyID = text(
            try await aws.call(
                "organizations", "create_policy",
                ["Name": "stay", "Description": "", "Type": "SERVICE_CONTROL_POLICY", "Content": Self.text([Self.denial])])["Policy"]?[
                    "PolicySummary"]?["Id"])
        try await aws.call("organizations", "attach_policy", ["PolicyId": .string(self.policyID), "TargetId": .string(self.unitID)])
        try await self.allow([
            Self.rule("tcp", 8182, 8182, ["IpRanges": [["CidrIp": "10.0.0.0/16", "Description": "app"]]]),
            Self.rule("tcp", 8182, 8182, ["UserIdGroupPairs": [["GroupId": .string(self.clientGroupID)]]]),
            Self.rule("tcp", 8000, 9000, ["Ipv6Ranges": [["CidrIpv6": "2001:db8::/32"]]])
        ])
    }

    private static func makeBucket(_ aws: MotoServer, keyARN: String) async throws {
        let bucket: JSONObject = ["Bucket": .string(Self.bucket)]
        func call(_ method: String, _ more: JSONObject = JSONObject()) async throws {
            try await aws.call("s3", method, .object(JSONObject(bucket.members + more.members)))
        }
        try await call("create_bucket")
        try await call("put_bucket_policy", ["Policy": Self.text([Self.statement])])
        try await call("put_bucket_encryption", ["ServerSideEncryptionConfiguration": ["Rules": [Self.encryption(keyARN)]]])
        try await call("put_public_access_block", ["PublicAccessBlockConfiguration": Self.accessBlock(true)])
        try await call("put_bucket_tagging", ["Tagging": Self.tags(["owner": "graph", "stage": "prod"])])
    }

    static func accessBlock(_ isOn: Bool) -> JSONValue {
        [
            "BlockPublicAcls": .bool(isOn), "IgnorePublicAcls": .bool(isOn), "BlockPublicPolicy": .bool(isOn),
            "RestrictPublicBuckets": .bool(isOn)
        ]
    }

    static func tags(_ tags: [String: String]) -> JSONValue {
        ["TagSet": .array(tags.sorted { $0.key < $1.key }.map { ["Key": .string($0.key), "Value": .string($0.value)] })]
    }

    static func rule(_ transport: String, _ from: Int, _ to: Int, _ source: JSONObject) -> JSONValue {
        let ports: JSONObject = ["IpProtocol": .string(transport), "FromPort": JSONValue(from), "ToPort": JSONValue(to)]
        return .object(JSONObject(ports.members + source.members))
    }

    func allow(_ rules: [JSONValue]) async throws {
        try await self.aws.call(
            "ec2", "authorize_security_group_ingress", ["GroupId": .string(self.groupID), "IpPermissions": .array(rules)])
    }

    func disallow(_ rules: [JSONValue]) async throws {
        try await self.aws.call("ec2", "revoke_security_group_ingress", ["GroupId": .string(self.groupID), "IpPermissions": .array(rules)])
    }

    /// All that is kept here, as AWS shows it.
    func export() async throws -> JSONValue {
        let bucket: JSONValue = ["Bucket": .string(Self.bucket)]
        let cluster = try await self.aws.call("neptune", "describe_db_clusters", ["DBClusterIdentifier": .string(Self.cluster)])
        let group = try await self.aws.call("ec2", "describe_security_groups", ["GroupIds": [.string(self.groupID)]])
        let targets = try await self.aws.call("organizations", "list_targets_for_policy", ["PolicyId": .string(self.policyID)])["Targets"]
        let policy = try await self.aws.call("organizations", "describe_policy", ["PolicyId": .string(self.policyID)])
        func read(_ method: String) async throws -> JSONValue { (try? await self.aws.call("s3", method, bucket)) ?? .null }
        let policyText = try await read("get_bucket_policy")["Policy"]?.stringValue ?? "{}"
        return [
            "bucketPolicy": try JSONReader.parse(policyText), "encryption": try await read("get_bucket_encryption"),
            "accessBlock": try await read("get_public_access_block"), "tags": try await read("get_bucket_tagging"),
            "roles": cluster["DBClusters"]?.arrayValue?.first?["AssociatedRoles"] ?? .null,
            "authentication": cluster["DBClusters"]?.arrayValue?.first?["IAMDatabaseAuthenticationEnabled"] ?? .null,
            "ingress": Self.sorted(group["SecurityGroups"]?.arrayValue?.first?["IpPermissions"] ?? .null),
            "controlPolicy": try JSONReader.parse(policy["Policy"]?["Content"]?.stringValue ?? "{}"), "targets": Self.sorted(targets ?? .null)
        ]
    }

    /// Lists without an order of their own.
    private static func sorted(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(let elements): .array(elements.map(Self.sorted).sorted { JSONWriter.canonical($0) < JSONWriter.canonical($1) })
        case .object(let object): .object(JSONObject(object.members.map { .init(name: $0.name, value: Self.sorted($0.value)) }))
        case .null, .bool, .number, .string: value
        }
    }

    // MARK: Manifests

    var manifests: String {
        """
        apiVersion: reconciled/v1
        kind: KMSKey
        metadata: {name: exports}
        spec: {key: alias/graph-exports}
        ---
        apiVersion: reconciled/v1
        kind: Bucket
        metadata: {name: \(Self.bucket)}
        spec:
          bucketPolicy: \(JSONWriter.compact(["Version": "2012-10-17", "Statement": [Self.statement]]))
          defaultEncryption: {algorithm: "aws:kms", kmsKey: KMSKey/exports, bucketKey: true}
          publicAccessBlock: {blockPublicAcls: true, ignorePublicAcls: true, blockPublicPolicy: true, restrictPublicBuckets: true}
          tags: {owner: graph, stage: prod}
        ---
        apiVersion: reconciled/v1
        kind: Role
        metadata: {name: graph-load}
        spec: {description: null}
        ---
        apiVersion: reconciled/v1
        kind: NeptuneCluster
        metadata: {name: \(Self.cluster)}
        spec: {associatedRoles: [Role/graph-load], iamDatabaseAuthentication: true}
        ---
        apiVersion: reconciled/v1
        kind: SecurityGroup
        metadata: {name: graph}
        spec:
          groupID: \(self.groupID)
          ingress:
            - {protocol: tcp, fromPort: 8182, toPort: 8182, source: 10.0.0.0/16, description: app}
            - {protocol: tcp, fromPort: 8182, toPort: 8182, source: \(self.clientGroupID)}
            - {protocol: tcp, fromPort: 8000, toPort: 9000, source: "2001:DB8::/32"}
        ---
        apiVersion: reconciled/v1
        kind: ServiceControlPolicy
        metadata: {name: stay}
        spec:
          document: \(JSONWriter.compact(["Version": "2012-10-17", "Statement": [Self.denial]]))
          targets: [\(self.unitID)]

        """
    }
}
