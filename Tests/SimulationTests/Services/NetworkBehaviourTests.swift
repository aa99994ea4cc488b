import IAMPolicy
import ReconcileTestKit
import SimulatedAWS
import Testing

/// Security groups and clusters.
@Suite struct NetworkBehaviourTests {
    private static func ingress(_ group: JSONValue, _ ranges: [String], description: String? = nil) -> JSONObject {
        let items = ranges.map { range -> JSONValue in
            var item: JSONObject = ["CidrIp": .string(range)]
            item["Description"] = description.map { .string($0) }
            return .object(item)
        }
        return ["GroupId": group, "IpPermissions": [["IpProtocol": "tcp", "FromPort": 8182, "ToPort": 8182, "IpRanges": .array(items)]]]
    }

    private func ranges(_ lab: Lab, _ group: JSONValue) async throws -> [JSONValue] {
        let groups = try await lab.call("ec2", "DescribeSecurityGroups", ["GroupIds": [group]])["SecurityGroups"]?.arrayValue ?? []
        return groups.first?["IpPermissions"]?.arrayValue?.flatMap { $0["IpRanges"]?.arrayValue ?? [] } ?? []
    }

    @Test func rulesAreToldBySourceWhateverTheyWereGroupedBy() async throws {
        let lab = Lab()
        let group = try lab.edit("ec2", "CreateSecurityGroup", ["GroupName": "graph", "GroupDescription": "g", "VpcId": "vpc-1"])["GroupId"] ?? ""
        #expect(try await lab.refusal("ec2", "AuthorizeSecurityGroupIngress", Self.ingress(group, ["10.0.0.0/8"], description: "a")) == nil)
        #expect(try await lab.refusal("ec2", "AuthorizeSecurityGroupIngress", Self.ingress(group, ["10.1.0.0/16"])) == nil)
        #expect(try await self.ranges(lab, group) == [["CidrIp": "10.0.0.0/8", "Description": "a"], ["CidrIp": "10.1.0.0/16"]])
        let again = Self.ingress(group, ["10.2.0.0/16", "10.0.0.0/8"])
        #expect(try await lab.refusal("ec2", "AuthorizeSecurityGroupIngress", again) == "InvalidPermission.Duplicate")
        #expect(try await self.ranges(lab, group).count == 2, "nothing of a refused call is done")
        #expect(try await lab.refusal("ec2", "RevokeSecurityGroupIngress", Self.ingress(group, ["10.9.0.0/16"])) == "InvalidPermission.NotFound")
        #expect(try await lab.refusal("ec2", "RevokeSecurityGroupIngress", Self.ingress(group, ["10.0.0.0/8"])) == nil)
        #expect(try await self.ranges(lab, group) == [["CidrIp": "10.1.0.0/16"]])
        #expect(try await lab.refusal("ec2", "DescribeSecurityGroups", ["GroupIds": ["sg-none"]]) == "InvalidGroup.NotFound")
        let rules = try await lab.call("ec2", "DescribeSecurityGroupRules", ["Filters": [["Name": "group-id", "Values": [group]]]])
        #expect(rules["SecurityGroupRules"]?.arrayValue?.compactMap { $0["CidrIpv4"] } == ["10.1.0.0/16"])
    }

    @Test func onlyTheEngineThatIsAskedForIsListed() async throws {
        let lab = Lab()
        try lab.edit("rds", "CreateDBCluster", ["DBClusterIdentifier": "Graph", "Engine": "neptune"])
        try lab.edit("rds", "CreateDBCluster", ["DBClusterIdentifier": "orders", "Engine": "aurora-mysql"])
        func names(_ input: JSONObject) async throws -> [JSONValue] {
            try await lab.call("rds", "DescribeDBClusters", input)["DBClusters"]?.arrayValue?.compactMap { $0["DBClusterIdentifier"] } ?? []
        }
        #expect(try await names([:]) == ["graph", "orders"])
        #expect(try await names(["Filters": [["Name": "engine", "Values": ["neptune"]]]]) == ["graph"])
        #expect(try await lab.refusal("rds", "DescribeDBClusters", ["DBClusterIdentifier": "none"]) == "DBClusterNotFoundFault")
    }

    @Test func aRoleIsAssociatedOncePerFeatureAndPendingAtFirst() async throws {
        let lab = Lab()
        try SmallAccount.build(lab)
        try lab.edit("rds", "CreateDBCluster", ["DBClusterIdentifier": "graph", "Engine": "neptune"])
        let role: JSONObject = ["DBClusterIdentifier": "graph", "RoleArn": .string(Fixtures.roleARN("export"))]
        func status() async throws -> [JSONValue] {
            let clusters = try await lab.call("rds", "DescribeDBClusters")["DBClusters"]?.arrayValue ?? []
            return clusters.first?["AssociatedRoles"]?.arrayValue?.compactMap { $0["Status"] } ?? []
        }
        #expect(try await lab.refusal("rds", "AddRoleToDBCluster", role) == nil)
        #expect(try await status() == ["PENDING"])
        lab.clock.advance(by: 31)
        #expect(try await status() == ["ACTIVE"])
        #expect(try await lab.refusal("rds", "AddRoleToDBCluster", role) == "DBClusterRoleAlreadyExists")
        var nobody = role
        nobody["RoleArn"] = .string(Fixtures.roleARN("nobody"))
        #expect(try await lab.refusal("rds", "AddRoleToDBCluster", nobody) == "InvalidParameterValue")
        #expect(try await lab.refusal("rds", "RemoveRoleFromDBCluster", nobody) == "DBClusterRoleNotFound")
        #expect(try await lab.refusal("rds", "RemoveRoleFromDBCluster", role) == nil)
        #expect(try await status() == [])
        let on: JSONObject = ["DBClusterIdentifier": "graph", "EnableIAMDatabaseAuthentication": true]
        #expect(try await lab.call("rds", "ModifyDBCluster", on)["DBCluster"]?["IAMDatabaseAuthenticationEnabled"] == true)
    }
}
