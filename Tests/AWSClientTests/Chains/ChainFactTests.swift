import HTTPTransport
import IAMPolicy
import ReconcileCore
import Testing

@testable import AWSClient

/// What chains ask, by what AWS answers.
@Suite struct ChainFactTests {
    typealias Answer = ScriptedTransport.Answer

    private static let region = "eu-west-1"
    private static let account = AccountSettings(name: "prod", accountID: "111122223333", region: Self.region)

    private static func caller(_ transport: ScriptedTransport) -> AWSCaller {
        let environment = AWSEnvironment([:])
        return AWSCaller(
            configuration: .init(region: Self.region, requestsPerSecondMax: 10_000, environment: environment), environment: environment,
            credentials: FixedCredentials(AWSCredentials(accessKeyID: "AKID", secretAccessKey: "s")), transport: transport, clock: VirtualClock(),
            fraction: { 0.5 })
    }

    private func ask(
        _ questions: Set<ChainQuestion>, organization: ScriptedTransport? = nil, _ answer: @escaping @Sendable (HTTPRequest) -> Answer
    ) async -> ChainFacts {
        await self.ask(questions, ScriptedTransport { _, request in answer(request) }, organization: organization)
    }

    private func ask(_ questions: Set<ChainQuestion>, _ transport: ScriptedTransport, organization: ScriptedTransport?) async -> ChainFacts {
        let own = Self.caller(transport)
        let above = organization.map(Self.caller)
        let cloud = AWSCloud(clock: StillClock()) { account in account.name == "management" ? above ?? own : own }
        let management = AccountSettings(name: "management", accountID: "999900000000", region: Self.region, readsOrganization: true)
        return await cloud.facts(for: questions, account: Self.account, organization: organization.map { _ in management })
    }

    private func ask(_ question: ChainQuestion, _ answer: @escaping @Sendable (HTTPRequest) -> Answer) async -> ChainAnswer? {
        await self.ask([question], answer).answers[question]
    }

    private static func body(_ request: HTTPRequest) -> String { String(decoding: request.body, as: UTF8.self) }

    private static func target(_ request: HTTPRequest) -> String {
        request.headers.first { $0.name.lowercased() == "x-amz-target" }?.value.split(separator: ".").last.map(String.init) ?? ""
    }

    // MARK: S3

    @Test(
        arguments: [
            ("<LocationConstraint>eu-central-1</LocationConstraint>", "eu-central-1"), ("<LocationConstraint/>", "us-east-1"),
            ("<LocationConstraint>EU</LocationConstraint>", "eu-west-1")
        ])
    func whereABucketLiesIsAskedOfS3(xml: String, region: String) async {
        #expect(await self.ask(.bucketRegion(bucket: "loads")) { _ in .answer(200, xml) } == .known(["region": .string(region)]))
    }

    @Test func aBucketThatIsNotThereIsAbsent() async {
        let answer = await self.ask(.bucketRegion(bucket: "loads")) { _ in
            .answer(404, "<Error><Code>NoSuchBucket</Code><Message>m</Message></Error>")
        }
        #expect(answer == .absent)
    }

    @Test func theFirstObjectsBelowAPrefixAreListed() async {
        let answer = await self.ask(.objects(bucket: "loads", prefix: "in/")) { request in
            let isRight = request.url.contains("max-keys=10") && request.url.contains("prefix=in%2F")
            guard isRight else { return .answer(400, "<Error><Code>Wrong</Code></Error>") }
            return .answer(
                200,
                "<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken><EncodingType>url</EncodingType>"
                    + "<Contents><Key>in/a%20b.csv</Key><Size>12</Size></Contents></ListBucketResult>")
        }
        #expect(answer == .known(["keys": [["key": "in/a b.csv", "bytes": 12]], "truncated": true]))
    }

    // MARK: Neptune and EC2

