import Foundation
import IAMPolicy

/// Queues: what is received hides for a while, and comes again unless it is deleted.
enum QueueOperations {
    static let operations: [String: Operation] = [
        "GetQueueUrl": { call, state in
            _ = try Self.messages(call, state, name: call.text("QueueName"))
            return ["QueueUrl": .string(Self.url(call.text("QueueName"), call))]
        },
        "GetQueueAttributes": { call, state in
            let name = Self.name(call)
            let messages = try Self.messages(call, state, name: name)
            return [
                "Attributes": [
                    "QueueArn": .string("arn:aws:sqs:\(call.region):\(call.account):\(name)"),
                    "ApproximateNumberOfMessages": .string("\(messages.count)")
                ]
            ]
        },
        "ReceiveMessage": { call, state in try Self.receive(call, &state) },
        "DeleteMessage": { call, state in
            var messages = try Self.messages(call, state, name: Self.name(call))
            messages.removeAll { $0.receipt == call.text("ReceiptHandle") }
            Self.put(messages, call, &state)
            return [:]
        },
        "DeleteMessageBatch": { call, state in
            var messages = try Self.messages(call, state, name: Self.name(call))
            let entries = call.objects("Entries")
            let receipts = Set(entries.compactMap { $0["ReceiptHandle"]?.stringValue })
            messages.removeAll { $0.receipt.map(receipts.contains) == true }
            Self.put(messages, call, &state)
            return ["Successful": .array(entries.map { ["Id": $0["Id"] ?? ""] }), "Failed": []]
        },
        "ChangeMessageVisibility": { call, state in
            var messages = try Self.messages(call, state, name: Self.name(call))
            guard let place = messages.firstIndex(where: { $0.receipt == call.text("ReceiptHandle") }) else {
                throw ServiceFault("ReceiptHandleIsInvalid", "The specified receipt handle isn't valid.")
            }
            messages[place].visibleAt = call.now.timeIntervalSince1970 + Double(call.number("VisibilityTimeout") ?? 0)
            Self.put(messages, call, &state)
            return [:]
        },
        "CreateQueue": { call, state in
            let name = call.text("QueueName")
            state.accounts[call.account, default: AccountState()].queues[call.region, default: QueueState()].queues[name] = []
            return ["QueueUrl": .string(Self.url(name, call))]
        },
        "SendMessage": { call, state in
            var messages = try Self.messages(call, state, name: Self.name(call))
            let id = state.newUUID()
            messages.append(.init(id: id, body: call.text("MessageBody"), sentAt: call.seconds, visibleAt: 0))
            Self.put(messages, call, &state)
            return ["MessageId": .string(id)]
        }
    ]

    private static func url(_ name: String, _ call: ServiceCall) -> String { "https://sqs.\(call.region).amazonaws.com/\(call.account)/\(name)" }

    private static func name(_ call: ServiceCall) -> String { call.text("QueueUrl").split(separator: "/").last.map(String.init) ?? "" }

    private static func messages(_ call: ServiceCall, _ state: WorldState, name: String) throws(ServiceFault) -> [QueueState.Message] {
        if let messages = state.accounts[call.account]?.queues[call.region]?.queues[name] { return messages }
        throw ServiceFault("AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist.")
    }

    private static func put(_ messages: [QueueState.Message], _ call: ServiceCall, _ state: inout WorldState) {
        state.accounts[call.account]?.queues[call.region]?.queues[Self.name(call)] = messages
    }

    private static func receive(_ call: ServiceCall, _ state: inout WorldState) throws(ServiceFault) -> JSONObject {
        var messages = try Self.messages(call, state, name: Self.name(call))
        let now = call.now.timeIntervalSince1970
        let most = call.number("MaxNumberOfMessages") ?? 1
        guard (1...10).contains(most) else {
            throw ServiceFault("InvalidParameterValue", "Value \(most) for parameter MaxNumberOfMessages is invalid.")
        }
        var received: [JSONValue] = []
        for place in messages.indices where messages[place].visibleAt <= now && received.count < most {
            messages[place].receives += 1
            messages[place].receipt = "\(messages[place].id)#\(messages[place].receives)"
            messages[place].visibleAt = now + Double(call.number("VisibilityTimeout") ?? 30)
            received.append([
                "MessageId": .string(messages[place].id), "ReceiptHandle": .string(messages[place].receipt ?? ""),
                "Body": .string(messages[place].body),
                "Attributes": [
                    "ApproximateReceiveCount": .string("\(messages[place].receives)"), "SentTimestamp": .string("\(messages[place].sentAt)000")
                ]
            ])
        }
        Self.put(messages, call, &state)
        return received.isEmpty ? [:] : ["Messages": .array(received)]
    }
}
