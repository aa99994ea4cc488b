import IAMPolicy

/// One API call that CloudTrail recorded, as EventBridge hands it on: a reason to look, never a state.
///
/// Whatever it says of values is left aside; what it names tells which resources to read again.
/// - SeeAlso: Amazon EventBridge User Guide, "AWS service events delivered via AWS CloudTrail"; AWS CloudTrail User Guide, "CloudTrail record contents".
package struct ChangeEvent: Equatable, Sendable {
    /// Twelve digits: whose resource was changed.
    package let accountID: String
    /// `iam` of `iam.amazonaws.com`.
    package let service: String
    /// AWS's own name of the call: `PutRolePolicy`.
    package let operation: String
    /// Every text and number of the request and of the named resources, in small letters.
    package let names: Set<String>

    /// - Parameter message: a message's body: the event, or a notification of SNS around it.
    /// - Returns: `nil` for what is no such event, was refused by AWS, or changed nothing.
    package init?(message: String) {
        guard var event = try? JSONReader.parse(message) else { return nil }
        if event["Type"] == "Notification", let inner = event["Message"]?.stringValue {
            guard let value = try? JSONReader.parse(inner) else { return nil }
            event = value
        }
        guard let detail = event["detail"], let source = detail["eventSource"]?.stringValue, let operation = detail["eventName"]?.stringValue,
            let accountID = (detail["recipientAccountId"] ?? event["account"])?.stringValue
        else { return nil }
        if detail["readOnly"] == true || detail["errorCode"]?.stringValue != nil { return nil }
        self.accountID = accountID
        self.service = source.split(separator: ".").first.map(String.init) ?? source
        self.operation = operation
        self.names = EventNames.collected(from: ["requestParameters", "responseElements", "resources"].map { detail[$0] ?? .null })
    }

    /// - Parameter bound: what was seen of the resource.
    package func touches(_ resource: DesiredResource, bound: Binding?) -> Bool {
        guard KindRegistry.definition(of: resource.identity.kind)?.service == self.service else { return false }
        return ResourceNames.texts(of: resource, bound: bound).contains { self.names.contains($0.lowercased()) }
    }
}
