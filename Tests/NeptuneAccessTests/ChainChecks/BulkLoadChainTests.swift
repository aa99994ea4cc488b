import IAMPolicy
import NeptuneAccess
import ReconcileCore
import Testing

@Suite struct BulkLoadChainTests {
    private static let role = "neptune-bulk-load"
    private static let roleARN = "arn:aws:iam::111122223333:role/neptune-bulk-load"
    private static let endpoints = ChainQuestion.s3Endpoints(vpcID: "vpc-1", region: ChainWorld.region)
    private static let objects = ChainQuestion.objects(bucket: "loads", prefix: "in/")
    private static let rules = ChainQuestion.ingress(groupID: "sg-0aaaaaaaaaaaaaaaa", region: ChainWorld.region)
    private static let cluster = ChainWorld.clusterQuestion

    private static func rule(_ source: String, from: Int = 8182, to: Int = 8182) -> JSONValue {
        ["protocol": "tcp", "fromPort": JSONValue(from), "toPort": JSONValue(to), "source": .string(source)]
    }

    private static func gateway(_ more: JSONObject = [:]) -> JSONValue {
        var object: JSONObject = [
            "id": "vpce-1", "type": "Gateway", "state": "available", "policy": .string(JSONWriter.compact(Self.open)),
            "routeTableIDs": ["rtb-a", "rtb-main"], "subnetIDs": []
        ]
        for member in more.members { object[member.name] = member.value }
        return .object(object)
    }

    private static let open = ChainWorld.document(["Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"])
    private static let tables: JSONValue = [
        ["id": "rtb-main", "isMain": true, "subnetIDs": []], ["id": "rtb-a", "isMain": false, "subnetIDs": ["subnet-a"]]
    ]

    private static func world(_ spec: JSONObject = [:]) throws -> ChainWorld {
        var whole: JSONObject = [
            "cluster": "graph-prod", "source": "s3://loads/in/", "clients": ["sg-0bbbbbbbbbbbbbbbb", "10.0.4.0/24"], "kmsKey": "alias/graph",
            "roleName": .string(Self.role)
        ]
        for member in spec.members { whole[member.name] = member.value }
        var world = try ChainWorld(NeptuneBulkLoadBlueprint(), whole)
        world.addCluster(["roles": [["role": .string(Self.roleARN), "status": "ACTIVE"]]])
        world.addBucket("loads")
        world.answers[Self.objects] = .known([
            "keys": [["key": "in/", "bytes": 0], ["key": "in/vertices.csv.gz", "bytes": 12]], "truncated": false
        ])
        world.answers[Self.rules] = .known(["rules": [Self.rule("sg-0bbbbbbbbbbbbbbbb"), Self.rule("10.0.0.0/16", from: 8000, to: 8200)]])
        world.answers[Self.endpoints] = .known(["endpoints": [Self.gateway()], "routeTables": Self.tables])
        try world.apply()
        return world
    }

