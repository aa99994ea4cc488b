import IAMPolicy
import ReconcileTestKit
import SimulatedAWS

// A cluster, and the network that it lies in.
extension ExampleGround {
    /// A cluster in a network with a gateway endpoint for S3, and a security group that lets nobody in.
    /// - Returns: the cluster's resource id and its security group.
    func clusterInNetwork() throws -> (resourceID: String, groupID: String) {
        func made(_ operation: String, _ input: JSONObject, _ member: String, _ id: String) throws -> JSONValue {
            let output = try self.lab.edit("ec2", operation, input)
            return try (output[member]?[id] ?? output[id]).orThrow(id)
        }
        let vpc = try made("CreateVpc", ["CidrBlock": "10.0.0.0/16"], "Vpc", "VpcId")
        let subnet = try made("CreateSubnet", ["VpcId": vpc, "CidrBlock": "10.0.1.0/24"], "Subnet", "SubnetId")
        let service = JSONValue.string("com.amazonaws.\(Lab.region).s3")
        try self.ec2("CreateVpcEndpoint", ["VpcId": vpc, "ServiceName": service, "RouteTableIds": [try self.id("RouteTables", "RouteTableId")]])
        let group = try self.group("graph", in: vpc)
        try self.lab.edit(
            "rds", "CreateDBSubnetGroup", ["DBSubnetGroupName": "nets", "DBSubnetGroupDescription": "x", "SubnetIds": [subnet]])
        try self.rds(
            "CreateDBCluster",
            ["Engine": "neptune", "DBSubnetGroupName": "nets", "VpcSecurityGroupIds": [group], "EnableIAMDatabaseAuthentication": true])
        let cluster = try self.lab.edit("rds", "DescribeDBClusters")["DBClusters"]?.arrayValue?.first
        return (try (cluster?["DbClusterResourceId"]?.stringValue).orThrow("a cluster"), group.stringValue ?? "")
    }

    /// The id of the first of its kind, of which examples need but one.
    func id(_ list: String, _ member: String) throws -> JSONValue {
        try (self.lab.edit("ec2", "Describe\(list)")[list]?.arrayValue?.first?[member]).orThrow(member)
    }

    private func group(_ name: String, in vpc: JSONValue) throws -> JSONValue {
        try self.lab.edit("ec2", "CreateSecurityGroup", ["GroupName": .string(name), "GroupDescription": "x", "VpcId": vpc])["GroupId"]
            .orThrow("GroupId")
    }

    // MARK: What edits change

    func closePort() throws {
        let groups = try self.lab.edit("ec2", "DescribeSecurityGroups")["SecurityGroups"]?.arrayValue ?? []
        for group in groups {
            try self.ec2("RevokeSecurityGroupIngress", ["GroupId": group["GroupId"] ?? .null, "IpPermissions": group["IpPermissions"] ?? []])
        }
    }

    func moveClusterToAnotherGroup() throws {
        let group = try self.group("other", in: try self.id("Vpcs", "VpcId"))
        try self.rds("ModifyDBCluster", ["VpcSecurityGroupIds": [group]])
    }

    func changeEndpoint(_ more: JSONObject) throws {
        let id = JSONObject([.init(name: "VpcEndpointId", value: try self.id("VpcEndpoints", "VpcEndpointId"))])
        try self.ec2("ModifyVpcEndpoint", JSONObject(id.members + more.members))
    }

    /// A table that knows no way to S3, for the subnet of the cluster.
    func routeSubnetElsewhere() throws {
        let table = try self.lab.edit("ec2", "CreateRouteTable", ["VpcId": try self.id("Vpcs", "VpcId")])["RouteTable"]?["RouteTableId"] ?? .null
        try self.ec2("AssociateRouteTable", ["SubnetId": try self.id("Subnets", "SubnetId"), "RouteTableId": table])
    }
}
