import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

@Suite struct DesiredCompositionTests {
    private static let a = ResourceIdentity(account: "prod", region: nil, kind: ResourceKind("NeptuneBulkLoad"), name: "a")
    private static let b = ResourceIdentity(account: "prod", region: nil, kind: ResourceKind("NeptuneBulkLoad"), name: "b")
    private static let c = ResourceIdentity(account: "prod", region: nil, kind: ResourceKind("NeptuneBulkLoad"), name: "c")

    private static func member(
        _ kind: ResourceKind, _ name: String, _ spec: JSONObject, of blueprint: ResourceIdentity,
        settings: ReconcileSettings = ReconcileSettings(ownership: .additive)
    ) -> DesiredResource {
        DesiredResource(
            identity: Fixtures.identity(kind, name), spec: spec, settings: settings, source: .directory(file: "estate.yaml", line: 1),
            blueprints: [blueprint])
    }

    private static func share(_ kind: ResourceKind, _ name: String, _ spec: JSONObject, of blueprint: ResourceIdentity) -> BlueprintShare {
        BlueprintShare(blueprint: blueprint, members: [Self.member(kind, name, spec, of: blueprint)])
    }

    private static func item(_ principal: String, _ actions: [String] = ["kms:Decrypt"]) -> JSONValue {
        ["principal": .string(principal), "actions": .array(actions.map(JSONValue.string)), "resources": ["*"]]
    }

    private static func statement(_ sid: String, _ action: String = "kms:Decrypt") -> JSONValue {
        ["Sid": .string(sid), "Effect": "Allow", "Principal": ["AWS": "arn:aws:iam::123456789012:role/x"], "Action": .string(action), "Resource": "*"]
    }

    private static func rule(_ source: String, text: String? = nil, to: Int = 8182) -> JSONValue {
        var rule: JSONObject = ["protocol": "tcp", "fromPort": 8182, "toPort": JSONValue(to), "source": .string(source)]
        rule["description"] = text.map { .string($0) }
        return .object(rule)
    }

    private static let document = Fixtures.allow("s3:GetObject")

    // MARK: Unions

    @Test(
        arguments: [
            (ResourceKind.kmsKey, "keyPolicy", ["access": [Self.item("Role/a")]], ["access": [Self.item("Role/b"), Self.item("Role/a")]], 2),
            (.kmsKey, "keyPolicy", ["access": [Self.item("Role/a", ["kms:A", "kms:B"])]], ["access": [Self.item("Role/a", ["kms:B", "kms:A"])]], 1),
            (.kmsKey, "keyPolicy", ["statements": [Self.statement("A")]], ["statements": [Self.statement("B"), Self.statement("A")]], 2),
            (.securityGroup, "ingress", [Self.rule("10.0.0.0/16")], [Self.rule("10.0.0.0/16"), Self.rule("sg-0123456789abcdef0")], 2),
            (.securityGroup, "ingress", [Self.rule("10.0.0.0/16", text: "a")], [Self.rule("10.0.0.0/16", text: "b")], 1),
            (.neptuneCluster, "associatedRoles", ["Role/a"], ["Role/a", ["role": "Role/b", "feature": "f"]], 2),
            (.role, "managedPolicies", ["ManagedPolicy/a"], ["ManagedPolicy/b"], 2),
            (.role, "inlinePolicies", ["a": Self.document], ["b": Self.document, "a": Self.document], 2),
            (.bucket, "defaultEncryption", ["algorithm": "aws:kms"], ["algorithm": "aws:kms", "bucketKey": true], 2),
            (.role, "maxSessionDuration", 3600, 3600, 0)
        ] as [(ResourceKind, String, JSONValue, JSONValue, Int)])
    func partsAreJoined(kind: ResourceKind, key: String, first: JSONValue, second: JSONValue, count: Int) throws {
        let one = Self.share(kind, "x", JSONObject([.init(name: key, value: first)]), of: Self.a)
        let other = Self.share(kind, "x", JSONObject([.init(name: key, value: second)]), of: Self.b)
        let composition = DesiredComposition(written: [], shares: [one, other])
        #expect(composition.conflicts.isEmpty)
        let resource = try #require(composition.resources.first)
        #expect(composition.resources.count == 1 && resource.blueprints == [Self.a, Self.b] && resource.settings.ownership == .additive)
        let value = try #require(resource.spec[key])
        let elements =
            value["access"]?.arrayValue?.count ?? value["statements"]?.arrayValue?.count ?? value.arrayValue?.count ?? value.objectValue?.count
        #expect(elements ?? 0 == count, "\(value)")
        #expect(DesiredComposition(written: [], shares: [other, one]).resources == composition.resources, "whatever their order")
        let written = resource.asWritten
        #expect(written.spec == resource.spec)
        let again = DesiredComposition(written: [], shares: [one, other, Self.share(kind, "x", resource.spec, of: Self.c)])
        #expect(again.resources.first?.spec[key] == value, "what is there already adds nothing")
    }

