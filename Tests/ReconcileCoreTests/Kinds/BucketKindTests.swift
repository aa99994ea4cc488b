import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

@Suite struct BucketKindTests {
    private static let keyARN = "arn:aws:kms:eu-central-1:123456789012:key/\(Fixtures.keyID)"
    private static let allOn: JSONValue = [
        "blockPublicAcls": true, "ignorePublicAcls": true, "blockPublicPolicy": true, "restrictPublicBuckets": true
    ]
    private static let allOff: JSONValue = [
        "blockPublicAcls": false, "ignorePublicAcls": false, "blockPublicPolicy": false, "restrictPublicBuckets": false
    ]
    private static let bucket = Fixtures.resource(
        .bucket, "exports",
        [
            "bucketPolicy": Fixtures.document(["Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::exports/*"]),
            "defaultEncryption": ["algorithm": "aws:kms", "kmsKey": .string(Self.keyARN), "bucketKey": true], "publicAccessBlock": Self.allOn,
            "tags": ["owner": "graph"]
        ])

    private static func bucket(_ spec: JSONObject) -> DesiredResource { Fixtures.resource(.bucket, "exports", spec) }

    private static func encryption(_ algorithm: String, _ key: String? = nil, bucketKey: Bool = false) -> JSONValue {
        BucketEncryption(algorithm: algorithm, key: key, hasBucketKey: bucketKey).value
    }

