import IAMPolicy
import NeptuneAccess
import ReconcileCore
import Testing

@Suite struct AccessAssertionTests {
    private static let object = "arn:aws:s3:::loads/in/a.csv"
    private static let data = "arn:aws:neptune-db:eu-west-1:111122223333:cluster-ABC/*"

    private static func world(_ spec: JSONObject) throws -> ChainWorld {
        var whole: JSONObject = ["principal": "Role/app"]
        for member in spec.members { whole[member.name] = member.value }
        var world = try ChainWorld(AccessAssertionBlueprint(), whole)
        world.addPrincipal(.role, "app")
        world.addBucket("loads")
        world.set(
            .role, "app", AspectName("inlinePolicies", "use"),
            ChainWorld.document(
                ["Sid": "Query", "Effect": "Allow", "Action": "neptune-db:ReadDataViaQuery", "Resource": .string(Self.data)],
                [
                    "Sid": "Files", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::loads/*",
                    "Condition": ["StringEquals": ["aws:SourceVpc": "vpc-1"]]
                ], ["Sid": "Keys", "Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*"],
                ["Sid": "NoDelete", "Effect": "Deny", "Action": "s3:Delete*", "Resource": "*"]))
        let key = ChainWorld.identity(.kmsKey, "graph")
        world.desired.append(DesiredResource(identity: key, spec: ["key": "alias/graph"], source: .api))
        let live = LiveResource(
            arn: ChainWorld.keyARN, uniqueID: nil, aspects: [AspectName("keyPolicy"): ChainWorld.keyPolicy, AspectName("enabled"): true])
        world.readings[key] = .present(live)
        world.readings[ChainWorld.identity(.kmsKey, ChainWorld.keyARN)] = .present(live)
        return world
    }

    private static func item(_ action: String, _ resource: String, _ context: JSONObject = [:]) -> JSONValue {
        ["action": .string(action), "resource": .string(resource), "context": .object(context)]
    }

    @Test(
        arguments: [
            ("neptune-db:ReadDataViaQuery", Self.data, [:], true), ("neptune-db:WriteDataViaQuery", Self.data, [:], false),
            ("neptune-db:ReadDataViaQuery", "arn:aws:neptune-db:eu-west-1:111122223333:cluster-DEF/*", [:], false),
            ("s3:GetObject", Self.object, ["aws:SourceVpc": "vpc-1"], true), ("s3:GetObject", Self.object, ["aws:SourceVpc": ["vpc-2"]], false),
            ("s3:GetObject", Self.object, [:], false), ("s3:DeleteObject", Self.object, [:], false), ("kms:Decrypt", "KMSKey/graph", [:], true),
            ("kms:Decrypt", ChainWorld.keyARN, [:], true), ("kms:Encrypt", "KMSKey/graph", [:], false), ("iam:CreateUser", "*", [:], false)
        ] as [(String, String, JSONObject, Bool)])
    func `each request is judged by everything that has a say in it`(
        action: String, resource: String, context: JSONObject, isAllowed: Bool
    ) throws {
        let item = Self.item(action, resource, context)
        let world = try Self.world(["can": [item], "cannot": [item]])
        #expect(world.links.map(\.name) == ["can[0]", "cannot[0]"])
        #expect(world.link("can[0]")?.state == (isAllowed ? .ok : .broken), "\(world.troubles)")
        #expect(world.link("cannot[0]")?.state == (isAllowed ? .broken : .ok), "\(world.troubles)")
        #expect(world.command == nil)
    }

    @Test(arguments: [("true", true), (true, true), (false, false)] as [(JSONValue, Bool)])
    func `truth values of a context are compared as their text`(value: JSONValue, isAllowed: Bool) throws {
        var world = try Self.world(["can": [Self.item("neptune-db:ReadDataViaQuery", Self.data, ["aws:MultiFactorAuthPresent": value])]])
        world.set(
            .role, "app", AspectName("inlinePolicies", "use"),
            ChainWorld.document([
                "Effect": "Allow", "Action": "neptune-db:*", "Resource": "*", "Condition": ["Bool": ["aws:MultiFactorAuthPresent": "true"]]
            ]))
        #expect(world.link("can[0]")?.state == (isAllowed ? .ok : .broken))
    }

    @Test func `the deciding statement is told`() throws {
        let world = try Self.world([
            "can": [Self.item("neptune-db:ReadDataViaQuery", Self.data), Self.item("s3:DeleteObject", Self.object)],
            "cannot": [Self.item("neptune-db:ReadDataViaQuery", Self.data), Self.item("s3:DeleteObject", Self.object)]
        ])
        let allow = "Statement[Query] of prod/Role/app inlinePolicies[use]"
        let deny = "Statement[NoDelete] of prod/Role/app inlinePolicies[use]"
        #expect(world.link("can[0]")?.decidedBy?.contains(allow) == true && world.link("cannot[0]")?.decidedBy?.contains(allow) == true)
        #expect(world.link("can[1]")?.decidedBy == deny && world.link("cannot[1]")?.decidedBy == deny)
        #expect(world.link("cannot[0]")?.fix?.contains(allow) == true)
    }

    private static let breakages: [Breakage] = [
        Breakage("identity", "an attached policy denies") { world in
            world.addPolicy("barred", ChainWorld.deny("neptune-db:*"))
            let arn = "arn:aws:iam::111122223333:policy/barred"
            world.set(.role, "app", AspectName("managedPolicies", arn), .string(arn))
        },
        Breakage("boundary", "the boundary narrows") { $0.addPolicy("limit", ChainWorld.deny("neptune-db:Read*")) },
        Breakage("SCP", "a control policy denies") {
            $0.answers[.controlPolicies] = .known(["levels": [[ChainWorld.full], [ChainWorld.deny("neptune-db:*")]]])
        },
        Breakage("principal", "it is gone") { $0.readings[ChainWorld.identity(.role, "app")] = .absent }
    ]

    @Test(arguments: Self.breakages)
    func `a change at any level changes the verdict`(breakage: Breakage) throws {
        let item = Self.item("neptune-db:ReadDataViaQuery", Self.data)
        var world = try Self.world(["can": [item], "cannot": [item]])
        #expect(world.names(.ok) == ["can[0]"] && world.names(.broken) == ["cannot[0]"])
        breakage.happen(&world)
        #expect(world.names(.ok) == ["cannot[0]"] && world.names(.broken) == ["can[0]"], "\(world.troubles)")
    }

    @Test func `what mends it is asked of the level that lacks an Allow`() throws {
        var world = try Self.world(["can": [Self.item("neptune-db:ReadDataViaQuery", Self.data), Self.item("neptune-db:GetEngineStatus", Self.data)]])
        #expect(world.link("can[1]")?.fix?.contains("needs in a policy of its own: {\"Effect\":\"Allow\"") == true)
        world.addPolicy("limit", ChainWorld.document(["Effect": "Allow", "Action": "s3:*", "Resource": "*"]))
        #expect(world.link("can[0]")?.fix?.hasPrefix("the permissions boundary of arn:aws:iam::111122223333:role/app has to hold") == true)
        world.addPolicy("limit", ChainWorld.everything)
        world.answers[.controlPolicies] = .known([
            "levels": [[ChainWorld.full], [ChainWorld.document(["Effect": "Allow", "Action": "s3:*", "Resource": "*"])]]
        ])
        #expect(world.link("can[0]")?.fix == "a control policy at scps[1] has to allow neptune-db:ReadDataViaQuery")
    }

    @Test func `the policies of keys and buckets have their say`() throws {
        var world = try Self.world([
            "can": [Self.item("kms:Decrypt", "KMSKey/graph"), Self.item("s3:GetObject", Self.object, ["aws:SourceVpc": "vpc-1"])]
        ])
        #expect(world.names(.ok) == ["can[0]", "can[1]"], "\(world.troubles)")
        world.set(
            .kmsKey, "graph", AspectName("keyPolicy"),
            ChainWorld.document([
                "Effect": "Allow", "Principal": ["AWS": "444455556666"], "Action": "kms:*", "Resource": "*"
            ]))
        world.set(
            .bucket, "loads", AspectName("bucketPolicy"),
            ChainWorld.document([
                "Sid": "Closed", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::loads/*"
            ]))
        #expect(world.names(.broken) == ["can[0]", "can[1]"], "\(world.troubles)")
        #expect(world.link("can[1]")?.decidedBy?.contains("Statement[Closed]") == true)
        world.readings[ChainWorld.identity(.bucket, "loads")] = .unreadable(ReadGap(code: .denied, message: "no"))
        #expect(world.link("can[1]")?.state == .unknown)
    }

    // MARK: Patterns

    @Test(
        arguments: [
            ("iam:*", "*", ChainLink.State.ok), ("kms:*", "*", .broken), ("kms:*", "KMSKey/graph", .broken), ("s3:Delete*", "*", .ok),
            ("neptune-db:*", "arn:aws:neptune-db:*:*:*", .broken), ("neptune-db:*", "arn:aws:neptune-db:eu-west-1:111122223333:cluster-DEF/*", .ok),
            ("neptune-db:Write*", "*", .ok), ("*", "*", .broken)
        ] as [(String, String, ChainLink.State)])
    func `nothing among what a pattern stands for may get through`(action: String, resource: String, state: ChainLink.State) throws {
        let world = try Self.world(["cannot": [Self.item(action, resource)]])
        #expect(world.link("cannot[0]")?.state == state, "\(world.troubles)")
    }

    @Test func `an administrator is kept in by its boundary or by an SCP`() throws {
        var world = try Self.world(["cannot": [Self.item("iam:*", "*")]])
        world.set(.role, "app", AspectName("inlinePolicies", "use"), ChainWorld.everything)
        #expect(world.names(.broken) == ["cannot[0]"], "\(world.troubles)")
        world.addPolicy("limit", ChainWorld.document(["Effect": "Allow", "NotAction": "iam:*", "Resource": "*"]))
        #expect(world.names(.ok) == ["cannot[0]"], "\(world.troubles)")
        world.addPolicy("limit", ChainWorld.everything)
        world.answers[.controlPolicies] = .known(["levels": [[ChainWorld.full], [ChainWorld.deny("iam:*")]]])
        #expect(world.names(.ok) == ["cannot[0]"], "\(world.troubles)")
    }

    @Test func `every action that a pattern stands for has to be possible`() throws {
        var world = try Self.world(["can": [Self.item("neptune-db:Read*", Self.data), Self.item("neptune-db:*DataViaQuery", Self.data)]])
        #expect(world.names(.ok) == ["can[0]"] && world.names(.broken) == ["can[1]"], "\(world.troubles)")
        world.set(
            .role, "app", AspectName("inlinePolicies", "more"),
            ChainWorld.document(["Effect": "Allow", "Action": "neptune-db:*", "Resource": .string(Self.data)]))
        #expect(world.names(.ok) == ["can[0]", "can[1]"], "\(world.troubles)")
    }

    // MARK: Parameters

    @Test(
        arguments: [
            (["can": []], "can"), (["principal": .null, "can": [Self.item("s3:GetObject", "*")]], "principal"),
            (["principal": "Role/nobody", "can": [Self.item("s3:GetObject", "*")]], "principal"),
            (["principal": "group of people", "can": [Self.item("s3:GetObject", "*")]], "principal"),
            (["can": [Self.item("GetObject", "*")]], "can[0].action"), (["can": [Self.item("s3x:GetObject", "*")]], "can[0].action"),
            (["can": [Self.item("s*:GetObject", "*")]], "can[0].action"), (["cannot": [Self.item("s3:GetObject", "loads")]], "cannot[0].resource"),
            (["cannot": [["action": "s3:GetObject"]]], "cannot[0].resource"), (["can": [Self.item("kms:Decrypt", "KMSKey/nothing")]], "can")
        ] as [(JSONObject, String)])
    func `what nobody could be asked is refused`(spec: JSONObject, path: String) throws {
        let world = try Self.world(spec)
        let surroundings = world.view.surroundings
        #expect {
            try AccessAssertionBlueprint().expansion(of: world.blueprint, in: surroundings)
        } throws: { error in
            (error as? BlueprintFault)?.path == path
        }
    }

    @Test func `nothing is kept for an assertion`() throws {
        let world = try Self.world(["can": [Self.item("s3:GetObject", Self.object)]])
        let expansion = try AccessAssertionBlueprint().expansion(of: world.blueprint, in: world.view.surroundings)
        #expect(expansion.resources.isEmpty && expansion.reasons.isEmpty)
    }
}
