import HTTPTransport
import IAMPolicy
import ReconcileCore
import Testing

@testable import AWSClient

/// The readers of buckets, security groups, clusters and service control policies, by what AWS answers.
@Suite struct KindReaderTests {
    private static let account = "123456789012"

    private static func target(
        _ kind: ResourceKind, _ name: String, locator: String? = nil, bases: Set<String>, sought: Set<String> = []
    ) -> ReadTarget {
        let identity = ResourceIdentity(
            account: kind == .serviceControlPolicy ? "organization" : "prod", region: kind == .serviceControlPolicy ? nil : "eu-west-1", kind: kind,
            name: name)
        return ReadTarget(identity: identity, locator: locator, bases: bases, soughtMembers: sought)
    }

    private func read(
        _ target: ReadTarget, _ answer: @escaping @Sendable (HTTPRequest) -> ScriptedTransport.Answer
    ) async -> ResourceReading? {
        let environment = AWSEnvironment([:])
        let caller = AWSCaller(
            configuration: .init(region: "eu-west-1", requestsPerSecondMax: 10_000, environment: environment), environment: environment,
            credentials: FixedCredentials(AWSCredentials(accessKeyID: "AKID", secretAccessKey: "s")),
            transport: ScriptedTransport { _, request in answer(request) }, clock: VirtualClock(), fraction: { 0.5 })
        let (readings, _) = await SnapshotReader(caller: ReadOnlyCaller(caller)).read([target], listingRequests: nil)
        return readings[target.identity]
    }

    private func live(_ reading: ResourceReading?) throws -> LiveResource {
        guard case .present(let live)? = reading else { throw ReadGap(code: .failed, message: "\(String(describing: reading))") }
        return live
    }

    private func gap(_ reading: ResourceReading?) -> ReadGap? {
        if case .unreadable(let gap)? = reading { gap } else { nil }
    }

    private static func s3Error(_ status: Int, _ code: String) -> ScriptedTransport.Answer {
        .answer(status, "<Error><Code>\(code)</Code><Message>m</Message><RequestId>r</RequestId></Error>")
    }

    // MARK: Buckets

    private static let allBases: Set = ["bucketPolicy", "defaultEncryption", "publicAccessBlock", "tags"]

    /// - Parameter encryption: the elements inside `ApplyServerSideEncryptionByDefault`.
    private static func bucket(_ request: HTTPRequest, encryption: String) -> ScriptedTransport.Answer {
        if request.method == "HEAD" { return .answer(200, "", headers: [("x-amz-bucket-region", "eu-west-1")]) }
        if let target = request.headers.first(where: { $0.name.lowercased() == "x-amz-target" })?.value, target.hasSuffix("DescribeKey") {
            let named = (try? JSONReader.parse(String(decoding: request.body, as: UTF8.self)))?["KeyId"]?.stringValue ?? ""
            guard named.hasSuffix("alias/graph") || named.hasSuffix("alias/same") else { return .answer(400, "{\"__type\":\"NotFoundException\"}") }
            return .answer(200, "{\"KeyMetadata\":{\"KeyId\":\"k-1\",\"Arn\":\"arn:aws:kms:eu-west-1:\(Self.account):key/k-1\"}}")
        }
        if request.url.contains("encryption") {
            return .answer(
                200,
                "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault>\(encryption)"
                    + "</ApplyServerSideEncryptionByDefault><BucketKeyEnabled>true</BucketKeyEnabled>"
                    + "<BlockedEncryptionTypes><EncryptionType>SSE-C</EncryptionType></BlockedEncryptionTypes></Rule>"
                    + "</ServerSideEncryptionConfiguration>")
        }
        if request.url.contains("policy") { return .answer(200, "{\"Version\":\"2012-10-17\",\"Statement\":[]}") }
        if request.url.contains("tagging") {
            return .answer(200, "<Tagging><TagSet><Tag><Key>owner</Key><Value>graph</Value></Tag></TagSet></Tagging>")
        }
        return .answer(
            200, "<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls></PublicAccessBlockConfiguration>")
    }

    @Test func aBucketIsReadWithAllOfIt() async throws {
        let live = try self.live(
            await self.read(Self.target(.bucket, "exports", bases: Self.allBases)) {
                Self.bucket($0, encryption: "<SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>alias/graph</KMSMasterKeyID>")
            })
        #expect(live.gaps.isEmpty)
        #expect(live.arn == "arn:aws:s3:::exports")
        #expect(live.aspects[AspectName("bucketPolicy")]?["Version"] == "2012-10-17")
        #expect(live.aspects[AspectName("tags", "owner")] == "graph")
        #expect(live.aspects[AspectName("publicAccessBlock")]?["blockPublicAcls"] == true)
        #expect(live.aspects[AspectName("publicAccessBlock")]?["restrictPublicBuckets"] == false)
        #expect(live.aspects[AspectName("defaultEncryption")] == ["algorithm": "aws:kms", "kmsKey": "alias/graph", "bucketKey": true])
        #expect(live.facts[BucketEncryption.blockedFact] == ["SSE-C"])
    }