    @Test(
        arguments: [
            (
                ResourceKind.kmsKey, "keyPolicy", ["statements": [Self.statement("A")]], ["statements": [Self.statement("A", "kms:*")]],
                "keyPolicy.statements[A]"
            ),
            (.kmsKey, "keyPolicy", ["statements": [Self.statement("A")]], ["access": [Self.item("Role/a")]], "keyPolicy"),
            (.role, "trustPolicy", Fixtures.trust(), Fixtures.trust("neptune-graph.amazonaws.com"), "trustPolicy"),
            (.role, "inlinePolicies", ["a": Self.document], ["a": Fixtures.allow("s3:*")], "inlinePolicies[a]"),
            (.role, "tags", ["a": "1"], ["a": "2"], "tags[a]"),
            (.role, "maxSessionDuration", 3600, 7200, "maxSessionDuration"),
            (.bucket, "defaultEncryption", nil, ["algorithm": "AES256"], "defaultEncryption"),
            (.neptuneCluster, "iamDatabaseAuthentication", true, false, "iamDatabaseAuthentication")
        ] as [(ResourceKind, String, JSONValue?, JSONValue, String)])
    func whatDiffersIsAConflict(kind: ResourceKind, key: String, first: JSONValue?, second: JSONValue, path: String) {
        let one = Self.share(kind, "x", JSONObject([.init(name: key, value: first ?? .null)]), of: Self.a)
        let other = Self.share(kind, "x", JSONObject([.init(name: key, value: second)]), of: Self.b)
        let conflicts = DesiredComposition(written: [], shares: [one, other]).conflicts
        #expect(conflicts.map(\.path) == [path] && conflicts.first?.holder == Self.a && conflicts.first?.blueprint == Self.b)
        let gone = BlueprintShare(blueprint: Self.b, members: other.members, isVanished: true)
        let yielding = DesiredComposition(written: [], shares: [one, gone])
        #expect(yielding.conflicts.isEmpty && yielding.resources.map(\.blueprints) == [[Self.a]], "what is gone yields")
    }

    @Test func documentsThatMeanTheSameDoNotPart() {
        let spelled: JSONValue = ["Version": "2012-10-17", "Statement": ["Effect": "Allow", "Action": ["s3:getobject"], "Resource": ["*"]]]
        let one = Self.share(.role, "x", ["inlinePolicies": ["a": Self.document]], of: Self.a)
        let other = Self.share(.role, "x", ["inlinePolicies": ["a": spelled]], of: Self.b)
        #expect(DesiredComposition(written: [], shares: [one, other]).conflicts.isEmpty)
    }

    // MARK: Manifests

    @Test func aWrittenResourceKeepsItsSettingsAndItsPart() throws {
        let own = Fixtures.resource(.neptuneCluster, "graph", ["iamDatabaseAuthentication": true], settings: ReconcileSettings(mode: .observe))
        let composition = DesiredComposition(
            written: [own], shares: [Self.share(.neptuneCluster, "graph", ["associatedRoles": ["Role/a"]], of: Self.a)])
        let cluster = try #require(composition.resources.first)
        #expect(cluster.settings == own.settings && cluster.ownSpec == own.spec && cluster.blueprints == [Self.a])
        #expect(cluster.asWritten == own)
        let aspects = try NeptuneClusterKind().desiredAspects(
            of: cluster, resolver: Fixtures.references([cluster, Fixtures.resource(.role, "a", [:])]))
        #expect(aspects.closedBases.isEmpty, "roles that others have associated are left alone")
        var exclusive = own
        exclusive.spec["associatedRoles"] = ["Role/b"]
        let shared = DesiredComposition(
            written: [exclusive], shares: [Self.share(.neptuneCluster, "graph", ["associatedRoles": ["Role/a"]], of: Self.a)]
        ).resources[0]
        #expect(shared.spec["associatedRoles"] == ["Role/b", "Role/a"])
        let roles = ["a", "b"].map { Fixtures.resource(.role, $0, [:]) }
        #expect(try NeptuneClusterKind().desiredAspects(of: shared, resolver: Fixtures.references(roles)).closedBases == ["associatedRoles"])
    }

    @Test(arguments: [JSONValue.null, []])
    func whatAManifestWantsEmptyStaysEmpty(empty: JSONValue) {
        let own = Fixtures.resource(.role, "x", JSONObject([.init(name: "managedPolicies", value: empty)]))
        let composition = DesiredComposition(written: [own], shares: [Self.share(.role, "x", ["managedPolicies": ["ManagedPolicy/a"]], of: Self.a)])
        #expect(composition.conflicts.map(\.path) == ["managedPolicies"] && composition.conflicts.first?.holder == own.identity)
    }

