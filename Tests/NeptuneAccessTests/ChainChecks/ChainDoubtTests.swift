import Foundation
import IAMPolicy
import NeptuneAccess
import ReconcileCore
import Testing

/// What was not read, and what is still on its way, in the chain of a load without a key.
@Suite struct ChainDoubtTests {
    private static let role = "neptune-bulk-load"
    private static let roleARN = "arn:aws:iam::111122223333:role/neptune-bulk-load"
    private static let objects = ChainQuestion.objects(bucket: "loads", prefix: "")
    private static let policy = AspectName("inlinePolicies", "load")
    private static let trust = AspectName("trustPolicy")
    private static let gap = ReadGap(code: .denied, message: "no permission")

    private static func world() throws -> ChainWorld {
        var world = try ChainWorld(
            NeptuneBulkLoadBlueprint(), ["cluster": "graph-prod", "source": "s3://loads", "roleName": .string(Self.role)])
        world.addCluster(["roles": [["role": .string(Self.roleARN), "status": "ACTIVE"]]])
        world.addBucket("loads", encryption: ["algorithm": "AES256", "bucketKey": false])
        world.answers[Self.objects] = .known(["keys": [["key": "vertices.csv", "bytes": 12]], "truncated": false])
        world.answers[.s3Endpoints(vpcID: "vpc-1", region: ChainWorld.region)] = .known([
            "endpoints": [
                [
                    "id": "vpce-1", "type": "Gateway", "state": "available",
                    "policy": ChainWorld.document(["Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"]),
                    "routeTableIDs": ["rtb-main"], "subnetIDs": []
                ]
            ], "routeTables": [["id": "rtb-main", "isMain": true, "subnetIDs": []]]
        ])
        try world.apply()
        return world
    }

    @Test func `the chain is whole`() throws {
        let world = try Self.world()
        #expect(world.links.allSatisfy { $0.state == .ok }, "\(world.troubles)")
    }

    // MARK: Not read

    /// What cannot be read, and the links that it leaves open.
    struct Unread: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let links: [String]
        let happen: @Sendable (inout ChainWorld) -> Void