    @Test func whatIsNotSetIsAbsentOrAWSsOwn() async throws {
        let codes = [
            "policy": "NoSuchBucketPolicy", "tagging": "NoSuchTagSet", "publicAccessBlock": "NoSuchPublicAccessBlockConfiguration",
            "encryption": "ServerSideEncryptionConfigurationNotFoundError"
        ]
        let live = try self.live(
            await self.read(Self.target(.bucket, "exports", bases: Self.allBases)) { request in
                if request.method == "HEAD" { return .answer(200, "") }
                return Self.s3Error(404, codes.first { request.url.contains($0.key) }?.value ?? "NoSuchKey")
            })
        #expect(live.gaps.isEmpty)
        #expect(live.aspects[AspectName("bucketPolicy")] == nil)
        #expect(live.aspects.keys.allSatisfy { $0.base != "tags" })
        #expect(live.aspects[AspectName("publicAccessBlock")] == BucketAccessBlock.live(nil))
        #expect(live.aspects[AspectName("defaultEncryption")] == BucketEncryption.automatic.value)
    }

    @Test func aDenialHidesOnlyWhatItDenies() async throws {
        let live = try self.live(
            await self.read(Self.target(.bucket, "exports", bases: Self.allBases)) { request in
                if request.url.contains("policy") { return Self.s3Error(403, "AccessDenied") }
                return Self.bucket(request, encryption: "<SSEAlgorithm>AES256</SSEAlgorithm>")
            })
        #expect(live.gaps.mapValues(\.code) == ["bucketPolicy": .denied])
    }

    @Test(
        arguments: [
            (200, "us-east-2", "us-east-2"), (404, nil, nil), (403, nil, "denied")
        ] as [(Int, String?, String?)])
    func aBucketElsewhereOrNowhere(status: Int, region: String?, expected: String?) async {
        let reading = await self.read(Self.target(.bucket, "exports", bases: Self.allBases)) { _ in
            .answer(status, "", headers: region.map { [("x-amz-bucket-region", $0)] } ?? [])
        }
        switch expected {
        case nil: #expect(reading == .absent)
        case "denied": #expect(self.gap(reading)?.code == .denied)
        case let expected?: #expect(self.gap(reading)?.message.contains("metadata.region: \(expected)") == true)
        }
    }

    private static let keyARN = "arn:aws:kms:eu-west-1:123456789012:key/k-1"

    @Test(
        arguments: [
            ("alias/graph", "alias/graph", "alias/graph"), ("alias/graph", Self.keyARN, Self.keyARN), ("alias/graph", "KMSKey/graph", Self.keyARN),
            (Self.keyARN, "alias/graph", "alias/graph"), ("alias/same", "alias/graph", "alias/graph"), (Self.keyARN, "k-1", "k-1"),
            ("arn:aws:kms:eu-west-1:123456789012:key/other", "alias/graph", "arn:aws:kms:eu-west-1:123456789012:key/other"),
            ("alias/aws/s3", "alias/graph", nil), ("alias/unknown", "alias/graph", "gap"), ("alias/unknown", nil, "alias/unknown")
        ] as [(String, String?, String?)])
    func theKeyGoesByItsDeclaredNameWhereItIsTheSame(written: String, declared: String?, expected: String?) async throws {
        let target = Self.target(.bucket, "exports", bases: ["defaultEncryption"], sought: declared.map { [$0] } ?? [])
        let live = try self.live(
            await self.read(target) {
                Self.bucket($0, encryption: "<SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>\(written)</KMSMasterKeyID>")
            })
        if expected == "gap" {
            #expect(live.gaps["defaultEncryption"] != nil)
        } else {
            #expect(live.gaps.isEmpty)
            #expect(live.aspects[AspectName("defaultEncryption")]?["kmsKey"]?.stringValue == expected)
        }
    }

    // MARK: Security groups

    private static func groups(_ ids: [String], permissions: String = "") -> ScriptedTransport.Answer {
        let items = ids.map {
            "<item><ownerId>\(Self.account)</ownerId><groupId>\($0)</groupId><ipPermissions>\(permissions)</ipPermissions></item>"
        }
        return .answer(
            200,
            "<DescribeSecurityGroupsResponse><requestId>r</requestId><securityGroupInfo>\(items.joined())</securityGroupInfo>"
                + "</DescribeSecurityGroupsResponse>")
    }