    @Test func `a chain that is whole is ok link by link`() throws {
        let world = try Self.world()
        #expect(
            world.links.map(\.name) == [
                "clusterStatus", "roleExists", "trustPolicy", "clusterAssociation", "identityPolicy", "permissionsBoundary", "controlPolicies",
                "bucketExists", "bucketRegion", "bucketPolicy", "bucketEncryption", "keyState", "keyPolicy", "s3Endpoint", "sourceObjects", "port8182"
            ])
        #expect(world.links.allSatisfy { $0.state == .ok }, "\(world.troubles)")
    }

    @Test func `without a key there are no links of one`() throws {
        var world = try Self.world(["kmsKey": .null])
        world.set(.bucket, "loads", AspectName("defaultEncryption"), ["algorithm": "AES256", "bucketKey": false])
        #expect(world.links.allSatisfy { $0.state == .ok }, "\(world.troubles)")
        #expect(world.link("keyState") == nil && world.link("keyPolicy") == nil)
    }

    @Test func `the command is signed where the cluster asks for it`() throws {
        var world = try Self.world()
        let endpoint = "https://graph-prod.cluster-abc.eu-west-1.neptune.amazonaws.com:8182"
        #expect(
            world.command
                == "aws neptunedata start-loader-job --endpoint-url \(endpoint) --region eu-west-1 --source s3://loads/in/ --format csv "
                + "--s3-bucket-region eu-west-1 --iam-role-arn \(Self.roleARN)")
        world.change(Self.cluster, "iamDatabaseAuthentication", false)
        let command = try #require(world.command)
        #expect(command.hasPrefix("curl -X POST -H 'Content-Type: application/json' \(endpoint)/loader -d '{\"source\":\"s3://loads/in/\""))
        let body = try #require(command.split(separator: "'").last.map(String.init))
        #expect(try JSONReader.parse(body)["iamRoleArn"] == .string(Self.roleARN))
    }

    private static let trust = AspectName("trustPolicy")

    private static let breakages: [Breakage] = [
        Breakage("clusterStatus", "the cluster is stopped") { $0.change(Self.cluster, "status", "stopped") },
        Breakage("clusterStatus", "a cluster of another engine") { $0.change(Self.cluster, "engine", "docdb") },
        Breakage("clusterStatus", "the cluster is gone") { $0.answers[Self.cluster] = .absent },
        Breakage("roleExists", "the role is gone") { $0.readings[ChainWorld.identity(.role, Self.role)] = .absent },
        Breakage("trustPolicy", "Neptune's name instead of RDS's, and Neptune has noticed") { world in
            world.set(
                .role, Self.role, Self.trust,
                ChainWorld.document(["Effect": "Allow", "Principal": ["Service": "neptune.amazonaws.com"], "Action": "sts:AssumeRole"]))
            world.change(Self.cluster, "roles", [["role": .string(Self.roleARN), "status": "INVALID"]])
        },
        Breakage("clusterAssociation", "the role is not associated") { $0.change(Self.cluster, "roles", []) },
        Breakage("clusterAssociation", "Neptune cannot assume the role, whatever its trust policy says") {
            $0.change(Self.cluster, "roles", [["role": .string(Self.roleARN), "status": "INVALID"]])
        },
        Breakage("identityPolicy", "the policy is taken away") { $0.set(.role, Self.role, AspectName("inlinePolicies", "load"), nil) },
        Breakage("identityPolicy", "reading is denied") {
            $0.set(.role, Self.role, AspectName("inlinePolicies", "barred"), ChainWorld.deny("s3:GetObject"))
        },
        Breakage("permissionsBoundary", "the boundary has no KMS") {
            $0.addPolicy("limit", ChainWorld.document(["Effect": "Allow", "Action": ["s3:*"], "Resource": "*"]))
        },
        Breakage("controlPolicies", "an SCP keeps S3 out") {
            $0.answers[.controlPolicies] = .known(["levels": [[ChainWorld.full, ChainWorld.deny("s3:*")]]])
        },
        Breakage("bucketExists", "the bucket is gone") { world in
            world.answers[.bucketRegion(bucket: "loads")] = .absent
            world.answers[Self.objects] = .absent
            world.readings[ChainWorld.identity(.bucket, "loads")] = .absent
        },
        Breakage("bucketRegion", "the bucket lies elsewhere") { world in
            world.answers[.bucketRegion(bucket: "loads")] = .known(["region": "eu-central-1"])
            world.readings[ChainWorld.identity(.bucket, "loads", region: "eu-central-1")] = world.readings[ChainWorld.identity(.bucket, "loads")]
        },
        Breakage("bucketPolicy", "only another endpoint is let in") {
            $0.set(
                .bucket, "loads", AspectName("bucketPolicy"),
                ChainWorld.document([
                    "Sid": "OurEndpointOnly", "Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::loads/*",
                    "Condition": ["StringNotEquals": ["aws:SourceVpce": "vpce-2"]]
                ]))
        },
        Breakage("bucketEncryption", "new objects are encrypted with a key that nobody has named") {
            $0.set(
                .bucket, "loads", AspectName("defaultEncryption"),
                ["algorithm": "aws:kms", "kmsKey": "arn:aws:kms:eu-west-1:111122223333:key/99999999-2222-3333-4444-555555555555"])
        },
        Breakage("keyState", "the key is disabled") { $0.set(.kmsKey, "graph", AspectName("enabled"), false) },
        Breakage("keyPolicy", "the key policy names nobody of use") {
            $0.set(
                .kmsKey, "graph", AspectName("keyPolicy"),
                ChainWorld.document(["Effect": "Allow", "Principal": ["AWS": "444455556666"], "Action": "kms:*", "Resource": "*"]))
        },
        Breakage("s3Endpoint", "there is none") { $0.change(Self.endpoints, "endpoints", []) },
        Breakage("s3Endpoint", "an interface endpoint alone") { $0.change(Self.endpoints, "endpoints", [Self.gateway(["type": "Interface"])]) },
        Breakage("s3Endpoint", "it is being deleted") { $0.change(Self.endpoints, "endpoints", [Self.gateway(["state": "deleting"])]) },
        Breakage("s3Endpoint", "the main route table does not lead there") {
            $0.change(Self.endpoints, "endpoints", [Self.gateway(["routeTableIDs": ["rtb-a"]])])
        },
        Breakage("s3Endpoint", "its policy lets another bucket through only") {
            let policy = ChainWorld.document(["Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::other/*"])
            $0.change(Self.endpoints, "endpoints", [Self.gateway(["policy": policy])])
        },
        Breakage("sourceObjects", "nothing lies there") {
            $0.answers[Self.objects] = .known(["keys": [["key": "in/", "bytes": 0]], "truncated": false])
        },
        Breakage("sourceObjects", "files of another format") {
            $0.answers[Self.objects] = .known(["keys": [["key": "in/a.parquet", "bytes": 9], ["key": "in/b.ttl", "bytes": 9]], "truncated": false])
        },
        Breakage("port8182", "no rule is left") { $0.answers[Self.rules] = .known(["rules": []]) },
        Breakage("port8182", "another port") {
            $0.answers[Self.rules] = .known(["rules": [Self.rule("sg-0bbbbbbbbbbbbbbbb"), Self.rule("10.0.0.0/16", from: 8183, to: 8190)]])
        },
        Breakage("port8182", "a block beside the clients'") {
            $0.answers[Self.rules] = .known(["rules": [Self.rule("sg-0bbbbbbbbbbbbbbbb"), Self.rule("10.0.8.0/22")]])
        }
    ]

    @Test(arguments: Self.breakages)
    func `what breaks is told by its own link and by no other`(breakage: Breakage) throws {
        var world = try Self.world()
        breakage.happen(&world)
        #expect(world.names(.broken) == [breakage.link], "\(world.troubles)")
        let link = try #require(world.link(breakage.link))
        #expect(link.reason?.isEmpty == false && link.fix?.isEmpty == false)
    }

    @Test(
        arguments: [
            ("10.0.4.0/24", ["10.0.0.0/16"], PortVerdict.yes), ("10.0.4.0/24", ["0.0.0.0/0"], .yes), ("10.0.4.0/24", ["10.0.4.0/25"], .open),
            ("10.0.4.0/24", ["10.1.0.0/16"], .no), ("10.0.4.0/24", ["::/0"], .no), ("2001:db8::/64", ["2001:db8::/32"], .yes),
            ("10.0.4.0/24", ["sg-0bbbbbbbbbbbbbbbb"], .no), ("10.0.4.9/32", ["10.0.4.9/32"], .yes), ("10.0.4.0/24", ["pl-0aaaaaaaaaaaaaaaa"], .yes),
            ("10.9.0.0/16", ["pl-0aaaaaaaaaaaaaaaa"], .no), ("10.9.0.0/16", ["pl-0bbbbbbbbbbbbbbbb"], .open),
            ("pl-0aaaaaaaaaaaaaaaa", ["pl-0aaaaaaaaaaaaaaaa"], .yes), ("pl-0aaaaaaaaaaaaaaaa", ["10.0.0.0/8"], .yes),
            ("sg-0bbbbbbbbbbbbbbbb", ["sg-0bbbbbbbbbbbbbbbb"], .yes), ("sg-0bbbbbbbbbbbbbbbb", ["111122223333/sg-0bbbbbbbbbbbbbbbb"], .yes),
            ("sg-0bbbbbbbbbbbbbbbb", ["0.0.0.0/0"], .yes), ("sg-0bbbbbbbbbbbbbbbb", ["10.0.0.0/8"], .open),
            ("sg-0bbbbbbbbbbbbbbbb", ["sg-0cccccccccccccccc"], .no)
        ] as [(String, [String], PortVerdict)])
    func `who reaches the port is told by addresses, groups and lists`(client: String, sources: [String], verdict: PortVerdict) throws {
        var world = try Self.world(["clients": [.string(client)]])
        world.answers[Self.rules] = .known(["rules": .array(sources.map { Self.rule($0) })])
        world.answers[.prefixList(id: "pl-0aaaaaaaaaaaaaaaa", region: ChainWorld.region)] = .known(["entries": ["10.0.0.0/16"]])
        world.answers[.prefixList(id: "pl-0bbbbbbbbbbbbbbbb", region: ChainWorld.region)] = .unreadable(ReadGap(code: .denied, message: "no"))
        #expect(world.link("port8182")?.state == verdict.state, "\(world.link("port8182")?.reason ?? "")")
    }

    enum PortVerdict {
        case yes, no, open

        var state: ChainLink.State {
            switch self {
            case .yes: .ok
            case .no: .broken
            case .open: .unknown
            }
        }
    }

    @Test func `a pending association is on its way`() throws {
        var world = try Self.world()
        world.change(Self.cluster, "roles", [["role": .string(Self.roleARN), "status": "PENDING"]])
        #expect(world.names(.propagating) == ["clusterAssociation"] && world.names(.broken).isEmpty)
    }
}
