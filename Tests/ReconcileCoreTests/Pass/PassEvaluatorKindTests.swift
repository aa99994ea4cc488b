import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

/// Users, groups and all aspects of a key, from drift to settled.
@Suite struct PassEvaluatorKindTests {
    private static let admin = "arn:aws:iam::aws:policy/AdministratorAccess"
    private static let otherKey = "22222222-2222-3333-4444-555555555555"
    private static let user = Fixtures.resource(
        .user, "loader",
        [
            "path": "/graph/", "inlinePolicies": ["load": Fixtures.allow("s3:GetObject")], "managedPolicies": [], "groups": ["Staff"],
            "permissionsBoundary": .string(Fixtures.policyARN("limit")), "accessKeys": ["AKIAEXAMPLE000000001"], "tags": ["owner": "graph"]
        ])
    private static let group = Fixtures.resource(
        .group, "staff",
        ["path": "/", "inlinePolicies": JSONValue.null, "managedPolicies": [.string(Fixtures.policyARN("read"))], "members": ["loader"]])
    private static let key = Fixtures.resource(
        .kmsKey, "export-key",
        [
            "key": "alias/graph", "keyPolicy": Fixtures.keyPolicy(), "enabled": true, "rotation": true, "aliases": ["alias/graph", "alias/second"],
            "grants": [["granteePrincipal": .string(Fixtures.roleARN("export")), "operations": ["Decrypt"]]], "description": "Exports",
            "tags": ["owner": "graph"]
        ])

    private static func build(_ world: inout SimulatedAccount) {
        world.addGroup("staff")
        world.addUser("loader", path: "/graph/", groups: ["staff"])
        world[user: "loader"]?.inlinePolicies = ["load": Fixtures.allow("s3:GetObject")]
        world[user: "loader"]?.permissionsBoundary = Fixtures.policyARN("limit")
        world[user: "loader"]?.accessKeys = ["AKIAEXAMPLE000000001": true, "AKIAEXAMPLE000000002": false]
        world[user: "loader"]?.tags = ["owner": "graph"]
        world[group: "staff"]?.managedPolicies = [Fixtures.policyARN("read")]
        world.keys[Fixtures.keyID]?.aliases = ["alias/graph", "alias/second"]
        world.keys[Fixtures.keyID]?.isRotated = true
        world.keys[Fixtures.keyID]?.description = "Exports"
        world.keys[Fixtures.keyID]?.tags = ["owner": "graph"]
        world.keys[Fixtures.keyID]?.grants = ["g-1": ["GranteePrincipal": .string(Fixtures.roleARN("export")), "Operations": ["Decrypt"]]]
        world.addKey(Self.otherKey, region: Fixtures.region, policy: Fixtures.keyPolicy())
    }

    private static func script() async -> PassScript {
        var script = PassScript([Self.user, Self.group, Self.key])
        script.limits = Limits(changesPerPassMax: 100, changesPercentMax: 100, silenceMaxSeconds: 0)
        script.cloud.edit { Self.build(&$0) }
        await script.look()
        return script
    }

    @Test func whatIsAsDeclaredShowsNoDrift() async {
        let script = await Self.script()
        #expect(script.open().isEmpty, "\(script.open().map { "\($0.aspect): \($0.differences)" })")
        #expect(script.state(.user, "loader") == .inSync)
        #expect(script.state(.group, "staff") == .inSync)
        #expect(script.state(.kmsKey, "export-key") == .inSync)
    }