    @Test func aGroupsRulesAreReadOneByOne() async throws {
        let permissions =
            "<item><ipProtocol>tcp</ipProtocol><fromPort>8182</fromPort><toPort>8182</toPort>"
            + "<groups><item><userId>\(Self.account)</userId><groupId>sg-1</groupId></item><item><userId>999999999999</userId>"
            + "<groupId>sg-2</groupId></item></groups><ipRanges><item><cidrIp>10.0.0.0/16</cidrIp><description>app</description></item></ipRanges>"
            + "</item><item><ipProtocol>-1</ipProtocol><ipv6Ranges><item><cidrIpv6>::/0</cidrIpv6></item></ipv6Ranges></item>"
        let live = try self.live(
            await self.read(Self.target(.securityGroup, "graph", locator: "sg-0", bases: ["ingress"])) { _ in
                Self.groups(["sg-0"], permissions: permissions)
            })
        #expect(live.uniqueID == "sg-0")
        #expect(
            live.aspects.keys.compactMap(\.member).sorted() == [
                "all ::/0", "tcp 8182 10.0.0.0/16", "tcp 8182 999999999999/sg-2", "tcp 8182 sg-1"
            ])
        #expect(live.aspects[AspectName("ingress", "tcp 8182 10.0.0.0/16")]?["description"] == "app")
    }

    @Test func aNameThatSeveralGroupsHaveTellsNothing() async {
        let target = Self.target(.securityGroup, "graph", bases: ["ingress"])
        let several = await self.read(target) { _ in Self.groups(["sg-2", "sg-1"]) }
        #expect(self.gap(several)?.message.contains("sg-1, sg-2") == true)
        #expect(await self.read(target) { _ in Self.groups([]) } == .absent)
        let missing = await self.read(Self.target(.securityGroup, "graph", locator: "sg-0", bases: ["ingress"])) { _ in
            .answer(
                400,
                "<Response><Errors><Error><Code>InvalidGroup.NotFound</Code><Message>m</Message></Error></Errors><RequestID>r</RequestID></Response>")
        }
        #expect(missing == .absent)
    }

    // MARK: Clusters

    private static func cluster(engine: String, roles: String = "") -> ScriptedTransport.Answer {
        .answer(
            200,
            "<DescribeDBClustersResponse><DescribeDBClustersResult><DBClusters><DBCluster><DBClusterIdentifier>graph</DBClusterIdentifier>"
                + "<DBClusterArn>arn:aws:rds:eu-west-1:\(Self.account):cluster:graph</DBClusterArn><Engine>\(engine)</Engine>"
                + "<AssociatedRoles>\(roles)</AssociatedRoles><IAMDatabaseAuthenticationEnabled>true</IAMDatabaseAuthenticationEnabled>"
                + "</DBCluster></DBClusters></DescribeDBClustersResult></DescribeDBClustersResponse>")
    }

    private static let clusterTarget = Self.target(
        .neptuneCluster, "graph", locator: "graph", bases: ["associatedRoles", "iamDatabaseAuthentication"])

    @Test func aRoleOnItsWayIsThereAndOneThatCannotBeAssumedIsTold() async throws {
        func role(_ name: String, _ status: String, _ feature: String = "") -> String {
            "<DBClusterRole><RoleArn>arn:aws:iam::1:role/\(name)</RoleArn><Status>\(status)</Status>\(feature)</DBClusterRole>"
        }
        let roles = role("a", "ACTIVE") + role("b", "PENDING", "<FeatureName>Export</FeatureName>") + role("c", "INVALID")
        let live = try self.live(await self.read(Self.clusterTarget) { _ in Self.cluster(engine: "neptune", roles: roles) })
        #expect(
            live.aspects.filter { $0.key.base == "associatedRoles" } == [
                AspectName("associatedRoles", "arn:aws:iam::1:role/a"): ["role": "arn:aws:iam::1:role/a"],
                AspectName("associatedRoles", "arn:aws:iam::1:role/b Export"): ["role": "arn:aws:iam::1:role/b", "feature": "Export"],
                AspectName("associatedRoles", "arn:aws:iam::1:role/c"): ["role": "arn:aws:iam::1:role/c", "status": "INVALID"]
            ])
        #expect(live.facts[NeptuneClusterKind.pendingFact] == ["arn:aws:iam::1:role/b Export"])
        #expect(live.aspects[AspectName("iamDatabaseAuthentication")] == true)
    }

    @Test(arguments: ["docdb", "aurora-mysql"])
    func aClusterOfAnotherEngineIsNotOurs(engine: String) async {
        let reading = await self.read(Self.clusterTarget) { _ in Self.cluster(engine: engine) }
        #expect(self.gap(reading)?.message.contains(engine) == true)
        #expect(self.gap(reading)?.isTransient == false)
    }

    @Test func aClusterThatIsNotThereIsAbsent() async {
        let reading = await self.read(Self.clusterTarget) { _ in
            .answer(
                404, "<ErrorResponse><Error><Type>Sender</Type><Code>DBClusterNotFoundFault</Code><Message>m</Message></Error></ErrorResponse>")
        }
        #expect(reading == .absent)
    }

    // MARK: Service control policies

    private static func operation(_ request: HTTPRequest) -> String {
        request.headers.first { $0.name.lowercased() == "x-amz-target" }?.value.split(separator: ".").last.map(String.init) ?? ""
    }

    private static func controlPolicy(_ request: HTTPRequest, type: String = "SERVICE_CONTROL_POLICY") -> ScriptedTransport.Answer {
        switch Self.operation(request) {
        case "ListPolicies":
            let isSecond = String(decoding: request.body, as: UTF8.self).contains("NextToken")
            return .answer(200, isSecond ? "{\"Policies\":[{\"Id\":\"p-2\",\"Name\":\"stay\"}]}" : "{\"Policies\":[],\"NextToken\":\"t\"}")
        case "DescribePolicy":
            return .answer(
                200,
                "{\"Policy\":{\"PolicySummary\":{\"Id\":\"p-2\",\"Arn\":\"arn:aws:organizations::1:policy/o-1/service_control_policy/p-2\","
                    + "\"Type\":\"\(type)\"},\"Content\":\"{\\\"Statement\\\":[]}\"}}")
        default:
            let isSecond = String(decoding: request.body, as: UTF8.self).contains("NextToken")
            return .answer(200, isSecond ? "{\"Targets\":[{\"TargetId\":\"r-1\"}]}" : "{\"Targets\":[{\"TargetId\":\"ou-1\"}],\"NextToken\":\"t\"}")
        }
    }

    @Test func aControlPolicyIsFoundByItsNameOnWhateverPage() async throws {
        let bases: Set = ["document", "targets"]
        let live = try self.live(
            await self.read(Self.target(.serviceControlPolicy, "stay", bases: bases)) { Self.controlPolicy($0) })
        #expect(live.uniqueID == "p-2")
        #expect(live.aspects[AspectName("document")] == ["Statement": []])
        #expect(live.aspects.keys.compactMap(\.member).sorted() == ["ou-1", "r-1"])
        #expect(await self.read(Self.target(.serviceControlPolicy, "other", bases: bases)) { Self.controlPolicy($0) } == .absent)
        let byID = Self.target(.serviceControlPolicy, "whatever", locator: "p-2", bases: ["document"])
        #expect(try self.live(await self.read(byID) { Self.controlPolicy($0) }).gaps.isEmpty)
        let tagPolicy = await self.read(byID) { Self.controlPolicy($0, type: "TAG_POLICY") }
        #expect(self.gap(tagPolicy)?.code == .unresolved)
    }

    /// One that has its old name no more, and one that is gone while another bears its name.
    @Test(arguments: [("p-2", "renamed", "p-2"), ("p-9", "stay", "p-2"), ("p-9", "other", nil)] as [(String, String, String?)])
    func aControlPolicyThatWasSeenIsFoundByItsARNAndThenByItsName(seen: String, name: String, found: String?) async throws {
        let locator = "arn:aws:organizations::1:policy/o-1/service_control_policy/\(seen)"
        let reading = await self.read(Self.target(.serviceControlPolicy, name, locator: locator, bases: ["document"])) { request in
            let isGone = Self.operation(request) == "DescribePolicy" && String(decoding: request.body, as: UTF8.self).contains("p-9")
            return isGone ? .answer(400, "{\"__type\":\"PolicyNotFoundException\",\"message\":\"m\"}") : Self.controlPolicy(request)
        }
        if found == nil { #expect(reading == .absent) } else { #expect(try self.live(reading).uniqueID == found) }
    }

    @Test func aDeclaredIDThatIsGoneIsNotReplacedByANamesake() async {
        let reading = await self.read(Self.target(.serviceControlPolicy, "stay", locator: "p-9", bases: ["document"])) { request in
            Self.operation(request) == "DescribePolicy"
                ? .answer(400, "{\"__type\":\"PolicyNotFoundException\",\"message\":\"m\"}") : Self.controlPolicy(request)
        }
        #expect(reading == .absent)
    }

    @Test func anOrganizationThatMayNotBeReadIsNotEmpty() async {
        let reading = await self.read(Self.target(.serviceControlPolicy, "stay", bases: ["document"])) { _ in
            .answer(400, "{\"__type\":\"AccessDeniedException\",\"message\":\"m\"}")
        }
        #expect(self.gap(reading)?.code == .denied)
    }
}
