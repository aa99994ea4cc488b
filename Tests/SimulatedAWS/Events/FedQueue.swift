import Foundation
import IAMPolicy

/// A queue that is told of what happens.
struct FedQueue: Sendable {
    let name: String
    let account: String
    let region: String
    /// The first event that it has not been told of.
    var next: Int
}

extension SimulatedWorld.Contents {
    /// Brings into the queues what has become due.
    mutating func feedQueues(at now: Date) {
        guard !self.fed.isEmpty else { return }
        let horizon = now.addingTimeInterval(-self.trouble.eventsDelaySeconds)
        var state = self.history.latest
        let before = state
        for place in self.fed.indices {
            let queue = self.fed[place]
            while self.fed[place].next < self.events.count, self.events[self.fed[place].next].time <= horizon {
                let event = self.events[self.fed[place].next]
                self.fed[place].next += 1
                guard event.account == queue.account, event.region == queue.region else { continue }
                state.accounts[queue.account]?.queues[queue.region]?.queues[queue.name]?.append(
                    .init(id: event.id, body: JSONWriter.compact(Self.envelope(event)), sentAt: Int(now.timeIntervalSince1970), visibleAt: 0))
            }
        }
        if state != before { self.history.record(state, at: now) }
    }

    /// - SeeAlso: Amazon EventBridge User Guide, "AWS service events delivered via AWS CloudTrail".
    private static func envelope(_ event: RecordedEvent) -> JSONValue {
        [
            "version": "0", "id": .string(event.id), "detail-type": "AWS API Call via CloudTrail",
            "source": .string("aws.\(event.source.prefix { $0 != "." })"), "account": .string(event.account),
            "time": .string(event.time.formatted(.iso8601)), "region": .string(event.region), "resources": [], "detail": event.record
        ]
    }
}
