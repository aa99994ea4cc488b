import IAMPolicy
import NeptuneAccess
import ReconcileCore
import Testing

@Suite struct CrossAccountImportChainTests {
    private static let session = "arn:aws:sts::444455556666:assumed-role/ImportConnector/my-session"
    private static let objects = ChainQuestion.objects(bucket: "shared", prefix: "out/")
    private static let trust = AspectName("trustPolicy")

    private static func world() throws -> ChainWorld {
        var world = try ChainWorld(
            CrossAccountImportBlueprint(),
            [
                "bucket": "shared", "prefix": "out/", "principal": .string(Self.session), "externalID": "d68b1db43ed5", "roleName": "partner-import"
            ])
        world.addBucket("shared", encryption: ["algorithm": "AES256", "bucketKey": false])
        world.answers[Self.objects] = .known(["keys": [["key": "out/people.csv", "bytes": 7]], "truncated": true])
        try world.apply()
        return world
    }

    private static func trust(_ principal: JSONValue, id: String? = "d68b1db43ed5") -> JSONValue {
        var statement: JSONObject = ["Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"]
        if let id { statement["Condition"] = ["StringEquals": ["sts:ExternalId": .string(id)]] }
        return ["Version": "2012-10-17", "Statement": [.object(statement)]]
    }

    @Test func `a chain that is whole is ok link by link`() throws {
        let world = try Self.world()
        #expect(
            world.links.map(\.name) == [
                "roleExists", "principalForm", "trustPolicy", "sessionName", "externalID", "identityPolicy", "permissionsBoundary", "controlPolicies",
                "bucketExists", "bucketPolicy", "bucketEncryption", "sourceObjects"
            ])
        #expect(world.links.allSatisfy { $0.state == .ok }, "\(world.troubles)")
        #expect(
            world.command
                == "aws sts assume-role --role-arn arn:aws:iam::111122223333:role/partner-import --role-session-name my-session "
                + "--external-id d68b1db43ed5")
    }

    private static let breakages: [Breakage] = [
        Breakage("roleExists", "the role is gone") { $0.readings[ChainWorld.identity(.role, "partner-import")] = .absent },
        Breakage("principalForm", "the unique id of a principal that was deleted") {
            $0.set(.role, "partner-import", Self.trust, Self.trust(["AWS": "AROAEXAMPLEEXAMPLEEX"]))
        },
        Breakage("principalForm", "a user in the place of a session") {
            $0.set(.role, "partner-import", Self.trust, Self.trust(["AWS": "arn:aws:iam::444455556666:user/ImportConnector"]))
        },
        Breakage("trustPolicy", "a role of another account") {
            $0.set(.role, "partner-import", Self.trust, Self.trust(["AWS": "arn:aws:sts::777788889999:assumed-role/ImportConnector/my-session"]))
        },
        Breakage("trustPolicy", "a service") { $0.set(.role, "partner-import", Self.trust, Self.trust(["Service": "s3.amazonaws.com"])) },
        Breakage("sessionName", "another session of the role") {
            $0.set(
                .role, "partner-import", Self.trust, Self.trust(["AWS": "arn:aws:sts::444455556666:assumed-role/ImportConnector/other-session"]))
        },
        Breakage("sessionName", "the placeholder of the instructions") {
            $0.set(
                .role, "partner-import", Self.trust, Self.trust(["AWS": "arn:aws:sts::444455556666:assumed-role/ImportConnector/Your Session Name"]))
        },
        Breakage("externalID", "another external id") {
            $0.set(.role, "partner-import", Self.trust, Self.trust(["AWS": .string(Self.session)], id: "ffffffffffff"))
        },
        Breakage("externalID", "none is asked for") {
            $0.set(.role, "partner-import", Self.trust, Self.trust(["AWS": .string(Self.session)], id: nil))
        },
        Breakage("identityPolicy", "the policy is detached") {
            let arn = "arn:aws:iam::111122223333:policy/partner-import"
            $0.set(.role, "partner-import", AspectName("managedPolicies", arn), nil)
        },
        Breakage("permissionsBoundary", "the boundary has no S3") { $0.addPolicy("limit", ChainWorld.deny("s3:*")) },
        Breakage("controlPolicies", "an SCP keeps reading out") {
            $0.answers[.controlPolicies] = .known(["levels": [[ChainWorld.full], [ChainWorld.deny("s3:GetObject")]]])
        },
        Breakage("bucketPolicy", "a bucket policy admits others only") {
            $0.set(
                .bucket, "shared", AspectName("bucketPolicy"),
                ChainWorld.document([
                    "Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::shared/*",
                    "Condition": ["ArnNotEquals": ["aws:PrincipalArn": "arn:aws:iam::111122223333:role/other"]]
                ]))
        },
        Breakage("bucketEncryption", "a key that the blueprint does not name") {
            $0.set(.bucket, "shared", AspectName("defaultEncryption"), ChainWorld.encryption)
        },
        Breakage("sourceObjects", "nothing lies there") { $0.answers[Self.objects] = .known(["keys": [], "truncated": false]) }
    ]

    @Test(arguments: Self.breakages)
    func `what breaks is told by its own link and by no other`(breakage: Breakage) throws {
        var world = try Self.world()
        breakage.happen(&world)
        #expect(world.names(.broken) == [breakage.link], "\(world.troubles)")
        #expect(world.link(breakage.link)?.fix?.isEmpty == false)
    }
}

