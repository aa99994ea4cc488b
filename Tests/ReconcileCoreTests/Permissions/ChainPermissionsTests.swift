import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

@Suite struct ChainPermissionsTests {
    private static let kind = ResourceKind("NeptuneBulkLoad")

    /// Asks a fixed set, and what is told after its answers.
    private struct Asking: BlueprintDefinition {
        let kind = ChainPermissionsTests.kind
        let nameRule = StringRule.any
        let fields: [SpecField] = []
        let first: [ChainQuestion]
        var further: @Sendable (ChainView) -> [ChainQuestion] = { _ in [] }

        func expansion(of blueprint: DesiredResource, in surroundings: BlueprintSurroundings) throws(BlueprintFault) -> BlueprintExpansion {
            BlueprintExpansion()
        }
        func questions(of blueprint: DesiredResource, in surroundings: BlueprintSurroundings) -> [ChainQuestion] { self.first }
        func furtherQuestions(of blueprint: DesiredResource, in view: ChainView) -> [ChainQuestion] { self.further(view) }
        func links(of blueprint: DesiredResource, in view: ChainView) -> [ChainLink] { [] }
        func command(of blueprint: DesiredResource, in view: ChainView) -> String? { nil }
    }

    private static func blueprint(account: String = "prod") -> DesiredResource {
        DesiredResource(
            identity: ResourceIdentity(account: account, region: nil, kind: Self.kind, name: "nightly"), spec: JSONObject(), source: .api)
    }

    /// Each action with the resources that it is granted on.
    private static func granted(
        _ definition: Asking, account: AccountSettings = Fixtures.account(), others: [AccountSettings] = [], desired: [DesiredResource]? = nil
    ) -> [String: Set<String>] {
        let permissions = ChainPermissions(
            account: account, configuration: Configuration(accounts: [account] + others), desired: desired ?? [Self.blueprint()],
            catalog: BlueprintCatalog([definition]))
        let document = DaemonPermissions(account: account, resources: [], chains: permissions).document
        var granted: [String: Set<String>] = [:]
        for statement in document["Statement"]?.arrayValue ?? [] where statement["Sid"]?.stringValue?.hasPrefix("Chains") == true {
            for action in (statement["Action"]?.arrayValue ?? []).compactMap(\.stringValue) {
                granted[action, default: []].formUnion((statement["Resource"]?.arrayValue ?? []).compactMap(\.stringValue))
            }
        }
        return granted
    }

    private static let region = Fixtures.region
    private static func arn(_ service: String, _ resource: String, owner: String = Fixtures.accountID) -> String {
        "arn:aws:\(service):\(Self.region):\(owner):\(resource)"
    }