    private static let cluster = """
        <DescribeDBClustersResponse><DescribeDBClustersResult><DBClusters><DBCluster><DBClusterIdentifier>Graph</DBClusterIdentifier>
        <DbClusterResourceId>cluster-ABC</DbClusterResourceId><DBClusterArn>arn:aws:rds:eu-west-1:111122223333:cluster:graph</DBClusterArn>
        <Status>available</Status><Engine>neptune</Engine><EngineVersion>1.3.2.1</EngineVersion><Port>8182</Port><Endpoint>e</Endpoint>
        <DBSubnetGroup>nets</DBSubnetGroup><IAMDatabaseAuthenticationEnabled>true</IAMDatabaseAuthenticationEnabled>
        <VpcSecurityGroups><VpcSecurityGroupMembership><VpcSecurityGroupId>sg-1</VpcSecurityGroupId></VpcSecurityGroupMembership></VpcSecurityGroups>
        <AssociatedRoles><DBClusterRole><RoleArn>arn:r</RoleArn><Status>ACTIVE</Status></DBClusterRole></AssociatedRoles>
        </DBCluster></DBClusters></DescribeDBClustersResult></DescribeDBClustersResponse>
        """
    private static let subnets = """
        <DescribeDBSubnetGroupsResponse><DescribeDBSubnetGroupsResult><DBSubnetGroups><DBSubnetGroup><DBSubnetGroupName>nets</DBSubnetGroupName>
        <VpcId>vpc-1</VpcId><Subnets><Subnet><SubnetIdentifier>subnet-1</SubnetIdentifier></Subnet></Subnets>
        </DBSubnetGroup></DBSubnetGroups></DescribeDBSubnetGroupsResult></DescribeDBSubnetGroupsResponse>
        """
    private static func rdsError(_ status: Int, _ code: String) -> Answer {
        .answer(status, "<ErrorResponse><Error><Type>Sender</Type><Code>\(code)</Code><Message>m</Message></Error></ErrorResponse>")
    }

    private static func answer(toClusterQuestion request: HTTPRequest, subnets: Answer) -> Answer {
        Self.body(request).contains("DescribeDBSubnetGroups") ? subnets : .answer(200, Self.cluster)
    }

    private static let clusterQuestion = ChainQuestion.cluster(identifier: "graph", region: Self.region)