@Suite struct StagingUserChainTests {
    private static func world() throws -> ChainWorld {
        var world = try ChainWorld(
            S3StagingUserBlueprint(),
            ["userName": "loader", "bucket": "loads", "prefix": "in/", "console": true, "allowDelete": false, "kmsKey": "alias/graph"])
        world.addBucket("loads")
        try world.apply()
        return world
    }

    @Test func `a chain that is whole is ok link by link`() throws {
        let world = try Self.world()
        #expect(
            world.links.map(\.name) == [
                "userExists", "identityPolicy", "permissionsBoundary", "controlPolicies", "bucketExists", "bucketPolicy", "bucketEncryption",
                "keyState", "keyPolicy"
            ])
        #expect(world.links.allSatisfy { $0.state == .ok }, "\(world.troubles)")
        #expect(world.command == "aws s3 cp FILE s3://loads/in/")
    }

    private static let breakages: [Breakage] = [
        Breakage("userExists", "the user is gone") { $0.readings[ChainWorld.identity(.user, "loader")] = .absent },
        Breakage("identityPolicy", "the policy is taken away") { $0.set(.user, "loader", AspectName("inlinePolicies", "staging"), nil) },
        Breakage("identityPolicy", "a group that denies") { world in
            world.readings[ChainWorld.identity(.group, "barred")] = .present(
                LiveResource(
                    arn: "arn:aws:iam::111122223333:group/barred", uniqueID: nil,
                    aspects: [AspectName("inlinePolicies", "no"): ChainWorld.deny("s3:PutObject")]))
            world.set(.user, "loader", AspectName("groups", "barred"), "barred")
        },
        Breakage("permissionsBoundary", "the boundary denies listing buckets") { $0.addPolicy("limit", ChainWorld.deny("s3:ListAllMyBuckets")) },
        Breakage("controlPolicies", "an SCP keeps keys out") {
            $0.answers[.controlPolicies] = .known(["levels": [[ChainWorld.full, ChainWorld.deny("kms:GenerateDataKey")]]])
        },
        Breakage("bucketPolicy", "a bucket policy denies the user") {
            $0.set(
                .bucket, "loads", AspectName("bucketPolicy"),
                ChainWorld.document([
                    "Effect": "Deny", "Principal": ["AWS": "arn:aws:iam::111122223333:user/loader"], "Action": "s3:PutObject",
                    "Resource": "arn:aws:s3:::loads/*"
                ]))
        },
        Breakage("keyState", "the key is disabled") { $0.set(.kmsKey, "graph", AspectName("enabled"), false) },
        Breakage("keyPolicy", "the key policy denies the user") {
            $0.set(
                .kmsKey, "graph", AspectName("keyPolicy"),
                ChainWorld.document(
                    ["Effect": "Allow", "Principal": ["AWS": "111122223333"], "Action": "kms:*", "Resource": "*"],
                    ["Effect": "Deny", "Principal": ["AWS": "arn:aws:iam::111122223333:user/loader"], "Action": "kms:*", "Resource": "*"]))
        }
    ]

    @Test(arguments: Self.breakages)
    func `what breaks is told by its own link and by no other`(breakage: Breakage) throws {
        var world = try Self.world()
        breakage.happen(&world)
        #expect(world.names(.broken) == [breakage.link], "\(world.troubles)")
        #expect(world.link(breakage.link)?.fix?.isEmpty == false)
    }
}