    @Test func `each question needs what answers it, on as little as AWS allows`() {
        let questions: [ChainQuestion] = [
            .bucketRegion(bucket: "loads"), .objects(bucket: "loads", prefix: "in/"), .cluster(identifier: "graph", region: Self.region),
            .s3Endpoints(vpcID: "vpc-1", region: Self.region), .ingress(groupID: "sg-1", region: Self.region),
            .prefixList(id: "pl-1", region: Self.region), .graph(id: "g-1", region: Self.region), .notebook(name: "Note", region: Self.region)
        ]
        #expect(
            Self.granted(Asking(first: questions)) == [
                "s3:GetBucketLocation": ["arn:aws:s3:::loads"], "s3:ListBucket": ["arn:aws:s3:::loads"],
                "rds:DescribeDBClusters": [Self.arn("rds", "cluster:graph")], "rds:DescribeDBSubnetGroups": [Self.arn("rds", "subgrp:*")],
                "ec2:DescribeRouteTables": ["*"], "ec2:DescribeVpcEndpoints": ["*"], "ec2:DescribeSecurityGroups": ["*"],
                "ec2:GetManagedPrefixListEntries": [Self.arn("ec2", "prefix-list/pl-1"), Self.arn("ec2", "prefix-list/pl-1", owner: "aws")],
                "neptune-graph:GetGraph": [Self.arn("neptune-graph", "graph/g-1")],
                "sagemaker:DescribeNotebookInstance": [Self.arn("sagemaker", "notebook-instance/note")]
            ])
    }

    @Test func `listing a bucket is granted for the prefix only`() throws {
        let permissions = ChainPermissions(
            account: Fixtures.account(), configuration: Configuration(accounts: [Fixtures.account()]), desired: [Self.blueprint()],
            catalog: BlueprintCatalog([Asking(first: [.objects(bucket: "loads", prefix: "in/")])]))
        let statement = try #require(permissions.statements.first)
        #expect(statement["Condition"] == ["StringEquals": ["s3:prefix": "in/"]])
    }

    @Test func `a resource that is not kept is read as its kind is, and what follows from it too`() {
        let role = Fixtures.identity(.role, "analyst")
        let definition = Asking(first: [.resource(ReadTarget(identity: role, locator: nil, bases: ["trustPolicy", "managedPolicies"]))]) { view in
            guard case .present(let live)? = view.reading(role) else { return [] }
            return live.aspects.keys.filter { $0.base == "managedPolicies" }.compactMap(\.member).sorted().map { arn in
                let isOfAWS = ARN(arn)?.account == "aws"
                let name = isOfAWS ? arn : String(arn.split(separator: "/").last ?? "")
                return .resource(ReadTarget(identity: Fixtures.identity(.managedPolicy, name), locator: arn, bases: ["document"]))
            }
        }
        let granted = Self.granted(definition)
        #expect(granted["iam:GetRole"] == ["arn:aws:iam::\(Fixtures.accountID):role/analyst", "arn:aws:iam::\(Fixtures.accountID):role/*/analyst"])
        #expect(granted["iam:ListAttachedRolePolicies"] == granted["iam:GetRole"])
        #expect(granted["iam:GetPolicyVersion"] == ["arn:aws:iam::\(Fixtures.accountID):policy/*", "arn:aws:iam::aws:policy/*"])
        #expect(granted.keys.allSatisfy { $0.hasPrefix("iam:Get") || $0.hasPrefix("iam:List") }, "\(granted.keys)")
    }

    @Test func `what a cluster's answer leads to is granted though its ids are not known`() {
        let cluster = ChainQuestion.cluster(identifier: "graph", region: Self.region)
        let definition = Asking(first: [cluster]) { view in
            guard case .known(let value) = view.answer(cluster), let vpc = value["vpcID"]?.stringValue else { return [] }
            return [.s3Endpoints(vpcID: vpc, region: Self.region)]
        }
        #expect(Self.granted(definition)["ec2:DescribeVpcEndpoints"] == ["*"])
    }

    @Test func `control policies are read with the credentials of the organization's account`() {
        var management = Fixtures.account(name: "management")
        management.readsOrganization = true
        let member = Fixtures.account()
        let definition = Asking(first: [.controlPolicies])
        #expect(Self.granted(definition, account: member, others: [management]).isEmpty)
        #expect(Self.granted(definition, account: management, others: [member])["organizations:ListPoliciesForTarget"] == ["*"])
    }

    @Test func `another account's questions need nothing here, unless they are about what belongs here`() {
        let bucket = ResourceIdentity(account: "test", region: Self.region, kind: .bucket, name: "shared")
        let definition = Asking(first: [
            .bucketRegion(bucket: "loads"), .resource(ReadTarget(identity: bucket, locator: nil, bases: ["bucketPolicy"]))
        ])
        let granted = Self.granted(definition, account: Fixtures.account(name: "test"), others: [Fixtures.account()])
        #expect(granted["s3:GetBucketLocation"] == nil)
        #expect(granted["s3:GetBucketPolicy"] == ["arn:aws:s3:::shared"])
    }

    @Test func `without chains nothing is granted for them`() { #expect(Self.granted(Asking(first: []), desired: []).isEmpty) }
}
