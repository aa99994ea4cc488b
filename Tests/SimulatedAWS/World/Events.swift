import Foundation
import IAMPolicy

/// A mutating call as CloudTrail and EventBridge tell of it.
/// - SeeAlso: AWS CloudTrail User Guide, "CloudTrail record contents for management, data, and network activity events".
struct RecordedEvent: Equatable, Sendable {
    let id: String
    let time: Date
    let account: String
    /// Where it can be looked up: events of global services are in one region only.
    let region: String
    let name: String
    /// `iam.amazonaws.com`.
    let source: String
    let caller: Caller
    let accessKeyID: String?
    let userAgent: String
    let sourceAddress: String
    let input: JSONObject
    let code: String?

    /// The record itself.
    var record: JSONValue {
        .object(
            .present([
                "eventVersion": "1.09", "userIdentity": self.identity, "eventTime": .string(self.time.formatted(.iso8601)),
                "eventSource": .string(self.source), "eventName": .string(self.name), "awsRegion": .string(self.region),
                "sourceIPAddress": .string(self.sourceAddress), "userAgent": .string(self.userAgent),
                "errorCode": self.code.map { .string($0) }, "requestParameters": .object(Self.lowered(self.input)),
                "eventID": .string(self.id), "readOnly": false, "eventType": "AwsApiCall", "managementEvent": true,
                "recipientAccountId": .string(self.account)
            ]))
    }

    private var identity: JSONValue {
        .object(
            .present([
                "type": .string(self.caller.arn.contains(":assumed-role/") ? "AssumedRole" : self.caller.arn.hasSuffix(":root") ? "Root" : "IAMUser"),
                "principalId": .string(self.caller.uniqueID), "arn": .string(self.caller.arn), "accountId": .string(self.caller.account),
                "accessKeyId": self.accessKeyID.map { .string($0) }
            ]))
    }

    var userName: String { self.caller.arn.split(separator: "/").last.map(String.init) ?? "root" }

    /// CloudTrail writes parameters with a small first letter.
    private static func lowered(_ input: JSONObject) -> JSONObject {
        JSONObject(input.members.map { .init(name: $0.name.prefix(1).lowercased() + $0.name.dropFirst(), value: $0.value) })
    }
}