    private func isInSync(_ spec: JSONObject, _ aspect: AspectName, _ live: JSONValue?) throws -> Bool {
        let desired = try KindSample.target(Self.bucket(spec), live: nil).desired
        return AspectComparator.areEqual(aspect, of: .bucket, try #require(desired.values[aspect]), live)
    }

    // MARK: Meaning

    @Test(
        arguments: [
            (.null, Self.encryption("AES256"), true), (.null, Self.encryption("AES256", bucketKey: true), true),
            (["algorithm": "AES256"], Self.encryption("AES256"), true), (.null, Self.encryption("aws:kms"), false),
            (["algorithm": "aws:kms"], Self.encryption("aws:kms"), true),
            (["algorithm": "aws:kms"], Self.encryption("aws:kms", Self.keyARN), false),
            (["algorithm": "aws:kms", "kmsKey": "alias/graph"], Self.encryption("aws:kms", "alias/graph", bucketKey: true), true),
            (["algorithm": "aws:kms", "kmsKey": "alias/graph"], Self.encryption("aws:kms"), false),
            (["algorithm": "aws:kms", "kmsKey": "alias/graph", "bucketKey": true], Self.encryption("aws:kms", "alias/graph"), false),
            (["algorithm": "aws:kms:dsse"], Self.encryption("aws:kms"), false)
        ] as [(JSONValue, JSONValue, Bool)])
    func encryptionMeansTheSame(declared: JSONValue, live: JSONValue, isSame: Bool) throws {
        #expect(try self.isInSync(["defaultEncryption": declared], AspectName("defaultEncryption"), live) == isSame)
    }

    @Test(
        arguments: [
            (.null, Self.allOff, true), (.null, Self.allOn, false), (Self.allOn, Self.allOn, true), (Self.allOn, Self.allOff, false),
            (["blockPublicPolicy": true], Self.allOn, true), (["blockPublicPolicy": false], Self.allOn, false)
        ] as [(JSONValue, JSONValue, Bool)])
    func switchesThatAreNotDeclaredDoNotCount(declared: JSONValue, live: JSONValue, isSame: Bool) throws {
        #expect(try self.isInSync(["publicAccessBlock": declared], AspectName("publicAccessBlock"), live) == isSame)
    }

    @Test func aKeyByItsManifestIsItsARN() throws {
        let key = Fixtures.key("exports")
        let bucket = Self.bucket(["defaultEncryption": ["algorithm": "aws:kms", "kmsKey": "KMSKey/exports"]])
        let seen = ObservedResource(identity: key.identity, state: .inSync, binding: Binding(arn: Self.keyARN, uniqueID: Fixtures.keyID))
        let known = Fixtures.references([key, bucket], observed: [seen])
        let desired = try BucketKind().desiredAspects(of: bucket, resolver: known)
        #expect(desired.values[AspectName("defaultEncryption")] == ["algorithm": "aws:kms", "kmsKey": .string(Self.keyARN)])
        #expect(throws: ResolutionFault.self) { try BucketKind().desiredAspects(of: bucket, resolver: Fixtures.references([key, bucket])) }
        // What this look shows for the first time counts at once.
        let live = LiveResource(arn: Self.keyARN, uniqueID: Fixtures.keyID)
        let learned = Fixtures.references([key, bucket]).learning(from: [key.identity: .present(live)])
        #expect(try BucketKind().desiredAspects(of: bucket, resolver: learned) == desired)
    }

    // MARK: Corrections

    private func drafts(_ drifts: [AspectDrift], _ bucket: DesiredResource = Self.bucket, live: LiveResource? = nil) throws -> [CorrectionDraft] {
        let found = live ?? LiveResource(arn: "arn:aws:s3:::exports", uniqueID: nil)
        return BucketKind().corrections(of: drifts, target: try KindSample.target(bucket, live: found))
    }

    @Test(
        arguments: [
            (KindSample.drift(AspectName("bucketPolicy"), nil, ["Statement": []]), "DeleteBucketPolicy", [:], .revoke),
            (
                KindSample.drift(AspectName("bucketPolicy"), ["Statement": []], nil), "PutBucketPolicy", ["Policy": "{\"Statement\":[]}"], .grant
            ),
            (
                KindSample.drift(
                    AspectName("defaultEncryption"), ["algorithm": "aws:kms", "kmsKey": "alias/graph"], Self.encryption("AES256", bucketKey: true)),
                "PutBucketEncryption",
                [
                    "ServerSideEncryptionConfiguration": [
                        "Rules": [
                            [
                                "ApplyServerSideEncryptionByDefault": ["SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "alias/graph"],
                                "BucketKeyEnabled": true
                            ]
                        ]
                    ]
                ], .revoke
            ),
            (
                KindSample.drift(AspectName("publicAccessBlock"), ["blockPublicPolicy": true], Self.allOff), "PutPublicAccessBlock",
                [
                    "PublicAccessBlockConfiguration": [
                        "BlockPublicAcls": false, "IgnorePublicAcls": false, "BlockPublicPolicy": true, "RestrictPublicBuckets": false
                    ]
                ], .restrict
            ),
            (
                KindSample.drift(AspectName("publicAccessBlock"), ["blockPublicPolicy": false], Self.allOn), "PutPublicAccessBlock",
                [
                    "PublicAccessBlockConfiguration": [
                        "BlockPublicAcls": true, "IgnorePublicAcls": true, "BlockPublicPolicy": false, "RestrictPublicBuckets": true
                    ]
                ], .grant
            )
        ] as [(AspectDrift, String, JSONObject, CorrectionStage)])
    func eachDriftHasItsCall(drift: AspectDrift, operation: String, parameters: JSONObject, stage: CorrectionStage) throws {
        var all = parameters
        all["Bucket"] = "exports"
        let draft = try #require(try self.drafts([drift]).first)
        #expect(draft.stage == stage)
        #expect(
            draft.mutations == [
                Mutation(
                    service: "s3", region: Fixtures.region, operation: operation, parameters: all,
                    writes: [AspectWrite(drift.aspect, value: drift.desired, preImage: drift.live)])
            ])
    }

    @Test func whatMustBeAbsentIsDeleted() throws {
        let bucket = Self.bucket(["defaultEncryption": .null, "publicAccessBlock": .null])
        let drifts = [
            KindSample.drift(AspectName("defaultEncryption"), ["algorithm": "AES256", "kmsKey": .null], Self.encryption("aws:kms")),
            KindSample.drift(AspectName("publicAccessBlock"), Self.allOff, Self.allOn)
        ]
        #expect(try self.drafts(drifts, bucket).flatMap(\.mutations).map(\.operation) == ["DeleteBucketEncryption", "DeletePublicAccessBlock"])
    }

    @Test func typesThatTheBucketRefusesStayRefused() throws {
        var live = LiveResource(arn: "arn:aws:s3:::exports", uniqueID: nil)
        live.facts[BucketEncryption.blockedFact] = ["SSE-C"]
        let drift = KindSample.drift(AspectName("defaultEncryption"), ["algorithm": "AES256", "kmsKey": .null], Self.encryption("aws:kms"))
        let rule = try self.drafts([drift], live: live).first?.mutations.first?.parameters["ServerSideEncryptionConfiguration"]?["Rules"]
        #expect(rule?.arrayValue?.first?["BlockedEncryptionTypes"] == ["EncryptionType": ["SSE-C"]])
    }

    @Test func tagsAreWrittenTogetherWithThoseThatDidNotDrift() throws {
        var live = LiveResource(arn: "arn:aws:s3:::exports", uniqueID: nil)
        live.aspects = [
            AspectName("tags", "owner"): "x", AspectName("tags", "cost"): "1", AspectName("tags", "aws:cloudformation:stack-name"): "s",
            AspectName("tags", "kept"): "k"
        ]
        let drifts = [KindSample.drift(AspectName("tags", "owner"), "graph", "x"), KindSample.drift(AspectName("tags", "cost"), nil, "1")]
        let draft = try #require(try self.drafts(drifts, live: live).first)
        #expect(draft.aspects == drifts.map(\.aspect))
        #expect(draft.mutations.map(\.operation) == ["PutBucketTagging"])
        #expect(
            draft.mutations.first?.parameters["Tagging"] == [
                "TagSet": [
                    ["Key": "aws:cloudformation:stack-name", "Value": "s"], ["Key": "kept", "Value": "k"], ["Key": "owner", "Value": "graph"]
                ]
            ])
        live.aspects = [AspectName("tags", "cost"): "1"]
        let last = try self.drafts([KindSample.drift(AspectName("tags", "cost"), nil, "1")], live: live)
        #expect(last.flatMap(\.mutations).map(\.operation) == ["DeleteBucketTagging"])
    }

