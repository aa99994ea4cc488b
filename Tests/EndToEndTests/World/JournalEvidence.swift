import Foundation
import IAMPolicy
import ReconcileTestKit
import Testing

/// Compares what the emulated AWS was sent with what the journal says was meant to be sent.
struct JournalEvidence {
    private let intents: [JSONValue]
    private let calls: [LoggedCall]

    init(of world: World) async throws {
        self.intents = try await world.journal().filter { $0["kind"]?.stringValue == "mutation.intended" }
        self.calls = world.mutations()
    }

    /// Each call that changes something has an intent of its own, written before it arrived, with the same parameters.
    func expectEveryCallWasIntended(_ location: SourceLocation = #_sourceLocation) {
        var unused = self.intents
        for call in self.calls {
            let place = unused.firstIndex { intent in
                intent["operation"]?.stringValue == call.operation && Self.moment(intent) <= call.time + 0.001
                    && intent["parameters"].map(Self.comparable) == Self.comparable(call.parameters)
            }
            if let place { unused.remove(at: place) }
            #expect(place != nil, "no earlier intent for \(call)", sourceLocation: location)
        }
    }

    /// No change was accepted twice.
    func expectNoChangeTwice(_ location: SourceLocation = #_sourceLocation) {
        let accepted = self.calls.filter(\.isAccepted).map { "\($0.operation) \(JSONWriter.canonical($0.parameters))" }
        let twice = Dictionary(grouping: accepted, by: \.self).filter { $0.value.count > 1 }.keys.sorted()
        #expect(twice.isEmpty, sourceLocation: location)
    }

    private static func moment(_ intent: JSONValue) -> Double {
        let formatter = ISO8601DateFormatter()
        formatter.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
        let text = intent["at"]?.stringValue ?? ""
        let date = formatter.date(from: text) ?? ISO8601DateFormatter().date(from: text)
        return date?.timeIntervalSince1970 ?? .infinity
    }

    /// The query protocol knows only texts, and no empty lists.
    private static func comparable(_ value: JSONValue) -> JSONValue {
        switch value {
        case .null, .string: value
        case .bool(let flag): .string(flag ? "true" : "false")
        case .number(let digits): .string(digits)
        case .array(let elements): .array(elements.map(Self.comparable))
        case .object(let object): .object(JSONObject(object.members.map { .init(name: $0.name, value: Self.comparable($0.value)) }))
        }
    }
}
