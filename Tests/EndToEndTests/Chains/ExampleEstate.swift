import IAMPolicy
import ReconcileTestKit

/// Makes what examples take for granted, under the names that they use.
struct ExampleEstate: Sendable {
    let aws: MotoServer
    /// Above the account.
    let unitID: String

    static let account = MotoServer.accountID
    static let cluster = "graph-prod"
    static let loads = "example-graph-loads"

    init(in aws: MotoServer) async throws {
        self.aws = aws
        let place = try await aws.ask(["do": "join", "value": ["management": .string(ChainEstate.management)]])
        self.unitID = place["unit"]?.stringValue ?? ""
    }

    /// The account is a member of an organization, whose control policies are kept too.
    static func configuration(mode: String) -> ConfigurationText {
        var configuration = ChainEstate.configuration(mode: mode)
        configuration.accounts = configuration.accounts.map { $0.replacing("{name: management,", with: "{name: management, mode: \(mode),") }
        return configuration
    }

    // MARK: Principals

    /// A role that people of the account assume, without a permission.
    func role(_ name: String) async throws {
        let trust = ChainEstate.text([
            ["Effect": "Allow", "Principal": ["AWS": .string("arn:aws:iam::\(Self.account):root")], "Action": "sts:AssumeRole"]
        ])
        try await self.aws.call("iam", "create_role", ["RoleName": .string(name), "AssumeRolePolicyDocument": trust])
    }

    // MARK: Buckets and keys

    func bucket(_ name: String) async throws {
        try await self.aws.call("s3", "create_bucket", ["Bucket": .string(name)])
    }

    /// Eight bytes: boto takes text for a body.
    func file(_ key: String, in bucket: String) async throws {
        try await self.aws.call("s3", "put_object", ["Bucket": .string(bucket), "Key": .string(key), "Body": "~id,name"])
    }

    /// - Returns: the key's ARN.
    @discardableResult
    func key(_ alias: String) async throws -> String {
        let arn = try await self.aws.call("kms", "create_key")["KeyMetadata"]?["Arn"]?.stringValue ?? ""
        try await self.aws.call("kms", "create_alias", ["AliasName": .string(alias), "TargetKeyId": .string(arn)])
        return arn
    }

    // MARK: Clusters

    /// A cluster in a network with a gateway endpoint for S3, and a security group that lets nobody in.
    /// - Returns: the cluster's resource id and its security group.
    func clusterInNetwork() async throws -> (resourceID: String, groupID: String) {
        func text(_ value: JSONValue?) -> JSONValue { .string(value?.stringValue ?? "") }
        let vpc = text(try await self.aws.call("ec2", "create_vpc", ["CidrBlock": "10.0.0.0/16"])["Vpc"]?["VpcId"])
        let subnet = text(try await self.aws.call("ec2", "create_subnet", ["VpcId": vpc, "CidrBlock": "10.0.1.0/24"])["Subnet"]?["SubnetId"])
        let tables = try await self.aws.call("ec2", "describe_route_tables", ["Filters": [["Name": "vpc-id", "Values": [vpc]]]])["RouteTables"]
        try await self.aws.call(
            "ec2", "create_vpc_endpoint",
            [
                "VpcId": vpc, "ServiceName": .string("com.amazonaws.\(MotoServer.region).s3"), "VpcEndpointType": "Gateway",
                "RouteTableIds": [text(tables?.arrayValue?.first?["RouteTableId"])],
                "PolicyDocument": ChainEstate.text([["Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"]])
            ])
        let group = text(
            try await self.aws.call("ec2", "create_security_group", ["GroupName": "graph", "Description": "x", "VpcId": vpc])["GroupId"])
        try await self.aws.call(
            "neptune", "create_db_subnet_group",
            ["DBSubnetGroupName": "nets", "DBSubnetGroupDescription": "x", "SubnetIds": [subnet]])
        let cluster = try await self.aws.call(
            "neptune", "create_db_cluster",
            [
                "DBClusterIdentifier": .string(Self.cluster), "Engine": "neptune", "DBSubnetGroupName": "nets", "VpcSecurityGroupIds": [group],
                "EnableIAMDatabaseAuthentication": true
            ])
        return (cluster["DBCluster"]?["DbClusterResourceId"]?.stringValue ?? "", group.stringValue ?? "")
    }

    // MARK: What edits change

    /// The rule for the network's own addresses in the cluster's group.
    func openPort(_ isOpen: Bool) async throws {
        let groups = try await self.aws.call(
            "ec2", "describe_security_groups", ["Filters": [["Name": "group-name", "Values": ["graph"]]]])["SecurityGroups"]?.arrayValue
        let rule: JSONValue = ["IpProtocol": "tcp", "FromPort": 8182, "ToPort": 8182, "IpRanges": [["CidrIp": "10.0.0.0/16"]]]
        try await self.aws.call(
            "ec2", isOpen ? "authorize_security_group_ingress" : "revoke_security_group_ingress",
            ["GroupId": groups?.first?["GroupId"] ?? .null, "IpPermissions": [rule]])
    }

    /// A control policy over the account's unit.
    /// - Parameter statements: `nil`: it is detached and deleted.
    func controlPolicy(_ name: String, _ statements: [JSONValue]?) async throws {
        var value: JSONObject = ["management": .string(ChainEstate.management), "name": .string(name), "target": .string(self.unitID)]
        if let statements { value["document"] = ["Version": "2012-10-17", "Statement": .array(statements)] }
        try await self.aws.ask(["do": "limit", "value": .object(value)])
    }

    /// Writes an inline policy of a role as it is, with one text in place of another.
    func replaceInPolicy(of role: String, _ old: String, _ new: String) async throws {
        let names = try await self.aws.call("iam", "list_role_policies", ["RoleName": .string(role)])["PolicyNames"]?.arrayValue ?? []
        for name in names {
            let place: JSONObject = ["RoleName": .string(role), "PolicyName": name]
            let document = JSONWriter.compact(try await self.aws.call("iam", "get_role_policy", .object(place))["PolicyDocument"] ?? .null)
            var whole = place
            whole["PolicyDocument"] = .string(document.replacing(old, with: new))
            try await self.aws.call("iam", "put_role_policy", .object(whole))
        }
    }

    /// The same with a role's trust policy.
    func replaceInTrust(of role: String, _ old: String, _ new: String) async throws {
        let document = try await self.aws.call("iam", "get_role", ["RoleName": .string(role)])["Role"]?["AssumeRolePolicyDocument"] ?? .null
        let text = JSONWriter.compact(document).replacing(old, with: new)
        try await self.aws.call("iam", "update_assume_role_policy", ["RoleName": .string(role), "PolicyDocument": .string(text)])
    }
}
