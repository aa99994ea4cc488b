import IAMPolicy
package import ReconcileCore

extension AWSCloud: ChangeHistory {
    /// The most that CloudTrail gives at once.
    private static let eventsMax = 50
    /// At one request a second more pages would keep the other questions waiting for long.
    private static let pagesMax = 4

    /// With a caller of its own: whatever waits for its turn here keeps no reading and no correction waiting.
    package func changes(_ question: ChangeQuestion, account: AccountSettings) async -> Result<ChangeAnswer, ReadGap> {
        let caller = ReadOnlyCaller(self.trailCaller(of: account))
        var cursor = PageCursor(operation: CloudTrail.lookupEvents, parameters: Self.parameters(question), pageSizeMax: Self.eventsMax)
        var changes: [RecordedChange] = []
        do throws(AWSError) {
            for _ in 0..<Self.pagesMax {
                let answer = try await caller.call(CloudTrail.lookupEvents, parameters: cursor.parameters, region: question.region)
                changes += (answer.json?["Events"]?.arrayValue ?? []).compactMap(Self.change)
                guard try cursor.advance(after: answer) else {
                    return .success(ChangeAnswer(changes: changes, isWhole: true, callerARN: self.callerARN(of: account)))
                }
            }
            return .success(ChangeAnswer(changes: changes, isWhole: false, callerARN: self.callerARN(of: account)))
        } catch {
            return .failure(ReadGap(error))
        }
    }

    private static func parameters(_ question: ChangeQuestion) -> JSONObject {
        let (key, value) =
            switch question.attribute {
            case .operation(let name): ("EventName", name)
            case .resource(let name): ("ResourceName", name)
            }
        var parameters: JSONObject = [
            "LookupAttributes": [["AttributeKey": .string(key), "AttributeValue": .string(value)]],
            "EndTime": .string(RFC3339.string(question.to))
        ]
        if let from = question.from { parameters["StartTime"] = .string(RFC3339.string(from)) }
        return parameters
    }

    /// - Returns: `nil` for an event whose text cannot be read: it tells nothing.
    private static func change(_ event: JSONValue) -> RecordedChange? {
        guard let text = event["CloudTrailEvent"]?.stringValue, let record = try? JSONReader.parse(text) else { return nil }
        return RecordedChange(record: record)
    }
}
