import IAMPolicy
import ReconcileTestKit
import SimulatedAWS
import Testing

/// What chains are judged beside, over the wire: networks, clusters' subnets, graphs, notebook instances and objects.
@Suite struct SurroundingsBehaviourTests {
    private static let reads: [(service: String, name: String, input: JSONObject)] = [
        ("ec2", "DescribeVpcs", [:]), ("ec2", "DescribeSubnets", [:]), ("ec2", "DescribeRouteTables", [:]), ("ec2", "DescribeVpcEndpoints", [:]),
        ("rds", "DescribeDBSubnetGroups", ["DBSubnetGroupName": "nets"]), ("rds", "DescribeDBClusters", [:]),
        ("s3", "ListObjectsV2", ["Bucket": "files", "Prefix": "in/"]), ("neptune-graph", "ListGraphs", [:]),
        ("sagemaker", "ListNotebookInstances", [:]), ("sagemaker", "DescribeNotebookInstance", ["NotebookInstanceName": "graph-notebook"])
    ]

    private func ground() throws -> ExampleGround {
        let ground = ExampleGround()
        _ = try ground.clusterInNetwork()
        try ground.bucket("files")
        for key in ["in/a", "in/b", "in/c", "out/d"] { try ground.file(key, in: "files") }
        _ = try ground.graph()
        try ground.role("notebook")
        try ground.notebook("Create", ["InstanceType": "ml.t3.medium", "RoleArn": .string(Fixtures.roleARN("notebook"))])
        ground.lab.clock.advance(by: 60)
        return ground
    }

    @Test(arguments: 0..<10) func aReadIsWhatTheServiceGives(index: Int) async throws {
        let ground = try self.ground()
        let read = try #require(Self.reads.indices.contains(index) ? Self.reads[index] : nil)
        let given = try ground.lab.edit(read.service, read.name, read.input)
        #expect(try await ground.lab.call(read.service, read.name, read.input) == given, "\(read.name)")
        #expect(given.members.contains { $0.value.arrayValue?.isEmpty == false } || read.name == "DescribeNotebookInstance", "\(given)")
    }

