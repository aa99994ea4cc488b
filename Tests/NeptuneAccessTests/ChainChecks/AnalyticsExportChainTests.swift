import IAMPolicy
import NeptuneAccess
import ReconcileCore
import Testing

@Suite struct AnalyticsExportChainTests {
    private static let role = "neptune-export"
    private static let graph = ChainQuestion.graph(id: "g-0123456789", region: ChainWorld.region)
    private static let policy = AspectName("inlinePolicies", "export")

    private static func world() throws -> ChainWorld {
        var world = try ChainWorld(
            NeptuneAnalyticsExportBlueprint(),
            [
                "destination": "s3://exports/nightly", "kmsKey": "alias/graph", "graph": "g-0123456789", "roleName": .string(Self.role),
                "caller": "Role/starter"
            ])
        world.addPrincipal(.role, "starter", hasBoundary: false)
        world.addBucket("exports")
        world.answers[Self.graph] = .known([
            "id": "g-0123456789", "arn": "arn:aws:neptune-graph:eu-west-1:111122223333:graph/g-0123456789", "status": "AVAILABLE"
        ])
        try world.apply()
        return world
    }

    @Test func `a chain that is whole is ok link by link, in the order of a request`() throws {
        let world = try Self.world()
        #expect(
            world.links.map(\.name) == [
                "graphStatus", "roleExists", "trustPolicy", "startExport", "passRole", "identityPolicy", "permissionsBoundary", "controlPolicies",
                "keyState", "kmsKeyARN", "keyPolicy", "bucketExists", "bucketRegion", "bucketPolicy", "bucketEncryption"
            ])
        #expect(world.links.allSatisfy { $0.state == .ok }, "\(world.troubles)")
        #expect(world.links.allSatisfy { $0.fix == nil })
    }

    @Test func `the command names the key by its ARN`() throws {
        #expect(
            try Self.world().command
                == "aws neptune-graph start-export-task --graph-identifier g-0123456789 --role-arn arn:aws:iam::111122223333:role/neptune-export "
                + "--format PARQUET --destination s3://exports/nightly/ --kms-key-identifier \(ChainWorld.keyARN) --region eu-west-1")
    }

    private static func keyPolicy(_ more: JSONValue...) -> JSONValue { ["Version": "2012-10-17", "Statement": .array(more)] }
    private static let root: JSONValue = ["Effect": "Allow", "Principal": ["AWS": "111122223333"], "Action": "kms:*", "Resource": "*"]

    private static let breakages: [Breakage] = [
        Breakage("graphStatus", "the graph is stopped") { $0.change(Self.graph, "status", "STOPPED") },
        Breakage("graphStatus", "the graph is gone") { $0.answers[Self.graph] = .absent },
        Breakage("roleExists", "the role is gone") { $0.readings[ChainWorld.identity(.role, Self.role)] = .absent },
        Breakage("trustPolicy", "a proxy's name for the service") {
            $0.set(.role, Self.role, AspectName("trustPolicy"), Self.trust("neptune-graph.amazonaws.com.rproxy.goskope.com"))
        },
        Breakage("trustPolicy", "another service") { $0.set(.role, Self.role, AspectName("trustPolicy"), Self.trust("rds.amazonaws.com")) },
        Breakage("trustPolicy", "another source account") {
            $0.set(
                .role, Self.role, AspectName("trustPolicy"),
                Self.trust("neptune-graph.amazonaws.com", if: ["StringEquals": ["aws:SourceAccount": "444455556666"]]))
        },
        Breakage("startExport", "who starts may not") { $0.set(.role, "starter", AspectName("inlinePolicies", "export-nightly"), Self.pass) },
        Breakage("passRole", "the role may be passed to another service only") { world in
            world.set(.role, "starter", AspectName("inlinePolicies", "export-nightly"), Self.passElsewhere)
        },
        Breakage("identityPolicy", "the policy is taken away") { $0.set(.role, Self.role, Self.policy, nil) },
        Breakage("identityPolicy", "listing is granted on objects") {
            $0.edit(.role, Self.role) { Self.replace(&$0, "arn:aws:s3:::exports\"", "arn:aws:s3:::exports/\"") }
        },
        Breakage("identityPolicy", "a Deny beside it") {
            $0.set(.role, Self.role, AspectName("inlinePolicies", "barred"), ChainWorld.deny("s3:PutObject"))
        },
        Breakage("identityPolicy", "a managed policy that denies") { world in
            world.addPolicy("barred", ChainWorld.deny("kms:*"))
            let arn = "arn:aws:iam::111122223333:policy/barred"
            world.set(.role, Self.role, AspectName("managedPolicies", arn), .string(arn))
        },
        Breakage("permissionsBoundary", "the boundary lacks KMS") {
            $0.addPolicy("limit", ChainWorld.document(["Effect": "Allow", "Action": "s3:*", "Resource": "*"]))
        },
        Breakage("permissionsBoundary", "another boundary") { world in
            world.addPolicy("narrow", ChainWorld.deny("s3:GetObject"))
            world.set(.role, Self.role, ChainWorld.boundary, "arn:aws:iam::111122223333:policy/narrow")
        },
        Breakage("controlPolicies", "an SCP denies") {
            $0.answers[.controlPolicies] = .known([
                "levels": [[ChainWorld.full], [ChainWorld.full, ["name": "no-kms", "document": ChainWorld.deny("kms:Decrypt")]]]
            ])
        },
        Breakage("controlPolicies", "a level allows too little") {
            $0.answers[.controlPolicies] = .known([
                "levels": [
                    [ChainWorld.full],
                    [ChainWorld.document(["Effect": "Allow", "Action": ["sts:*", "kms:*", "iam:*", "neptune-graph:*"], "Resource": "*"])]
                ]
            ])
        },
        Breakage("controlPolicies", "a resource control policy denies") {
            $0.answers[.controlPolicies] = .known([
                "levels": [[ChainWorld.full]],
                "resourceLevels": [
                    [["Version": "2012-10-17", "Statement": [["Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": "*"]]]]
                ]
            ])
        },
        Breakage("keyState", "the key is disabled") { $0.set(.kmsKey, "graph", AspectName("enabled"), false) },
        Breakage("keyState", "the key waits to be deleted") { $0.set(.kmsKey, "graph", AspectName("enabled"), "pendingDeletion") },
        Breakage("keyState", "the key is asymmetric") { $0.edit(.kmsKey, "graph") { $0.facts["keySpec"] = "RSA_2048" } },
        Breakage("keyState", "the key is gone") { $0.readings[ChainWorld.identity(.kmsKey, "graph")] = .absent },
        Breakage("kmsKeyARN", "the alias points elsewhere") {
            $0.set(.kmsKey, "graph", AspectName("aliases", "alias/graph"), "99999999-2222-3333-4444-555555555555")
        },
        Breakage("keyPolicy", "the account is no longer let in") {
            $0.set(
                .kmsKey, "graph", AspectName("keyPolicy"),
                Self.keyPolicy(["Effect": "Allow", "Principal": ["AWS": "arn:aws:iam::111122223333:role/other"], "Action": "kms:*", "Resource": "*"]))
        },
        Breakage("keyPolicy", "a Deny in it") {
            $0.set(
                .kmsKey, "graph", AspectName("keyPolicy"),
                Self.keyPolicy(Self.root, ["Sid": "No", "Effect": "Deny", "Principal": "*", "Action": "kms:GenerateDataKey", "Resource": "*"]))
        },
        Breakage("bucketExists", "the bucket is gone") { world in
            world.answers[.bucketRegion(bucket: "exports")] = .absent
            world.readings[ChainWorld.identity(.bucket, "exports")] = .absent
        },
        Breakage("bucketRegion", "the bucket lies elsewhere") { world in
            world.answers[.bucketRegion(bucket: "exports")] = .known(["region": "us-east-1"])
            world.readings[ChainWorld.identity(.bucket, "exports", region: "us-east-1")] = world.readings[ChainWorld.identity(.bucket, "exports")]
            world.readings[ChainWorld.identity(.bucket, "exports")] = .unreadable(ReadGap(code: .unresolved, message: "it is in us-east-1"))
        },
        Breakage("bucketPolicy", "a bucket policy that no manifest owns denies") {
            $0.set(
                .bucket, "exports", AspectName("bucketPolicy"),
                ChainWorld.document([
                    "Sid": "Mine", "Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::exports/*"
                ]))
        },
        Breakage("bucketPolicy", "only another role is let in") {
            $0.set(
                .bucket, "exports", AspectName("bucketPolicy"),
                ChainWorld.document([
                    "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::exports", "arn:aws:s3:::exports/*"],
                    "Condition": ["StringNotLike": ["aws:PrincipalArn": "arn:aws:iam::111122223333:role/other"]]
                ]))
        },
        Breakage("bucketEncryption", "the bucket encrypts with S3's own keys") {
            $0.set(.bucket, "exports", AspectName("defaultEncryption"), ["algorithm": "AES256", "bucketKey": false])
        },
        Breakage("bucketEncryption", "the bucket encrypts with another key") {
            $0.set(
                .bucket, "exports", AspectName("defaultEncryption"),
                ["algorithm": "aws:kms", "kmsKey": "arn:aws:kms:eu-west-1:111122223333:key/99999999-2222-3333-4444-555555555555", "bucketKey": true])
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

    private static func trust(_ service: String, if condition: JSONValue? = nil) -> JSONValue {
        var statement: JSONObject = ["Effect": "Allow", "Principal": ["Service": .string(service)], "Action": "sts:AssumeRole"]
        statement["Condition"] = condition
        return ["Version": "2012-10-17", "Statement": [.object(statement)]]
    }

    private static let pass = ChainWorld.document(["Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"])
    private static let passElsewhere = ChainWorld.document(
        ["Effect": "Allow", "Action": "neptune-graph:*", "Resource": "*"],
        [
            "Effect": "Allow", "Action": "iam:PassRole", "Resource": "*",
            "Condition": ["StringEquals": ["iam:PassedToService": "rds.amazonaws.com"]]
        ])

    /// Rewrites a text in all inline policies.
    private static func replace(_ live: inout LiveResource, _ old: String, _ new: String) {
        for (aspect, value) in live.aspects where aspect.base == "inlinePolicies" {
            let text = JSONWriter.compact(value).split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
            live.aspects[aspect] = try? JSONReader.parse(text)
        }
    }
}
