import Foundation
import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

/// Which recorded call made a drift, and which did not.
@Suite struct ChangeAttributionTests {
    private static let seenAt = Instant.forTests.wall
    private static let alice = "arn:aws:iam::123456789012:user/alice"
    private static let ownSession = "arn:aws:sts::123456789012:assumed-role/reconciled/daemon-1"

    private static func change(
        _ event: String, _ parameters: JSONValue, at seconds: Double = -30, source: String = "iam", by principal: String = Self.alice,
        agent: String = "aws-cli/2", more: JSONObject = JSONObject()
    ) -> JSONValue {
        let record: JSONObject = [
            "eventSource": .string("\(source).amazonaws.com"), "eventName": .string(event), "recipientAccountId": .string(Fixtures.accountID),
            "eventTime": .string(RFC3339.string(Self.seenAt.addingTimeInterval(seconds))), "requestParameters": parameters,
            "userIdentity": ["type": "IAMUser", "arn": .string(principal)], "sourceIPAddress": "192.0.2.7", "userAgent": .string(agent)
        ]
        return .object(JSONObject(record.members + more.members))
    }

    private static func drift(
        _ resource: DesiredResource, _ aspect: AspectName, after: Double? = -300
    ) -> DriftRecord {
        var drift = DriftRecord(
            id: "d-1", resource: resource.identity, drift: AspectDrift(aspect: aspect, kind: .modified, desired: nil, live: nil, differences: []),
            assessment: Assessment(.widens, .high), state: .open, firstSeenAt: Self.seenAt, lastSeenAt: Self.seenAt, passID: 1)
        drift.changeSpan = ChangeSpan(after: after.map(Self.seenAt.addingTimeInterval), by: Self.seenAt)
        return drift
    }

    private static func author(
        of aspect: AspectName, _ resource: DesiredResource = Fixtures.fullRole(), bound: Binding? = nil, after: Double? = -300,
        among records: [JSONValue], caller: String? = Self.ownSession
    ) throws -> ChangeAuthor? {
        let attribution = try #require(ChangeAttribution(Self.drift(resource, aspect, after: after), of: resource, bound: bound))
        return attribution.author(among: records.compactMap(RecordedChange.init(record:)), accountID: Fixtures.accountID, caller: caller)
    }

    private static let load = AspectName("inlinePolicies", "load")
    private static let put = Self.change("PutRolePolicy", ["roleName": "export", "policyName": "load"])

    @Test func theAuthorIsToldWithAllThatTheRecordSays() throws {
        let author = try #require(try Self.author(of: Self.load, among: [Self.put]))
        #expect(author.principal == Self.alice && author.eventName == "PutRolePolicy" && author.sourceAddress == "192.0.2.7")
        #expect(author.userAgent == "aws-cli/2" && author.time == Self.seenAt.addingTimeInterval(-30))
    }

