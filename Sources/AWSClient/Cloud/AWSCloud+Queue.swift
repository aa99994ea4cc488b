import IAMPolicy
package import ReconcileCore

extension AWSCloud: ChangeFeed {
    /// Below what ends a request, and short enough that a stop does not wait for it.
    private static let waitSeconds = 10
    /// The most that SQS hands out at once.
    private static let messagesMax = 10

    package func receive(from events: EventSettings, account: AccountSettings) async -> Result<[ChangeMessage], ReadGap> {
        let parameters: JSONObject = [
            "QueueUrl": .string(events.queueURL), "MaxNumberOfMessages": JSONValue(Self.messagesMax), "WaitTimeSeconds": JSONValue(Self.waitSeconds)
        ]
        do throws(AWSError) {
            let answer = try await self.caller(of: account).call(SQS.receiveMessage, parameters: parameters, region: events.region)
            let messages = answer.json?["Messages"]?.arrayValue ?? []
            return .success(
                messages.compactMap { message in
                    message["ReceiptHandle"]?.stringValue.map { ChangeMessage(body: message["Body"]?.stringValue ?? "", handle: $0) }
                })
        } catch {
            return .failure(ReadGap(error))
        }
    }

    /// What could not be deleted is received again, which does no harm.
    package func delete(_ messages: [ChangeMessage], from events: EventSettings, account: AccountSettings) async {
        let entries = messages.prefix(Self.messagesMax).enumerated().map { number, message -> JSONValue in
            ["Id": .string("m\(number)"), "ReceiptHandle": .string(message.handle)]
        }
        guard !entries.isEmpty else { return }
        let parameters: JSONObject = ["QueueUrl": .string(events.queueURL), "Entries": .array(entries)]
        _ = try? await self.caller(of: account).call(SQS.deleteMessageBatch, parameters: parameters, region: events.region)
    }
}
