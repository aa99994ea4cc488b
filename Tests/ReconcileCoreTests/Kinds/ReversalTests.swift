import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

/// Whatever a correction of any kind writes can be taken back by another one, or it is told why not.
@Suite struct ReversalTests {
    /// One correction, as it replaced `before` by `after`; `nil` is absent.
    struct Case: Sendable, CustomTestStringConvertible {
        let resource: DesiredResource
        let aspect: AspectName
        let before: JSONValue?
        let after: JSONValue?
        /// Why there is no way back; `nil` where there is one.
        var why: String?

        init(_ resource: DesiredResource, _ aspect: AspectName, _ before: JSONValue?, _ after: JSONValue?, why: String? = nil) {
            self.resource = resource
            self.aspect = aspect
            self.before = before
            self.after = after
            self.why = why
        }

        var testDescription: String { "\(self.resource.identity.kind) \(self.aspect) to \(self.before.map(JSONWriter.compact) ?? "nothing")" }
    }

    private static let role = Fixtures.fullRole()
    private static let policy = Fixtures.policy()
    private static let user = Fixtures.resource(.user, "ann", ["path": "/"])
    private static let group = Fixtures.resource(.group, "ops", ["path": "/"])
    private static let key = Fixtures.resource(.kmsKey, "k", ["key": .string(Fixtures.keyID), "aliases": ["alias/one"]])
    private static let bucket = Fixtures.resource(.bucket, "loads", ["defaultEncryption": .null, "publicAccessBlock": .null])
    private static let cluster = Fixtures.resource(.neptuneCluster, "graph", [:])
    private static let securityGroup = Fixtures.resource(.securityGroup, "graph", ["groupID": "sg-0123456789abcdef0"])
    private static let control = Fixtures.resource(.serviceControlPolicy, "guard", [:], account: AccountSettings.organization)

    private static let document = Fixtures.allow("s3:GetObject")
    private static let other = Fixtures.allow("s3:*")
    private static let rule = IngressRule(transport: "tcp", from: 8182, to: 8182, source: "10.0.0.0/16", text: nil)
    private static let clusterRole = ClusterRole(arn: Fixtures.roleARN("load"), feature: nil, isInvalid: false)
    private static let grant = KMSGrant(name: nil, grantee: Fixtures.roleARN("a"), retiring: nil, operations: ["Decrypt"], constraints: nil)

    private static func entity(_ resource: DesiredResource) -> [Case] {
        [
            Case(resource, AspectName("inlinePolicies", "load"), Self.other, Self.document),
            Case(resource, AspectName("inlinePolicies", "load"), nil, Self.document),
            Case(resource, AspectName("inlinePolicies", "x"), Self.other, nil),
            Case(resource, AspectName("managedPolicies", Fixtures.policyARN("read")), nil, true),
            Case(resource, AspectName("managedPolicies", Fixtures.policyARN("read")), true, nil)
        ]
    }

    private static func limited(_ resource: DesiredResource) -> [Case] {
        [
            Case(resource, AspectName("permissionsBoundary"), nil, .string(Fixtures.policyARN("limit"))),
            Case(resource, AspectName("permissionsBoundary"), .string(Fixtures.policyARN("limit")), nil),
            Case(resource, AspectName("tags", "owner"), "x", "graph"), Case(resource, AspectName("tags", "owner"), nil, "graph"),
            Case(resource, AspectName("tags", "extra"), "x", nil)
        ]
    }