    @Test(arguments: [
        // Another call, another resource, another member, another service, another account.
        Self.change("TagRole", ["roleName": "export", "policyName": "load"]),
        Self.change("PutRolePolicy", ["roleName": "other", "policyName": "load"]),
        Self.change("PutRolePolicy", ["roleName": "export", "policyName": "save"]),
        Self.change("PutRolePolicy", ["roleName": "export", "policyName": "load"], source: "s3"),
        Self.change("PutRolePolicy", ["roleName": "export", "policyName": "load"], more: ["recipientAccountId": "210987654321"]),
        // Refused, and only read.
        Self.change("PutRolePolicy", ["roleName": "export", "policyName": "load"], more: ["errorCode": "AccessDenied"]),
        Self.change("PutRolePolicy", ["roleName": "export", "policyName": "load"], more: ["readOnly": true]),
        ["eventName": "PutRolePolicy"], 7
    ])
    func whatDidNotMakeItIsNotNamed(record: JSONValue) throws { #expect(try Self.author(of: Self.load, among: [record]) == nil) }

    @Test(arguments: [(-421.0, false), (-420, true), (0, true), (120, true), (121, false)])
    func onlyTheTimeInWhichItHappenedCounts(seconds: Double, counts: Bool) throws {
        let record = Self.change("PutRolePolicy", ["roleName": "export", "policyName": "load"], at: seconds)
        #expect((try Self.author(of: Self.load, among: [record]) != nil) == counts)
    }

    @Test func withoutAnEarlierLookAnythingBeforeCounts() throws {
        let record = Self.change("PutRolePolicy", ["roleName": "export", "policyName": "load"], at: -1_000_000)
        #expect(try Self.author(of: Self.load, after: nil, among: [record]) != nil)
    }

    @Test func theLastOneCountsInWhateverOrderTheyCome() throws {
        let parameters: JSONValue = ["roleName": "export", "policyName": "load"]
        let records = [
            Self.change("PutRolePolicy", parameters, at: -50), Self.change("DeleteRolePolicy", parameters, at: -10, by: "arn:aws:iam::1:user/bob"),
            Self.change("PutRolePolicy", parameters, at: -90)
        ]
        #expect(try Self.author(of: Self.load, among: records)?.principal == "arn:aws:iam::1:user/bob")
        #expect(try Self.author(of: Self.load, among: records.reversed())?.principal == "arn:aws:iam::1:user/bob")
    }

    @Test(arguments: [
        ("reconciled/0.1.0", Self.ownSession, false), ("reconciled/0.1.0", "arn:aws:sts::123456789012:assumed-role/reconciled/daemon-2", false),
        // Somebody who has the daemon's credentials, and somebody who calls like it.
        ("aws-cli/2", Self.ownSession, true), ("reconciled/0.1.0", "arn:aws:sts::123456789012:assumed-role/other/daemon-1", true),
        ("reconciled/0.1.0", Self.alice, true)
    ])
    func ourOwnCallsAreKnownByNameAndCredentials(agent: String, principal: String, isNamed: Bool) throws {
        let record = Self.change("PutRolePolicy", ["roleName": "export", "policyName": "load"], by: principal, agent: agent)
        #expect((try Self.author(of: Self.load, among: [record]) != nil) == isNamed)
        #expect(try Self.author(of: Self.load, among: [record], caller: nil) != nil, "who does not know itself excuses nobody")
    }

    @Test func whatAWSDoesByItselfIsNamedByItsService() throws {
        let record = Self.change(
            "PutRolePolicy", ["roleName": "export", "policyName": "load"], more: ["userIdentity": ["invokedBy": "sso.amazonaws.com"]])
        #expect(try Self.author(of: Self.load, among: [record])?.principal == "sso.amazonaws.com")
    }

    private static let group = Fixtures.resource(.securityGroup, "graph", ["groupID": "sg-0123456789abcdef0"])
    private static func permission(_ port: Int, _ block: String) -> JSONValue {
        [
            "groupId": "sg-0123456789abcdef0",
            "ipPermissions": [
                "items": [
                    [
                        "ipProtocol": "tcp", "fromPort": JSONValue(port), "toPort": JSONValue(port + 1),
                        "ipRanges": ["items": [["cidrIp": .string(block)]]]
                    ]
                ]
            ]
        ]
    }

    @Test(
        arguments: [
            ("tcp 8182-8183 10.0.0.0/16", [Self.permission(8182, "10.0.0.0/16")], true),
            // Another rule of the same group explains it only where nothing else does.
            ("tcp 8182-8183 10.0.0.0/16", [Self.permission(22, "10.0.0.0/16")], true), ("tcp 8182-8183 10.0.0.0/16", [["groupId": "sg-1"]], false),
            ("tcp 8182-8183 10.0.0.0/16", [["groupId": "sg-0123456789abcdef0", "securityGroupRuleIds": ["sgr-1"]]], true)
        ] as [(String, [JSONValue], Bool)])
    func aRuleIsFoundByItsValues(member: String, requests: [JSONValue], isFound: Bool) throws {
        let records = requests.map { Self.change("RevokeSecurityGroupIngress", $0, source: "ec2") }
        #expect((try Self.author(of: AspectName("ingress", member), Self.group, among: records) != nil) == isFound)
    }

    @Test func theCallThatNamesTheRuleComesBeforeOneThatMayHaveMeantIt() throws {
        let records = [
            Self.change("RevokeSecurityGroupIngress", Self.permission(22, "10.0.0.0/16"), at: -5, source: "ec2", by: "arn:aws:iam::1:user/bob"),
            Self.change("AuthorizeSecurityGroupIngress", Self.permission(8182, "10.0.0.0/16"), at: -60, source: "ec2")
        ]
        #expect(try Self.author(of: AspectName("ingress", "tcp 8182-8183 10.0.0.0/16"), Self.group, among: records)?.principal == Self.alice)
    }

    /// Every kind, and what others change it by beside the calls of ours.
    @Test(
        arguments: [
            (Fixtures.key(), AspectName("enabled"), "ScheduleKeyDeletion", "kms", ["keyId": .string(Fixtures.keyID)]),
            (Fixtures.resource(.user, "ann", [:]), AspectName("accessKeys", "AKIAIOSFODNN7EXAMPLE"), "CreateAccessKey", "iam", ["userName": "ann"]),
            (
                Fixtures.resource(.bucket, "loads", [:]), AspectName("publicAccessBlock"), "DeleteBucketPublicAccessBlock", "s3",
                ["bucketName": "loads"]
            ),
            (Fixtures.resource(.bucket, "loads", [:]), AspectName("tags", "owner"), "DeleteBucketTagging", "s3", ["bucketName": "loads"]),
            (Fixtures.fullRole(), .existence, "DeleteRole", "iam", ["roleName": "export"]),
            (Fixtures.fullRole(), AspectName("trustPolicy"), "CreateRole", "iam", ["roleName": "Export"])
        ] as [(DesiredResource, AspectName, String, String, JSONValue)])
    func othersUseCallsThatTheDaemonDoesNotUse(
        resource: DesiredResource, aspect: AspectName, event: String, source: String, parameters: JSONValue
    ) throws {
        let answer: JSONObject = ["responseElements": ["accessKey": ["accessKeyId": "AKIAIOSFODNN7EXAMPLE"]]]
        let record = Self.change(event, parameters, source: source, more: answer)
        #expect(try Self.author(of: aspect, resource, among: [record])?.eventName == event)
    }

    @Test(arguments: [
        ("eu-central-1", "us-east-1"), ("cn-northwest-1", "cn-north-1"), ("us-gov-east-1", "us-gov-west-1"), ("eusc-de-east-1", "eusc-de-east-1")
    ])
    func callsToGlobalServicesAreRecordedInOneRegionOfThePartition(region: String, global: String) {
        let account = AccountSettings(name: "prod", accountID: Fixtures.accountID, region: region)
        #expect(account.eventsRegion(of: Fixtures.identity(.role, "export")) == global)
        #expect(account.eventsRegion(of: Fixtures.identity(.kmsKey, "k")) == Fixtures.region)
        let control = ResourceIdentity(account: AccountSettings.organization, region: nil, kind: .serviceControlPolicy, name: "p")
        #expect(account.eventsRegion(of: control) == global)
    }

    @Test func everyAspectOfEveryKindCanBeLookedUp() {
        for definition in KindRegistry.all {
            for aspect in definition.aspects where aspect.notCorrectable == nil {
                #expect(!aspect.writtenBy.isEmpty, "\(definition.kind) \(aspect.base)")
            }
        }
    }
}