    @Test func aBucketIsNeverCreated() throws {
        guard case .impossible = BucketKind().creation(of: try KindSample.target(Self.bucket, live: nil)) else {
            Issue.record("a bucket's name belongs to whoever takes it first")
            return
        }
    }

    // MARK: Effects

    private static func effect(_ drift: AspectDrift, policy: JSONValue? = nil) -> Assessment {
        var live = LiveResource(arn: "arn:aws:s3:::exports", uniqueID: nil)
        live.aspects[AspectName("bucketPolicy")] = policy
        let surroundings = AccessSurroundings(account: Fixtures.account(), arn: live.arn, desired: DesiredAspects(), live: live)
        return Assessment(BucketKind().effect(of: drift, in: surroundings))
    }

    @Test(
        arguments: [
            (KindSample.drift(AspectName("defaultEncryption"), ["algorithm": "aws:kms"], Self.encryption("AES256")), .widens, .critical),
            (KindSample.drift(AspectName("defaultEncryption"), ["algorithm": "AES256"], Self.encryption("aws:kms")), .narrows, .high),
            (
                KindSample.drift(
                    AspectName("defaultEncryption"), ["algorithm": "aws:kms", "kmsKey": "alias/a"], Self.encryption("aws:kms", "alias/b")),
                .undetermined, .high
            ),
            (
                KindSample.drift(
                    AspectName("defaultEncryption"), ["algorithm": "aws:kms", "kmsKey": "alias/a"],
                    Self.encryption("aws:kms", "arn:aws:kms:eu-central-1:999999999999:key/x")), .undetermined, .critical
            ),
            (
                KindSample.drift(AspectName("defaultEncryption"), ["algorithm": "aws:kms", "bucketKey": true], Self.encryption("aws:kms")), .neutral,
                .low
            ),
            (KindSample.drift(AspectName("publicAccessBlock"), Self.allOn, Self.allOff), .widens, .high),
            (KindSample.drift(AspectName("publicAccessBlock"), Self.allOff, Self.allOn), .narrows, .high),
            (
                KindSample.drift(
                    AspectName("publicAccessBlock"), ["blockPublicAcls": true, "blockPublicPolicy": false],
                    ["blockPublicAcls": false, "blockPublicPolicy": true]), .both, .high
            ),
            (KindSample.drift(AspectName("tags", "owner"), "a", "b"), .neutral, .low),
            (KindSample.drift(.existence, true, nil), .narrows, .high)
        ] as [(AspectDrift, Direction, Severity)])
    func effectOfEachDrift(drift: AspectDrift, direction: Direction, severity: Severity) {
        let assessment = Self.effect(drift)
        #expect(assessment.direction == direction)
        #expect(assessment.severity == severity)
    }

    @Test func withoutTheBlockAPublicPolicyCounts() {
        let open = Fixtures.document(["Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::exports/*"])
        let assessment = Self.effect(KindSample.drift(AspectName("publicAccessBlock"), Self.allOn, Self.allOff), policy: open)
        #expect(assessment.severity == .critical)
        #expect(assessment.witness != nil)
    }

    // MARK: Permissions

    @Test func permissionsAreThoseThatAWSAsksFor() {
        let granted = KindSample.permissions([Self.bucket])
        let own: Set = ["arn:aws:s3:::exports"]
        for action in ["ListBucket", "GetBucketPolicy", "PutBucketPolicy", "GetEncryptionConfiguration", "PutEncryptionConfiguration"] {
            #expect(granted["s3:\(action)"] == own, "\(action)")
        }
        #expect(granted["s3:PutBucketPublicAccessBlock"] == own)
        #expect(granted["s3:PutBucketTagging"] == own)
        #expect(granted["kms:DescribeKey"] == [Self.keyARN])
        #expect(KindSample.permissions([Self.bucket], mode: .observe).keys.allSatisfy { !$0.contains("Put") && !$0.contains("Delete") })
        #expect(KindSample.permissions([Self.bucket(["tags": [:]])])["kms:DescribeKey"] == nil)
    }
}
