import IAMPolicy

extension SimulatedWorld.Contents {
    /// What CloudTrail has heard of in the caller's account and the call's region, newest first.
    func lookedUp(_ call: ServiceCall) -> JSONObject {
        let horizon = call.now.addingTimeInterval(-self.trouble.eventsDelaySeconds)
        let attributes = call.objects("LookupAttributes").map { ($0["AttributeKey"]?.stringValue ?? "", $0["AttributeValue"]?.stringValue ?? "") }
        let start = call.number("StartTime") ?? 0
        let end = call.number("EndTime") ?? Int.max
        let found = self.events.filter { event in
            let seconds = Int(event.time.timeIntervalSince1970)
            return event.account == call.account && event.region == call.region && event.time <= horizon
                && (start...max(end, start)).contains(seconds)
                && attributes.allSatisfy { Self.fits(event, $0.0, $0.1) }
        }
        return ["Events": .array(found.reversed().map(Self.entry))]
    }

    private static func fits(_ event: RecordedEvent, _ key: String, _ value: String) -> Bool {
        switch key {
        case "EventName": event.name == value
        case "EventSource": event.source == value
        case "EventId": event.id == value
        case "ReadOnly": value == "false"
        case "Username": event.userName == value
        case "AccessKeyId": event.accessKeyID == value
        case "ResourceName": event.input.members.contains { $0.value.stringValue == value }
        default: false
        }
    }

    private static func entry(_ event: RecordedEvent) -> JSONValue {
        .object(
            .present([
                "EventId": .string(event.id), "EventName": .string(event.name), "ReadOnly": "false",
                "AccessKeyId": event.accessKeyID.map { .string($0) }, "EventTime": JSONValue(Int(event.time.timeIntervalSince1970)),
                "EventSource": .string(event.source), "Username": .string(event.userName),
                "CloudTrailEvent": .string(JSONWriter.compact(event.record))
            ]))
    }
}
