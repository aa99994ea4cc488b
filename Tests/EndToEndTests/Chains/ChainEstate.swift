import IAMPolicy
import ReconcileTestKit

/// What a bulk load and an export rest on, but for what their blueprints make: a network, a cluster in it, a graph, buckets, a key, an
/// organization above the account.
struct ChainEstate: Sendable {
    let aws: MotoServer
    let vpcID: String
    let subnetID: String
    let routeTableID: String
    let endpointID: String
    let groupID: String
    let keyARN: String
    let otherKeyARN: String
    let unitID: String

    static let management = "999900000000"
    static let region = MotoServer.region
    static let cluster = "graph-prod"
    static let graph = "g-0123456789"
    static let loads = "graph-loads"
    static let exports = "graph-exports"
    static let file = "in/people.csv"
    static let loadRole = "neptune-bulk-load"
    static let exportRole = "neptune-export"

    /// The members of `status` that these chains are found under.
    static let load = "prod/NeptuneBulkLoad/nightly"
    static let export = "prod/NeptuneAnalyticsExport/nightly"
    static let assertion = "prod/AccessAssertion/loads"

    static func configuration(mode: String = "enforce") -> ConfigurationText {
        var configuration = ConfigurationText(mode: mode)
        configuration.accounts = [
            "{name: management, accountID: \"\(Self.management)\", region: \(Self.region), endpointURL: \"ENDPOINT\", requestsPerSecondMax: 500, "
                + "credentials: {roleARN: \"arn:aws:iam::\(Self.management):role/reader\"}}"
        ]
        configuration.more = "organization: {account: management}\n"
        return configuration
    }

    /// The world as the blueprints leave it, and a daemon that only looks from then on.
    static func settled() async throws -> (World, ChainEstate) {
        let world = try await World(Self.configuration())
        let estate = try await ChainEstate(in: world.aws)
        try world.folder.write(Self.manifests, to: "desired.d/chains.yaml")
        let isWhole = try await world.passes(atMost: 20) { try await ChainSight(of: world).isWhole }
        let sight = try await ChainSight(of: world)
        guard sight.isWhole else { throw TestKitError(.unreadable, "\(isWhole) \(sight)\n\(try await world.control("status"))") }
        try world.configure(Self.configuration(mode: "observe"))
        return (world, estate)
    }

    static let manifests = """
        apiVersion: reconciled/v1
        kind: NeptuneBulkLoad
        metadata: {name: nightly, account: prod}
        spec: {cluster: \(Self.cluster), source: s3://\(Self.loads)/in/, clients: [10.0.0.0/16], roleName: \(Self.loadRole)}
        ---
        apiVersion: reconciled/v1
        kind: NeptuneAnalyticsExport
        metadata: {name: nightly, account: prod}
        spec: {destination: s3://\(Self.exports)/nightly/, kmsKey: alias/neptune-export, graph: \(Self.graph), roleName: \(Self.exportRole)}
        ---
        apiVersion: reconciled/v1
        kind: AccessAssertion
        metadata: {name: loads, account: prod}
        spec:
          principal: Role/\(Self.loadRole)
          can: [{action: "s3:GetObject", resource: "arn:aws:s3:::\(Self.loads)/\(Self.file)"}]
          cannot: [{action: "s3:DeleteObject", resource: "arn:aws:s3:::\(Self.loads)/\(Self.file)"}]

        """

    // MARK: Making it

    private init(in aws: MotoServer) async throws {
        self.aws = aws
        func text(_ value: JSONValue?) -> String { value?.stringValue ?? "" }
        let place = try await aws.ask(["do": "join", "value": ["management": .string(Self.management)]])
        self.unitID = text(place["unit"])
        try await aws.ask(["do": "graph", "value": ["id": .string(Self.graph), "region": .string(Self.region)]])
        self.vpcID = text(try await aws.call("ec2", "create_vpc", ["CidrBlock": "10.0.0.0/16"])["Vpc"]?["VpcId"])
        self.subnetID = text(
            try await aws.call("ec2", "create_subnet", ["VpcId": .string(self.vpcID), "CidrBlock": "10.0.1.0/24"])["Subnet"]?["SubnetId"])
        let tables = try await aws.call(
            "ec2", "describe_route_tables", ["Filters": [["Name": "vpc-id", "Values": [.string(self.vpcID)]]]])["RouteTables"]
        self.routeTableID = text(tables?.arrayValue?.first?["RouteTableId"])
        let endpoint = try await aws.call(
            "ec2", "create_vpc_endpoint",
            [
                "VpcId": .string(self.vpcID), "ServiceName": .string("com.amazonaws.\(Self.region).s3"),
                "VpcEndpointType": "Gateway", "RouteTableIds": [.string(self.routeTableID)],
                "PolicyDocument": Self.text([["Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"]])
            ])
        self.endpointID = text(endpoint["VpcEndpoint"]?["VpcEndpointId"])
        self.groupID = text(
            try await aws.call(
                "ec2", "create_security_group", ["GroupName": "graph", "Description": "x", "VpcId": .string(self.vpcID)])["GroupId"])
        self.keyARN = text(try await aws.call("kms", "create_key")["KeyMetadata"]?["Arn"])
        self.otherKeyARN = text(try await aws.call("kms", "create_key")["KeyMetadata"]?["Arn"])
        try await aws.call("kms", "create_alias", ["AliasName": "alias/neptune-export", "TargetKeyId": .string(self.keyARN)])
        try await self.openPort()
        try await self.makeCluster()
        try await self.makeBuckets()
    }

