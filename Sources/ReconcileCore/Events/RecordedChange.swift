package import IAMPolicy

/// One call that changed something, as CloudTrail recorded it.
/// - SeeAlso: AWS CloudTrail User Guide, "CloudTrail record contents for management, data, and network activity events".
package struct RecordedChange: Equatable, Sendable {
    package let author: ChangeAuthor
    /// Twelve digits: whose resource was changed.
    package let accountID: String
    /// `iam` of `iam.amazonaws.com`.
    package let service: String
    /// Every text and number of the request, the answer and the named resources, in small letters.
    package let names: Set<String>

    /// - Parameter record: what CloudTrail keeps as the text of an event.
    /// - Returns: `nil` for what is no such record, was refused by AWS, or changed nothing.
    package init?(record: JSONValue) {
        guard let source = record["eventSource"]?.stringValue, let operation = record["eventName"]?.stringValue,
            let time = record["eventTime"]?.stringValue.flatMap(RFC3339.date),
            let accountID = (record["recipientAccountId"] ?? record["userIdentity"]?["accountId"])?.stringValue
        else { return nil }
        if record["readOnly"] == true || record["errorCode"]?.stringValue != nil { return nil }
        self.accountID = accountID
        self.service = source.split(separator: ".").first.map(String.init) ?? source
        self.names = EventNames.collected(from: ["requestParameters", "responseElements", "resources"].map { record[$0] ?? .null })
        self.author = ChangeAuthor(
            principal: Self.principal(of: record["userIdentity"] ?? .null), time: time,
            sourceAddress: record["sourceIPAddress"]?.stringValue, userAgent: record["userAgent"]?.stringValue, eventName: operation)
    }

    /// The ARN; for what AWS itself did the service's name.
    /// - SeeAlso: AWS CloudTrail User Guide, "CloudTrail userIdentity element".
    private static func principal(of identity: JSONValue) -> String {
        for member in ["arn", "invokedBy", "principalId", "accountId", "type"] {
            if let text = identity[member]?.stringValue, !text.isEmpty { return text }
        }
        return "not told"
    }
}

/// The texts in a record by which a resource is found.
enum EventNames {
    /// Texts that are kept of one event; a request with more names is one that nobody can match.
    private static let countMax = 1_000

    static func collected(from values: [JSONValue]) -> Set<String> {
        var names: Set<String> = []
        for value in values { Self.collect(value, into: &names) }
        return names
    }

    private static func collect(_ value: JSONValue, into names: inout Set<String>) {
        guard names.count < Self.countMax else { return }
        switch value {
        case .string(let text): names.insert(text.lowercased())
        case .number(let text): names.insert(text)
        case .array(let elements): for element in elements { Self.collect(element, into: &names) }
        case .object(let object): for member in object.members { Self.collect(member.value, into: &names) }
        case .null, .bool: break
        }
    }
}