    static let cases: [Case] =
        Self.entity(Self.role) + Self.limited(Self.role) + Self.entity(Self.user) + Self.limited(Self.user) + Self.entity(Self.group) + [
            Case(Self.role, AspectName("trustPolicy"), Fixtures.trust("ec2.amazonaws.com"), Fixtures.trust()),
            Case(Self.role, AspectName("description"), nil, "Exports"), Case(Self.role, AspectName("maxSessionDuration"), 3600, 7200),
            Case(Self.policy, AspectName("document"), Self.other, Self.document), Case(Self.policy, AspectName("tags", "owner"), nil, "graph"),
            Case(Self.user, AspectName("path"), "/old/", "/"), Case(Self.user, AspectName("groups", "ops"), true, nil),
            Case(Self.user, AspectName("accessKeys", "AKIAIOSFODNN7EXAMPLE"), true, nil),
            Case(Self.group, AspectName("path"), "/old/", "/"), Case(Self.group, AspectName("members", "ann"), nil, true),
            Case(Self.key, AspectName("keyPolicy"), Fixtures.keyPolicy(["*"]), Fixtures.keyPolicy()),
            Case(Self.key, AspectName("enabled"), false, true),
            Case(Self.key, AspectName("enabled"), .string(KMSKeyKind.pendingDeletion), true, why: "wait for its deletion again"),
            Case(Self.key, AspectName("rotation"), false, true), Case(Self.key, AspectName("aliases", "alias/one"), nil, .string(Fixtures.keyID)),
            Case(Self.key, AspectName("aliases", "alias/stranger"), .string(Fixtures.keyID), nil),
            Case(Self.key, Self.grant.aspect, nil, Self.grant.value), Case(Self.key, Self.grant.aspect, Self.grant.value, nil),
            Case(Self.key, AspectName("description"), "old", "new"), Case(Self.key, AspectName("tags", "owner"), nil, "graph"),
            Case(Self.bucket, AspectName("bucketPolicy"), Self.other, nil), Case(Self.bucket, AspectName("bucketPolicy"), nil, Self.document),
            Case(
                Self.bucket, AspectName("defaultEncryption"), ["algorithm": "aws:kms", "kmsKey": .null, "bucketKey": true],
                ["algorithm": "AES256", "kmsKey": .null]),
            Case(Self.bucket, AspectName("publicAccessBlock"), BucketAccessBlock.live(["BlockPublicAcls": true]), BucketAccessBlock.live(nil)),
            Case(Self.bucket, AspectName("tags", "owner"), nil, "graph"),
            Case(Self.cluster, Self.clusterRole.aspect, nil, Self.clusterRole.value),
            Case(Self.cluster, Self.clusterRole.aspect, Self.clusterRole.value, nil),
            Case(Self.cluster, AspectName("iamDatabaseAuthentication"), false, true),
            Case(Self.securityGroup, Self.rule.aspect, nil, Self.rule.value), Case(Self.securityGroup, Self.rule.aspect, Self.rule.value, nil),
            Case(Self.control, AspectName("document"), Self.other, Self.document),
            Case(Self.control, AspectName("targets", "ou-abcd-12345678"), true, nil)
        ]

    private static func live(_ one: Case) -> LiveResource {
        let facts: JSONObject = [
            UserKind.inactiveKeysFact: ["AKIAIOSFODNN7EXAMPLE"], NeptuneClusterKind.identifierFact: "graph",
            KMSGrant.idsFact: .object(JSONObject([.init(name: Self.grant.aspect.member ?? "", value: ["g-1"])]))
        ]
        var live = LiveResource(arn: "arn:aws:x:::\(one.resource.identity.name)", uniqueID: Fixtures.keyID, facts: facts)
        live.aspects[one.aspect] = one.after
        return live
    }

    @Test(arguments: Self.cases)
    func theWayBackWritesWhatWasThereBeforeOrSaysWhyNot(one: Case) throws {
        let definition = try #require(KindRegistry.definition(of: one.resource.identity.kind))
        let target = try KindSample.target(one.resource, live: Self.live(one))
        let back = KindSample.drift(one.aspect, one.before, one.after)
        let writes = definition.corrections(of: [back], target: target).flatMap(\.mutations).flatMap(\.writes).filter { $0.aspect == one.aspect }
        if let why = one.why {
            #expect(writes.isEmpty)
            #expect(definition.reasonNotCorrected(back, target: target)?.contains(why) == true)
        } else {
            #expect(writes.last?.value == one.before, "what reads must show afterwards")
            #expect(writes.last?.preImage == one.after)
        }
    }

    @Test func everyCorrectableAspectOfEveryKindIsInTheTable() {
        let tested = Set(Self.cases.map { "\($0.resource.identity.kind) \($0.aspect.base)" })
        let all = KindRegistry.all.flatMap { kind in kind.aspects.filter { $0.notCorrectable == nil }.map { "\(kind.kind) \($0.base)" } }
        #expect(Set(all).subtracting(tested) == [])
    }

    @Test func whatWasRemovedByDeclarationComesBackAsItWas() throws {
        let one = try #require(Self.cases.first { $0.aspect == AspectName("defaultEncryption") })
        let target = try KindSample.target(one.resource, live: Self.live(one))
        let back = try #require(KindRegistry.definition(of: .bucket)).corrections(
            of: [KindSample.drift(one.aspect, one.before, one.after)], target: target)
        #expect(back.flatMap(\.mutations).map(\.operation) == ["PutBucketEncryption"])
    }
}
