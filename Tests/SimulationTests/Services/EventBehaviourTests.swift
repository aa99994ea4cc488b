import IAMPolicy
import ReconcileTestKit
import SimulatedAWS
import Testing

/// What is told of changes, and when.
@Suite struct EventBehaviourTests {
    private static let lookup: JSONObject = ["LookupAttributes": [["AttributeKey": "EventName", "AttributeValue": "TagRole"]]]

    @Test func aChangeCanBeLookedUpAfterAWhileInTheGlobalRegionOnly() async throws {
        let lab = Lab()
        try SmallAccount.build(lab)
        lab.world.trouble.eventsDelaySeconds = 120
        try lab.edit("iam", "TagRole", ["RoleName": "export", "Tags": [["Key": "k", "Value": "v"]]])
        func found(_ region: String) async throws -> [JSONValue] {
            try await lab.call("cloudtrail", "LookupEvents", Self.lookup, region: region)["Events"]?.arrayValue ?? []
        }
        #expect(try await found("us-east-1").isEmpty)
        lab.clock.advance(by: 121)
        #expect(try await found(Lab.region).isEmpty)
        let events = try await found("us-east-1")
        #expect(events.count == 1)
        let record = try JSONReader.parse(events.first?["CloudTrailEvent"]?.stringValue ?? "")
        #expect(record["userIdentity"]?["arn"] == .string("arn:aws:iam::\(Lab.account):user/mallory"))
        #expect(record["requestParameters"]?["roleName"] == "export")
    }

    @Test func refusedCallsAndReadsAreNotChanges() async throws {
        let lab = Lab()
        _ = try await lab.refusal("iam", "TagRole", ["RoleName": "none", "Tags": []])
        _ = try await lab.call("iam", "ListRoles")
        #expect(try await lab.call("cloudtrail", "LookupEvents", region: "us-east-1")["Events"] == [])
    }

    @Test func aQueueIsToldOfEachChangeOnceAndGivesItAgainUntilItIsDeleted() async throws {
        let lab = Lab()
        let url = try lab.edit("sqs", "CreateQueue", ["QueueName": "changes"])["QueueUrl"] ?? ""
        lab.world.feedQueue("changes", account: Lab.account, region: Lab.region)
        let key = try lab.edit("kms", "CreateKey")["KeyMetadata"]?["KeyId"] ?? ""
        let receive: JSONObject = ["QueueUrl": url, "MaxNumberOfMessages": 10, "VisibilityTimeout": 30]
        func messages() async throws -> [JSONValue] { try await lab.call("sqs", "ReceiveMessage", receive)["Messages"]?.arrayValue ?? [] }
        let first = try await messages()
        #expect(first.count == 1)
        let body = try JSONReader.parse(first.first?["Body"]?.stringValue ?? "")
        #expect(body["detail"]?["eventName"] == "CreateKey")
        #expect(try await messages().isEmpty)
        lab.clock.advance(by: 31)
        let again = try await messages()
        #expect(again.count == 1)
        _ = try await lab.call("sqs", "DeleteMessage", ["QueueUrl": url, "ReceiptHandle": again.first?["ReceiptHandle"] ?? ""])
        lab.clock.advance(by: 31)
        #expect(try await messages().isEmpty)
        try lab.edit("kms", "DisableKey", ["KeyId": key])
        #expect(try await messages().count == 1)
        #expect(try await lab.refusal("sqs", "ReceiveMessage", ["QueueUrl": "https://sqs/1/none"]) == "AWS.SimpleQueueService.NonExistentQueue")
    }
}