    @Test func whatSomebodyChangedIsPutBack() async {
        var script = await Self.script()
        let before = script.cloud.world()
        script.cloud.edit { world in
            world.addGroup("power")
            world[group: "power"]?.members = ["loader"]
            world[group: "staff"]?.members = []
            world[group: "staff"]?.inlinePolicies = ["sneak": Fixtures.allow("*")]
            world[user: "loader"]?.path = "/"
            world[user: "loader"]?.permissionsBoundary = nil
            world[user: "loader"]?.managedPolicies = [Self.admin]
            world[user: "loader"]?.accessKeys = ["AKIAEXAMPLE000000001": false, "AKIAEXAMPLE000000002": true]
            world[user: "loader"]?.tags = ["cost": "1"]
            world.keys[Fixtures.keyID]?.state = .pendingDeletion
            world.keys[Fixtures.keyID]?.isRotated = false
            world.keys[Fixtures.keyID]?.description = ""
            world.keys[Fixtures.keyID]?.tags = [:]
            world.keys[Fixtures.keyID]?.aliases = ["alias/graph", "alias/extra"]
            world.keys[Fixtures.keyID]?.grants = [:]
        }
        await script.lookAndSend()
        for _ in 0..<3 { await script.lookAndSend(after: 700) }
        #expect(script.open().isEmpty, "\(script.open().map { "\($0.aspect) \($0.state) \($0.reason ?? "")" })")
        let after = script.cloud.world()
        #expect(after.users == before.users)
        #expect(after[group: "staff"] == before[group: "staff"])
        #expect(after[group: "power"]?.members == [])
        #expect(after.keys[Fixtures.keyID]?.aliases == before.keys[Fixtures.keyID]?.aliases)
        #expect(after.keys[Fixtures.keyID]?.tags == before.keys[Fixtures.keyID]?.tags)
        #expect(after.keys[Fixtures.keyID]?.grants.count == 1)
        #expect(after.keys[Fixtures.keyID]?.isRotated == true)
        #expect(after.keys[Fixtures.keyID]?.state == .enabled)
    }

    @Test func anAliasThatPointsAtAnotherKeyIsTheDriftOfTheKeptOneAndNothingIsWritten() async {
        var script = await Self.script()
        script.cloud.edit { world in
            world.keys[Fixtures.keyID]?.aliases = ["alias/second"]
            world.keys[Self.otherKey]?.aliases = ["alias/graph"]
        }
        let before = script.cloud.world()
        await script.lookAndSend()
        await script.lookAndSend()
        #expect(script.open().map(\.aspect) == [AspectName("aliases", "alias/graph")])
        #expect(script.open().first?.live == .string(Self.otherKey))
        #expect(script.open().first?.reason?.contains(Self.otherKey) == true)
        #expect(script.cloud.world() == before)
    }

    @Test func anExtraGrantAsksBecauseItCannotBeHadBack() async {
        var script = await Self.script()
        script.cloud.edit {
            $0.keys[Fixtures.keyID]?.grants["g-2"] = ["GranteePrincipal": "arn:aws:iam::999999999999:root", "Operations": ["Decrypt"]]
        }
        await script.lookAndSend()
        #expect(script.states() == [.awaitingApproval])
        #expect(script.open().first?.severity == .critical)
        #expect(script.cloud.world().keys[Fixtures.keyID]?.grants.count == 2)
        script.approveAll()
        for _ in 0..<3 { await script.lookAndSend(after: 700) }
        #expect(script.cloud.world().keys[Fixtures.keyID]?.grants.keys.sorted() == ["g-1"])
        #expect(script.open().isEmpty)
    }

    @Test func aUserThatWasThereBeforeIsMadeAgainOnlyWhenSomebodySaysSoAndAGroupByItself() async {
        var script = await Self.script()
        script.cloud.edit { world in
            world.users = [:]
            world.groups = [:]
        }
        await script.lookAndSend()
        #expect(script.open().first { $0.resource.kind == .user }?.state == .awaitingApproval)
        #expect(script.cloud.world()[group: "staff"]?.managedPolicies == [Fixtures.policyARN("read")])
        script.approveAll()
        for _ in 0..<4 { await script.lookAndSend(after: 700) }
        #expect(script.cloud.world()[user: "loader"]?.permissionsBoundary == Fixtures.policyARN("limit"))
        #expect(script.cloud.world()[group: "staff"]?.members == ["loader"])
        // The key's secret went with the user.
        #expect(script.open().map(\.aspect) == [AspectName("accessKeys", "AKIAEXAMPLE000000001")])
        #expect(script.open().first?.reason?.contains("secret") == true)
    }
}