    // MARK: Names

    @Test(arguments: [
        ("alias/k", "arn:aws:kms:eu-central-1:123456789012:alias/k", [String]()), (Fixtures.keyID, "alias/k", ["alias/k"]),
        ("arn:aws:kms:eu-central-1:123456789012:key/\(Fixtures.keyID)", Fixtures.keyID, [])
    ])
    func aKeyIsKeptOnceWhateverItIsCalled(own: String, other: String, aliases: [String]) throws {
        let written = Fixtures.resource(.kmsKey, "ours", ["key": .string(own), "aliases": .array(aliases.map(JSONValue.string))])
        let key = Self.member(.kmsKey, "theirs", ["key": .string(other), "keyPolicy": ["access": [Self.item("Role/a")]]], of: Self.a)
        let bucket = Self.member(.bucket, "b", ["defaultEncryption": ["algorithm": "aws:kms", "kmsKey": "KMSKey/theirs"]], of: Self.a)
        let composition = DesiredComposition(written: [written], shares: [BlueprintShare(blueprint: Self.a, members: [key, bucket])])
        #expect(composition.conflicts.isEmpty && composition.resources.map(\.identity.name).sorted() == ["b", "ours"])
        let held = try #require(composition.resources.first { $0.identity.name == "ours" })
        #expect(held.spec["key"] == .string(own) && held.spec["keyPolicy"] != nil)
        let names = composition.resources.compactMap { $0.spec["defaultEncryption"]?["kmsKey"]?.stringValue }
        #expect(names == ["KMSKey/ours"])
        #expect(composition.holders == [Fixtures.identity(.kmsKey, "theirs"): Fixtures.identity(.kmsKey, "ours")])
    }

    @Test func aGroupIsKeptOnceByItsID() {
        let one = Self.share(.securityGroup, "one", ["groupID": "sg-0123456789abcdef0", "ingress": [Self.rule("10.0.0.0/16")]], of: Self.a)
        let other = Self.share(.securityGroup, "other", ["groupID": "sg-0123456789abcdef0", "ingress": [Self.rule("10.1.0.0/16")]], of: Self.b)
        let known = DesiredComposition(written: [], shares: [one, other], known: other.members)
        #expect(known.resources.map(\.identity.name) == ["other"], "what is stored lends its name")
        #expect(DesiredComposition(written: [], shares: [one, other]).resources.map(\.identity.name) == ["one"])
        #expect(known.resources.first?.spec["ingress"]?.arrayValue?.count == 2)
        let left = DesiredComposition(written: [], shares: [other], known: one.members)
        #expect(left.resources.map(\.identity.name) == ["one"], "also where who named it is gone")
        let moved = Self.share(.securityGroup, "one", ["groupID": "sg-00000000000000000"], of: Self.a)
        let parted = DesiredComposition(written: [], shares: [moved, other], known: one.members)
        #expect(parted.conflicts.isEmpty && parted.resources.map(\.identity.name) == ["one", "other"], "but not where it has moved on")
    }

    // MARK: Settings

    @Test(
        arguments: [
            (ReconcileMode.enforce, ReconcileMode.observe, ReconcileMode.observe), (.enforce, .approve, .approve), (.enforce, .enforce, .enforce),
            (.enforce, nil, nil), (nil, .approve, .approve), (nil, nil, nil)
        ] as [(ReconcileMode?, ReconcileMode?, ReconcileMode?)])
    func theMoreCarefulOfTwoCounts(first: ReconcileMode?, second: ReconcileMode?, expected: ReconcileMode?) {
        func share(_ mode: ReconcileMode?, _ deletion: DeletionPolicy, _ seconds: Double?, _ blueprint: ResourceIdentity) -> BlueprintShare {
            let settings = ReconcileSettings(mode: mode, deletion: deletion, propagationSeconds: seconds)
            return BlueprintShare(blueprint: blueprint, members: [Self.member(.role, "x", [:], of: blueprint, settings: settings)])
        }
        let result = DesiredComposition(written: [], shares: [share(first, .delete, 60, Self.a), share(second, .retain, nil, Self.b)]).resources[0]
        #expect(result.settings == ReconcileSettings(mode: expected, ownership: .additive, deletion: .retain, propagationSeconds: 60))
        let alone = DesiredComposition(written: [], shares: [share(first, .delete, 60, Self.a)]).resources[0]
        #expect(alone.settings == ReconcileSettings(mode: first, deletion: .delete, propagationSeconds: 60), "alone it is kept as it asks")
    }
}