    @Test func aClusterComesWithItsNetwork() async {
        let answer = await self.ask(Self.clusterQuestion) { Self.answer(toClusterQuestion: $0, subnets: .answer(200, Self.subnets)) }
        #expect(
            answer
                == .known([
                    "resourceID": "cluster-ABC", "arn": "arn:aws:rds:eu-west-1:111122223333:cluster:graph", "status": "available",
                    "engine": "neptune", "engineVersion": "1.3.2.1", "port": 8182, "endpoint": "e", "vpcID": "vpc-1", "subnetIDs": ["subnet-1"],
                    "securityGroupIDs": ["sg-1"], "iamDatabaseAuthentication": true, "roles": [["role": "arn:r", "status": "ACTIVE"]]
                ]))
    }

    @Test func aClusterWhoseSubnetGroupIsGoneLiesInNoKnownVPC() async throws {
        let answer = await self.ask(Self.clusterQuestion) {
            Self.answer(toClusterQuestion: $0, subnets: Self.rdsError(404, "DBSubnetGroupNotFoundFault"))
        }
        guard case .known(let value)? = answer else { throw ReadGap(code: .failed, message: "\(String(describing: answer))") }
        #expect(value["vpcID"] == .null && value["subnetIDs"] == [] && value["status"] == "available")
    }

    @Test func aClusterWhoseNetworkMayNotBeReadIsNotHalfKnown() async {
        let answer = await self.ask(Self.clusterQuestion) { Self.answer(toClusterQuestion: $0, subnets: Self.rdsError(403, "AccessDenied")) }
        guard case .unreadable(let gap)? = answer else {
            Issue.record("\(String(describing: answer))")
            return
        }
        #expect(gap.code == .denied && gap.message.hasPrefix("the daemon lacks rds:DescribeDBSubnetGroups ("))
    }

    @Test func aClusterThatIsNotThereIsAbsent() async {
        #expect(await self.ask(Self.clusterQuestion) { _ in Self.rdsError(404, "DBClusterNotFoundFault") } == .absent)
    }

    @Test func endpointsOfS3AndTheTablesThatLeadThereAreListed() async {
        let answer = await self.ask(.s3Endpoints(vpcID: "vpc-1", region: Self.region)) { request in
            if Self.body(request).contains("Action=DescribeRouteTables") {
                return .answer(
                    200,
                    "<DescribeRouteTablesResponse><routeTableSet><item><routeTableId>rtb-1</routeTableId><associationSet>"
                        + "<item><main>true</main></item><item><subnetId>subnet-1</subnetId><main>false</main></item>"
                        + "</associationSet></item></routeTableSet></DescribeRouteTablesResponse>")
            }
            let s3 =
                "<item><vpcEndpointId>vpce-1</vpcEndpointId><vpcEndpointType>Gateway</vpcEndpointType>"
                + "<serviceName>com.amazonaws.eu-west-1.s3</serviceName><state>available</state>"
                + "<policyDocument>{\"Statement\":[]}</policyDocument><routeTableIdSet><item>rtb-1</item></routeTableIdSet></item>"
            let other = "<item><vpcEndpointId>vpce-2</vpcEndpointId><serviceName>com.amazonaws.eu-west-1.s3express</serviceName></item>"
            return .answer(200, "<DescribeVpcEndpointsResponse><vpcEndpointSet>\(s3)\(other)</vpcEndpointSet></DescribeVpcEndpointsResponse>")
        }
        #expect(
            answer
                == .known([
                    "endpoints": [
                        [
                            "id": "vpce-1", "type": "Gateway", "state": "available", "policy": ["Statement": []], "routeTableIDs": ["rtb-1"],
                            "subnetIDs": []
                        ]
                    ],
                    "routeTables": [["id": "rtb-1", "isMain": true, "subnetIDs": ["subnet-1"]]]
                ]))
    }

    @Test func ingressRulesAreWrittenAsManifestsWriteThem() async throws {
        let answer = await self.ask(.ingress(groupID: "sg-1", region: Self.region)) { _ in
            .answer(
                200,
                "<DescribeSecurityGroupsResponse><securityGroupInfo><item><groupId>sg-1</groupId><ownerId>111122223333</ownerId>"
                    + "<ipPermissions><item><ipProtocol>tcp</ipProtocol><fromPort>8182</fromPort><toPort>8182</toPort>"
                    + "<ipRanges><item><cidrIp>10.0.0.0/16</cidrIp></item></ipRanges></item></ipPermissions></item></securityGroupInfo>"
                    + "</DescribeSecurityGroupsResponse>")
        }
        guard case .known(let value)? = answer else { throw ReadGap(code: .failed, message: "\(String(describing: answer))") }
        let rules = (value["rules"]?.arrayValue ?? []).compactMap(IngressRule.init(value:))
        #expect(rules == [IngressRule(transport: "tcp", from: 8182, to: 8182, source: "10.0.0.0/16", text: nil)])
    }

    @Test func aGroupThatMayNotBeReadNamesWhatIsLacking() async {
        let answer = await self.ask(.ingress(groupID: "sg-1", region: Self.region)) { _ in
            .answer(403, "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>m</Message></Error></Errors></Response>")
        }
        guard case .unreadable(let gap)? = answer else {
            Issue.record("\(String(describing: answer))")
            return
        }
        #expect(gap.code == .denied && gap.message.hasPrefix("the daemon lacks ec2:DescribeSecurityGroups ("))
    }

    @Test func aPrefixListIsItsBlocks() async {
        let answer = await self.ask(.prefixList(id: "pl-1", region: Self.region)) { request in
            let isSecond = Self.body(request).contains("NextToken=t")
            let more = isSecond ? "" : "<nextToken>t</nextToken>"
            return .answer(
                200,
                "<GetManagedPrefixListEntriesResponse><entrySet><item><cidr>10.\(isSecond ? 1 : 0).0.0/16</cidr></item></entrySet>\(more)"
                    + "</GetManagedPrefixListEntriesResponse>")
        }
        #expect(answer == .known(["entries": ["10.0.0.0/16", "10.1.0.0/16"]]))
    }

    // MARK: Graphs and notebooks

    @Test func aGraphTellsItsStatusAndKey() async {
        let question = ChainQuestion.graph(id: "g-0123456789", region: Self.region)
        let answer = await self.ask(question) { _ in
            .answer(200, "{\"id\":\"g-0123456789\",\"name\":\"n\",\"arn\":\"arn:g\",\"status\":\"AVAILABLE\",\"kmsKeyIdentifier\":\"arn:k\"}")
        }
        #expect(
            answer
                == .known([
                    "id": "g-0123456789", "arn": "arn:g", "name": "n", "status": "AVAILABLE", "publicConnectivity": false, "kmsKey": "arn:k"
                ]))
        let gone = await self.ask(question) { _ in
            .answer(404, "{\"message\":\"m\"}", headers: [("x-amzn-errortype", "ResourceNotFoundException")])
        }
        #expect(gone == .absent)
    }

    @Test func aNotebookTellsItsStatusAndRole() async {
        let question = ChainQuestion.notebook(name: "graph-notebook", region: Self.region)
        let answer = await self.ask(question) { _ in
            .answer(
                200,
                "{\"NotebookInstanceName\":\"graph-notebook\",\"NotebookInstanceArn\":\"arn:n\","
                    + "\"NotebookInstanceStatus\":\"InService\",\"RoleArn\":\"arn:r\"}")
        }
        #expect(answer == .known(["name": "graph-notebook", "arn": "arn:n", "status": "InService", "roleARN": "arn:r"]))
        let gone = await self.ask(question) { _ in .answer(400, "{\"__type\":\"ValidationException\",\"message\":\"RecordNotFound\"}") }
        #expect(gone == .absent)
        let wrong = await self.ask(question) { _ in .answer(400, "{\"__type\":\"ValidationException\",\"message\":\"bad name\"}") }
        guard case .unreadable? = wrong else {
            Issue.record("\(String(describing: wrong))")
            return
        }
    }

    // MARK: Control policies

    /// Root, one unit, the account; each level has a policy of its own beside the common one.
    private static func organization(_ request: HTTPRequest, switchedOn: [String] = ["SERVICE_CONTROL_POLICY"], management: String = "1") -> Answer {
        let body = (try? JSONReader.parse(Self.body(request))) ?? .null
        switch Self.target(request) {
        case "DescribeOrganization": return .answer(200, "{\"Organization\":{\"Id\":\"o-1\",\"MasterAccountId\":\"\(management)\"}}")
        case "ListRoots":
            let types = switchedOn.map { "{\"Type\":\"\($0)\",\"Status\":\"ENABLED\"}" }.joined(separator: ",")
            return .answer(200, "{\"Roots\":[{\"Id\":\"r-1\",\"PolicyTypes\":[\(types)]}]}")
        case "ListParents":
            return body["ChildId"] == "ou-1"
                ? .answer(200, "{\"Parents\":[{\"Id\":\"r-1\",\"Type\":\"ROOT\"}]}")
                : .answer(200, "{\"Parents\":[{\"Id\":\"ou-1\",\"Type\":\"ORGANIZATIONAL_UNIT\"}]}")
        case "ListPoliciesForTarget":
            let place = body["TargetId"]?.stringValue ?? ""
            return .answer(200, "{\"Policies\":[{\"Id\":\"p-all\"},{\"Id\":\"p-\(place)-\(body["Filter"]?.stringValue?.first ?? "x")\"}]}")
        case "DescribePolicy":
            let content = "{\\\"Id\\\":\\\"\(body["PolicyId"]?.stringValue ?? "")\\\"}"
            return .answer(200, "{\"Policy\":{\"PolicySummary\":{},\"Content\":\"\(content)\"}}")
        default: return .answer(400, "{\"__type\":\"InvalidAction\"}")
        }
    }

    private func levels(_ answer: @escaping @Sendable (HTTPRequest) -> Answer) async -> (answer: ChainAnswer?, requests: [HTTPRequest]) {
        let transport = ScriptedTransport { _, request in answer(request) }
        let facts = await self.ask([.controlPolicies], organization: transport) { _ in .answer(500, "not of the member") }
        #expect(facts.requests == transport.requests.count)
        return (facts.answers[.controlPolicies], transport.requests)
    }

    private static func ids(_ ids: [String]) -> JSONValue { .array(ids.map { ["Id": .string($0)] }) }

    @Test func controlPoliciesComeLevelByLevelFromTheRoot() async {
        let (answer, requests) = await self.levels { Self.organization($0) }
        #expect(
            answer
                == .known([
                    "levels": [
                        Self.ids(["p-all", "p-r-1-S"]), Self.ids(["p-all", "p-ou-1-S"]), Self.ids(["p-all", "p-111122223333-S"])
                    ],
                    "resourceLevels": [], "organizationID": "o-1"
                ]))
        #expect(requests.count { Self.target($0) == "DescribePolicy" } == 4, "each document once")
    }

    @Test func resourceControlPoliciesCountWhereTheyAreSwitchedOn() async throws {
        let (answer, _) = await self.levels { Self.organization($0, switchedOn: ["RESOURCE_CONTROL_POLICY"]) }
        guard case .known(let value)? = answer else { throw ReadGap(code: .failed, message: "\(String(describing: answer))") }
        #expect(value["levels"] == [] && value["resourceLevels"]?.arrayValue?.count == 3)
    }

    @Test func theManagementAccountIsNotLimited() async {
        let (answer, requests) = await self.levels { Self.organization($0, management: "111122223333") }
        #expect(answer == .known(["levels": [], "resourceLevels": [], "isManagementAccount": true, "organizationID": "o-1"]))
        #expect(requests.count == 1)
    }

    @Test func outsideOfAnOrganizationThereAreNone() async {
        let (answer, _) = await self.levels { _ in .answer(400, "{\"__type\":\"AWSOrganizationsNotInUseException\",\"message\":\"m\"}") }
        #expect(answer == .known(["levels": [], "resourceLevels": []]))
    }

    @Test func oneLevelThatMayNotBeReadMakesAllUnreadable() async {
        let (answer, _) = await self.levels { request in
            Self.body(request).contains("ou-1") && Self.target(request) == "ListPoliciesForTarget"
                ? .answer(400, "{\"__type\":\"AccessDeniedException\",\"message\":\"m\"}") : Self.organization(request)
        }
        guard case .unreadable(let gap)? = answer else {
            Issue.record("\(String(describing: answer))")
            return
        }
        #expect(gap.message.hasPrefix("the daemon lacks organizations:ListPoliciesForTarget ("))
    }

    @Test func anOrganizationThatTurnsInCirclesEnds() async {
        let (answer, _) = await self.levels { request in
            Self.target(request) == "ListParents"
                ? .answer(200, "{\"Parents\":[{\"Id\":\"ou-2\",\"Type\":\"ORGANIZATIONAL_UNIT\"}]}") : Self.organization(request)
        }
        guard case .unreadable(let gap)? = answer else {
            Issue.record("\(String(describing: answer))")
            return
        }
        #expect(gap.code == .malformedAnswer)
    }

    @Test func withoutAnAccountOfTheOrganizationNobodyIsAsked() async {
        let facts = await self.ask([.controlPolicies]) { _ in .answer(500, "nobody") }
        #expect(facts.requests == 0)
        guard case .unreadable(let gap)? = facts.answers[.controlPolicies] else {
            Issue.record("\(facts)")
            return
        }
        #expect(gap.message.contains("names no `organization` account"))
    }

    // MARK: All of them

    private static let all: [ChainQuestion] = [
        .bucketRegion(bucket: "b"), .objects(bucket: "b", prefix: ""), Self.clusterQuestion, .s3Endpoints(vpcID: "v", region: Self.region),
        .ingress(groupID: "sg-1", region: Self.region), .prefixList(id: "pl-1", region: Self.region), .graph(id: "g-1", region: Self.region),
        .notebook(name: "n", region: Self.region), .controlPolicies
    ]

    @Test(arguments: ["", "<", "{}", "<a/>", "{\"Organization\":1}", "null", "\u{0}"])
    func anAnswerThatIsNoneNeverTraps(body: String) async {
        let transport = ScriptedTransport { _, _ in .answer(200, body) }
        let facts = await self.ask(Set(Self.all), organization: transport) { _ in .answer(200, body) }
        #expect(facts.answers.count == Self.all.count)
    }

    /// What a request does: `GET` and `HEAD` where the method tells it, else the operation's name.
    private static func deed(_ request: HTTPRequest) -> String {
        if !Self.target(request).isEmpty { return Self.target(request) }
        let action = Self.body(request).split(separator: "&").first { $0.hasPrefix("Action=") }
        return action.map { String($0.dropFirst("Action=".count)) } ?? request.method
    }

    @Test(arguments: Self.all)
    func aQuestionOnlyReads(question: ChainQuestion) async {
        let own = ScriptedTransport { _, request in Self.answer(toClusterQuestion: request, subnets: .answer(200, Self.subnets)) }
        let above = ScriptedTransport { _, request in Self.organization(request) }
        _ = await self.ask([question], own, organization: above)
        let deeds = (own.requests + above.requests).map(Self.deed)
        #expect(!deeds.isEmpty)
        #expect(deeds.allSatisfy { deed in ["GET", "HEAD", "Describe", "Get", "List"].contains { deed.hasPrefix($0) } }, "\(deeds)")
    }
}

/// Time that stands still.
private struct StillClock: ReconcileClock {
    func now() -> Instant { Instant(wall: .distantPast, bootID: "b", secondsSinceBoot: 0) }
    func sleep(seconds: Double) async throws {}
}
