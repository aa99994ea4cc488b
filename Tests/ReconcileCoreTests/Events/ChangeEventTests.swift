import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

@Suite struct ChangeEventTests {
    private static func message(_ parameters: JSONValue, _ more: JSONObject = JSONObject(), source: String = "iam.amazonaws.com") -> String {
        let detail: JSONObject = [
            "eventSource": .string(source), "eventName": "PutRolePolicy", "recipientAccountId": .string(Fixtures.accountID),
            "requestParameters": parameters
        ]
        return JSONWriter.compact(
            ["detail-type": "AWS API Call via CloudTrail", "account": "999999999999", "detail": .object(JSONObject(detail.members + more.members))])
    }

    @Test(arguments: [
        (Self.message(["roleName": "EXPORT"]), Fixtures.fullRole(), true), (Self.message(["roleName": "other"]), Fixtures.fullRole(), false),
        (Self.message(["policyArn": .string(Fixtures.policyARN("read"))]), Fixtures.policy(), true),
        (Self.message(["keyId": .string(Fixtures.keyID)], source: "kms.amazonaws.com"), Fixtures.key(), true),
        // The name of another service's thing.
        (Self.message(["roleName": "export"], source: "s3.amazonaws.com"), Fixtures.fullRole(), false),
        (Self.message(["a": ["b": [["name": "export"]]]]), Fixtures.fullRole(), true)
    ])
    func whatIsNamedIsTouched(message: String, resource: DesiredResource, isTouched: Bool) throws {
        let event = try #require(ChangeEvent(message: message))
        #expect(event.accountID == Fixtures.accountID && event.operation == "PutRolePolicy")
        let bound = resource.identity.kind == .managedPolicy ? Binding(arn: Fixtures.policyARN("read"), uniqueID: nil) : nil
        #expect(event.touches(resource, bound: bound) == isTouched)
    }

    @Test func aNotificationOfSNSIsOpened() throws {
        let inner = Self.message(["roleName": "export"])
        let outer = JSONWriter.compact(["Type": "Notification", "Message": .string(inner)])
        #expect(ChangeEvent(message: outer) == ChangeEvent(message: inner))
    }

    @Test(arguments: [
        "", "{", "[]", "7", "null", "{}", #"{"detail": {}}"#, #"{"detail": {"eventSource": 1, "eventName": "a"}, "account": "1"}"#,
        #"{"Type": "Notification", "Message": "{"}"#, String(repeating: "[", count: 100_000),
        Self.message(["roleName": "export"], ["readOnly": true]), Self.message(["roleName": "export"], ["errorCode": "AccessDenied"])
    ])
    func whatSaysNothingIsLeftAside(message: String) { #expect(ChangeEvent(message: message) == nil) }

    @Test func theNamesOfOneEventAreBounded() throws {
        let many = JSONValue.array((0..<5_000).map { .string("name-\($0)") })
        #expect(try #require(ChangeEvent(message: Self.message(["names": many]))).names.count == 1_000)
    }
}