    @Test func filtersOfNetworksCountAndOthersAreNotSimulated() async throws {
        let lab = try self.ground().lab
        try lab.edit("ec2", "CreateVpc", ["CidrBlock": "10.9.0.0/16"])
        func tables(_ filter: String, _ value: JSONValue) async throws -> Int? {
            try await lab.call("ec2", "DescribeRouteTables", ["Filters": [["Name": .string(filter), "Values": [value]]]])["RouteTables"]?.arrayValue?
                .count
        }
        let vpcs = try await lab.call("ec2", "DescribeVpcs")["Vpcs"]?.arrayValue ?? []
        #expect(vpcs.count == 2)
        for vpc in vpcs { #expect(try await tables("vpc-id", vpc["VpcId"] ?? .null) == 1) }
        #expect(try await tables("association.main", "true") == 2)
        #expect(try await tables("vpc-id", "vpc-none") == 0)
        let unknown: JSONObject = ["Filters": [["Name": "tag:owner", "Values": ["graph"]]]]
        #expect(try await lab.refusal("ec2", "DescribeRouteTables", unknown) == "NotSimulated")
    }

    @Test func whatIsNotThereIsSaidByTheRightCode() async throws {
        let lab = try self.ground().lab
        let nowhere: [(String, String, JSONObject, String)] = [
            ("ec2", "DescribeVpcs", ["VpcIds": ["vpc-none"]], "InvalidVpcID.NotFound"),
            ("ec2", "DescribeSubnets", ["SubnetIds": ["subnet-none"]], "InvalidSubnetID.NotFound"),
            ("ec2", "DescribeRouteTables", ["RouteTableIds": ["rtb-none"]], "InvalidRouteTableID.NotFound"),
            ("ec2", "DescribeVpcEndpoints", ["VpcEndpointIds": ["vpce-none"]], "InvalidVpcEndpointId.NotFound"),
            ("ec2", "GetManagedPrefixListEntries", ["PrefixListId": "pl-none"], "InvalidPrefixListID.NotFound"),
            ("rds", "DescribeDBSubnetGroups", ["DBSubnetGroupName": "none"], "DBSubnetGroupNotFoundFault"),
            ("neptune-graph", "GetGraph", ["graphIdentifier": "g-0000000000"], "ResourceNotFoundException"),
            ("sagemaker", "DescribeNotebookInstance", ["NotebookInstanceName": "none"], "ValidationException"),
            ("s3", "ListObjectsV2", ["Bucket": "nowhere"], "NoSuchBucket")
        ]
        for (service, name, input, code) in nowhere { #expect(try await lab.refusal(service, name, input) == code, "\(name)") }
        #expect(try await lab.refusal("neptune-graph", "StartExportTask", Self.export) == "NotSimulated")
    }

    private static let export: JSONObject = [
        "graphIdentifier": "g-0000000000", "roleArn": "arn:aws:iam::123456789012:role/export", "format": "CSV", "destination": "s3://files/out/",
        "kmsKeyIdentifier": "arn:aws:kms:eu-central-1:123456789012:key/k"
    ]

    @Test func statusesTakeAWhile() async throws {
        let ground = try self.ground()
        func statuses() async throws -> [JSONValue] {
            let graphs = try await ground.lab.call("neptune-graph", "ListGraphs")["graphs"]?.arrayValue ?? []
            let notebooks = try await ground.lab.call("sagemaker", "ListNotebookInstances")["NotebookInstances"]?.arrayValue ?? []
            let clusters = try await ground.lab.call("rds", "DescribeDBClusters")["DBClusters"]?.arrayValue ?? []
            return graphs.compactMap { $0["status"] } + notebooks.compactMap { $0["NotebookInstanceStatus"] } + clusters.compactMap { $0["Status"] }
        }
        #expect(try await statuses() == ["AVAILABLE", "InService", "available"])
        try ground.graph("StopGraph")
        try ground.notebook("Stop")
        try ground.rds("StopDBCluster")
        #expect(try await statuses() == ["STOPPING", "Stopping", "stopping"])
        #expect(throws: ServiceFault.self) { try ground.graph("StopGraph") }
        #expect(throws: ServiceFault.self) { try ground.notebook("Delete") }
        ground.lab.clock.advance(by: 31)
        #expect(try await statuses() == ["STOPPED", "Stopped", "stopped"])
    }

    @Test func objectsAreListedByPrefixAndInPages() async throws {
        let lab = try self.ground().lab
        func keys(_ more: JSONObject) async throws -> (keys: [JSONValue], next: JSONValue?) {
            let bucket = JSONObject([.init(name: "Bucket", value: "files")])
            let output = try await lab.call("s3", "ListObjectsV2", JSONObject(bucket.members + more.members))
            return ((output["Contents"]?.arrayValue ?? []).compactMap { $0["Key"] }, output["NextContinuationToken"])
        }
        let first = try await keys(["Prefix": "in/", "MaxKeys": 2])
        #expect(first.keys == ["in/a", "in/b"])
        let second = try await keys(["Prefix": "in/", "MaxKeys": 2, "ContinuationToken": try first.next.orThrow("a token")])
        #expect(second.keys == ["in/c"] && second.next == nil)
        #expect(try await keys(["StartAfter": "in/c"]).keys == ["out/d"])
        #expect(throws: ServiceFault.self) { try lab.edit("s3", "DeleteBucket", ["Bucket": "files"]) }
    }

    @Test func whatIsRestoredIsAsItWas() throws {
        let ground = try self.ground()
        let world = ground.lab.world
        let (moment, before) = (world.present, world.export(account: Lab.account))
        try ground.deleteBucket("files")
        try ground.rds("DeleteDBCluster")
        #expect(world.export(account: Lab.account) != before)
        world.restore(moment)
        #expect(world.export(account: Lab.account) == before)
    }
}