        init(_ what: String, _ links: [String], _ happen: @escaping @Sendable (inout ChainWorld) -> Void) {
            self.testDescription = what
            self.links = links
            self.happen = happen
        }
    }

    private static let unread: [Unread] = [
        Unread("the cluster", ["clusterStatus", "clusterAssociation", "s3Endpoint", "port8182"]) { world in
            world.answers[ChainWorld.clusterQuestion] = .unreadable(Self.gap)
        },
        Unread("the bucket's place", ["bucketExists", "bucketRegion", "bucketPolicy", "bucketEncryption"]) {
            $0.answers[.bucketRegion(bucket: "loads")] = .unreadable(Self.gap)
        },
        Unread("the bucket", ["bucketPolicy", "bucketEncryption"]) {
            $0.readings[ChainWorld.identity(.bucket, "loads")] = .unreadable(Self.gap)
        },
        Unread("the bucket policy", ["bucketPolicy"]) { world in
            world.edit(.bucket, "loads") { live in
                live.aspects[AspectName("bucketPolicy")] = nil
                live.gaps["bucketPolicy"] = Self.gap
            }
        },
        Unread("inline policies", ["identityPolicy"]) { world in
            world.edit(.role, Self.role) { live in
                live.aspects[Self.policy] = nil
                live.gaps["inlinePolicies"] = Self.gap
            }
        },
        Unread("attached policies, which may deny", ["identityPolicy"]) { $0.edit(.role, Self.role) { $0.gaps["managedPolicies"] = Self.gap } },
        Unread("the document of an attached policy", ["identityPolicy"]) { world in
            let arn = "arn:aws:iam::111122223333:policy/unread"
            world.set(.role, Self.role, AspectName("managedPolicies", arn), .string(arn))
            world.readings[ChainWorld.identity(.managedPolicy, "unread")] = .unreadable(Self.gap)
        },
        Unread("the document of the boundary", ["permissionsBoundary"]) {
            $0.readings[ChainWorld.identity(.managedPolicy, "limit")] = .unreadable(Self.gap)
        },
        Unread("control policies", ["controlPolicies"]) { $0.answers[.controlPolicies] = .unreadable(Self.gap) },
        Unread("objects", ["sourceObjects"]) { $0.answers[Self.objects] = .unreadable(Self.gap) },
        Unread("endpoints", ["s3Endpoint"]) { $0.answers[.s3Endpoints(vpcID: "vpc-1", region: ChainWorld.region)] = .unreadable(Self.gap) },
        Unread(
            "the role",
            [
                "roleExists", "trustPolicy", "clusterAssociation", "identityPolicy", "permissionsBoundary", "controlPolicies", "bucketPolicy",
                "s3Endpoint"
            ]
        ) { $0.readings[ChainWorld.identity(.role, Self.role)] = .unreadable(Self.gap) }
    ]

    @Test(arguments: Self.unread)
    func `what could not be read is unknown, with why, and never ok`(unread: Unread) throws {
        var world = try Self.world()
        unread.happen(&world)
        #expect(world.names(.unknown) == unread.links, "\(world.troubles)")
        #expect(world.names(.broken).isEmpty, "\(world.troubles)")
        #expect(world.links.filter { $0.state == .unknown }.allSatisfy { $0.reason?.isEmpty == false })
    }

    @Test(
        arguments: [
            ("trustPolicy", ["StringEquals": ["aws:SourceAccount": "111122223333"]]),
            ("trustPolicy", ["ArnLike": ["aws:SourceArn": "arn:aws:rds:eu-west-1:111122223333:cluster:graph-prod"]])
        ] as [(String, JSONObject)])
    func `a condition on what nobody has documented leaves the link open`(link: String, condition: JSONObject) throws {
        var world = try Self.world()
        world.set(
            .role, Self.role, Self.trust,
            ChainWorld.document([
                "Effect": "Allow", "Principal": ["Service": "rds.amazonaws.com"], "Action": "sts:AssumeRole", "Condition": .object(condition)
            ]))
        #expect(world.names(.unknown) == [link], "\(world.troubles)")
        #expect(world.link(link)?.reason?.contains("aws:Source") == true)
    }

    @Test(
        arguments: [
            ("IpAddress", "aws:SourceIp", "10.0.0.0/8", .unknown),
            ("Bool", "aws:SecureTransport", "true", .ok), ("Bool", "aws:SecureTransport", "false", .broken),
            ("Bool", "aws:MultiFactorAuthPresent", "true", .broken), ("StringEquals", "aws:RequestedRegion", "eu-west-1", .ok),
            ("DateGreaterThan", "aws:CurrentTime", "2020-01-01T00:00:00Z", .ok),
            ("DateLessThan", "aws:CurrentTime", "2020-01-01T00:00:00Z", .broken),
            ("StringEquals", "aws:SourceVpce", "vpce-1", .ok), ("StringEquals", "aws:SourceVpc", "vpc-2", .broken)
        ] as [(String, String, String, ChainLink.State)])
    func `conditions are judged by what is known of the requests`(name: String, key: String, value: String, state: ChainLink.State) throws {
        var world = try Self.world()
        world.set(
            .role, Self.role, Self.policy,
            ChainWorld.document([
                "Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": "*", "Condition": .object([name: [key: .string(value)]])
            ]))
        #expect(world.link("identityPolicy")?.state == state, "\(world.troubles)")
        #expect(world.links.filter { $0.name != "identityPolicy" }.allSatisfy { $0.state == .ok }, "\(world.troubles)")
    }

    @Test func `without an organization nobody asks, and nothing is held against the chain`() throws {
        var world = try Self.world()
        world.hasOrganization = false
        world.answers[.controlPolicies] = .known(["levels": [[ChainWorld.deny("s3:*")]]])
        let link = try #require(world.link("controlPolicies"))
        #expect(link.state == .ok && link.reason?.contains("SCPs not evaluated") == true)
    }

    @Test func `the management account is bound by no control policy`() throws {
        var world = try Self.world()
        world.answers[.controlPolicies] = .known(["levels": [[ChainWorld.deny("s3:*")]], "isManagementAccount": true])
        #expect(world.link("controlPolicies")?.state == .ok)
    }

    @Test(arguments: [(nil, ChainLink.State.unknown), ("o-ours", .ok), ("o-other", .broken)] as [(String?, ChainLink.State)])
    func `a perimeter of the organization is judged where its id is known`(id: String?, state: ChainLink.State) throws {
        var world = try Self.world()
        let perimeter: JSONValue = [
            "Version": "2012-10-17",
            "Statement": [
                [
                    "Sid": "OursOnly", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*",
                    "Condition": [
                        "StringNotEqualsIfExists": ["aws:PrincipalOrgID": "o-ours"], "BoolIfExists": ["aws:PrincipalIsAWSService": "false"]
                    ]
                ]
            ]
        ]
        var answer: JSONObject = ["levels": [[ChainWorld.full]], "resourceLevels": [[["name": "perimeter", "document": perimeter]]]]
        if let id { answer["organizationID"] = .string(id) }
        world.answers[.controlPolicies] = .known(.object(answer))
        let link = try #require(world.link("controlPolicies"))
        #expect(link.state == state, "\(world.troubles)")
        #expect((link.decidedBy?.contains("perimeter") == true) == (state == .broken))
        #expect(world.names(.broken) == (state == .broken ? ["controlPolicies"] : []))
    }

    @Test func `a bucket policy that names the role makes up for its own`() throws {
        var world = try Self.world()
        world.set(.role, Self.role, Self.policy, nil)
        #expect(world.names(.broken) == ["identityPolicy"])
        world.set(
            .bucket, "loads", AspectName("bucketPolicy"),
            ChainWorld.document([
                "Effect": "Allow", "Principal": ["AWS": .string(Self.roleARN)], "Action": ["s3:GetObject", "s3:ListBucket"],
                "Resource": ["arn:aws:s3:::loads", "arn:aws:s3:::loads/*"]
            ]))
        #expect(world.names(.ok).count == world.links.count, "\(world.troubles)")
    }

    // MARK: On its way

    @Test func `what was written a moment ago is propagating, though it shows`() throws {
        var world = try Self.world()
        let shown = world.live(ChainWorld.identity(.role, Self.role))?.aspects[Self.policy]
        world.open(.role, Self.role, Self.policy, value: shown, before: nil)
        #expect(world.names(.propagating) == ["identityPolicy"], "\(world.troubles)")
        #expect(world.link("identityPolicy")?.until == ChainWorld.now.wall.addingTimeInterval(600))
    }

    @Test func `what still shows as it was before the write is propagating, and a third value is broken`() throws {
        var world = try Self.world()
        let wanted = world.live(ChainWorld.identity(.role, Self.role))?.aspects[Self.trust]
        let before = ChainWorld.document(["Effect": "Allow", "Principal": ["Service": "ec2.amazonaws.com"], "Action": "sts:AssumeRole"])
        world.open(.role, Self.role, Self.trust, value: wanted, before: before)
        world.set(.role, Self.role, Self.trust, before)
        #expect(world.names(.propagating) == ["trustPolicy"] && world.names(.broken).isEmpty, "\(world.troubles)")
        let third = ChainWorld.document(["Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole"])
        world.set(.role, Self.role, Self.trust, third)
        #expect(world.names(.broken) == ["trustPolicy"] && world.names(.propagating).isEmpty, "\(world.troubles)")
    }

    @Test func `a role that was made a moment ago and does not show yet is propagating`() throws {
        var world = try Self.world()
        let trust = world.live(ChainWorld.identity(.role, Self.role))?.aspects[Self.trust]
        world.open(.role, Self.role, Self.trust, value: trust, before: nil)
        world.readings[ChainWorld.identity(.role, Self.role)] = .absent
        #expect(world.link("roleExists")?.state == .propagating)
        #expect(world.names(.broken).isEmpty, "\(world.troubles)")
    }

    @Test func `windows over other resources do not count`() throws {
        var world = try Self.world()
        world.open(.role, "other", Self.policy, value: "x", before: nil)
        world.open(.role, Self.role, AspectName("tags", "a"), value: "x", before: nil)
        #expect(world.link("identityPolicy")?.state == .ok && world.link("trustPolicy")?.state == .ok)
    }

    @Test func `faulty parameters are one broken link`() throws {
        let blueprint = DesiredResource(
            identity: ChainWorld.identity(ResourceKind("NeptuneBulkLoad"), "x"), spec: ["cluster": "graph-prod"], source: .api)
        let view = try Self.world().view
        let links = NeptuneBulkLoadBlueprint().links(of: blueprint, in: view)
        #expect(links.map(\.name) == ["parameters"] && links.first?.state == .broken && links.first?.fix != nil)
        #expect(NeptuneBulkLoadBlueprint().command(of: blueprint, in: view) == nil)
    }
}