    static func text(_ statements: [JSONValue]) -> JSONValue {
        .string(JSONWriter.compact(["Version": "2012-10-17", "Statement": .array(statements)]))
    }

    private func makeCluster() async throws {
        try await self.aws.call(
            "neptune", "create_db_subnet_group",
            ["DBSubnetGroupName": "nets", "DBSubnetGroupDescription": "x", "SubnetIds": [.string(self.subnetID)]])
        try await self.aws.call(
            "neptune", "create_db_cluster",
            [
                "DBClusterIdentifier": .string(Self.cluster), "Engine": "neptune", "DBSubnetGroupName": "nets",
                "VpcSecurityGroupIds": [.string(self.groupID)], "EnableIAMDatabaseAuthentication": true
            ])
    }

    private func makeBuckets() async throws {
        for bucket in [Self.loads, Self.exports] { try await self.aws.call("s3", "create_bucket", ["Bucket": .string(bucket)]) }
        try await self.putFile()
        try await self.encryptExports(with: self.keyARN)
    }

    // MARK: Parts that edits take away and bring back

    /// Moto enables and disables keys by their id only.
    var keyID: String { self.keyARN.split(separator: "/").last.map(String.init) ?? self.keyARN }

    private var port: JSONValue {
        let rule: JSONValue = ["IpProtocol": "tcp", "FromPort": 8182, "ToPort": 8182, "IpRanges": [["CidrIp": "10.0.0.0/16"]]]
        return ["GroupId": .string(self.groupID), "IpPermissions": [rule]]
    }

    func openPort() async throws { try await self.aws.call("ec2", "authorize_security_group_ingress", self.port) }
    func closePort() async throws { try await self.aws.call("ec2", "revoke_security_group_ingress", self.port) }

    /// Eight bytes of nothing: boto takes text for a body.
    func putFile() async throws {
        try await self.aws.call("s3", "put_object", ["Bucket": .string(Self.loads), "Key": .string(Self.file), "Body": "~id,name"])
    }

    func encryptExports(with key: String) async throws {
        let rule: JSONValue = ["ApplyServerSideEncryptionByDefault": ["SSEAlgorithm": "aws:kms", "KMSMasterKeyID": .string(key)]]
        try await self.aws.call(
            "s3", "put_bucket_encryption",
            ["Bucket": .string(Self.exports), "ServerSideEncryptionConfiguration": ["Rules": [rule]]])
    }

    /// - Parameter document: `nil`: the policy is taken away again.
    func limit(_ document: JSONValue?, on target: String? = nil) async throws {
        var value: JSONObject = ["management": .string(Self.management), "name": "limit", "target": .string(target ?? self.unitID)]
        value["document"] = document
        try await self.aws.ask(["do": "limit", "value": .object(value)])
    }

    func setGraph(_ members: JSONObject) async throws {
        let place: JSONObject = ["id": .string(Self.graph), "region": .string(Self.region)]
        try await self.aws.ask(["do": "graph", "value": .object(JSONObject(place.members + members.members))])
    }
}

/// How all links stand, by what `status` says.
struct ChainSight: CustomStringConvertible {
    /// `BLUEPRINT link`, by state.
    let states: [String: Set<String>]

    init(of world: World) async throws {
        let status = try await world.status()
        var states: [String: Set<String>] = [:]
        for link in status["chains"]?.arrayValue ?? [] {
            states[link["state"]?.stringValue ?? "", default: []].insert("\(link["blueprint"]?.stringValue ?? "") \(link["link"]?.stringValue ?? "")")
        }
        for assertion in status["assertions"]?.arrayValue ?? [] {
            for claim in assertion["claims"]?.arrayValue ?? [] {
                states[claim["state"]?.stringValue ?? "", default: []].insert(
                    "\(assertion["assertion"]?.stringValue ?? "") \(claim["link"]?.stringValue ?? "")")
            }
        }
        self.states = states
    }

    var broken: Set<String> { self.states["broken"] ?? [] }
    var unknown: Set<String> { self.states["unknown"] ?? [] }
    var isWhole: Bool { !self.states.isEmpty && self.states.keys.allSatisfy { $0 == "ok" } }

    var description: String {
        self.states.filter { $0.key != "ok" }.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.sorted())" }.joined(separator: "; ")
    }
}
