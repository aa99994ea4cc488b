import IAMPolicy
import ReconcileCore

/// A notice as a message for a Slack incoming webhook.
/// - SeeAlso: Slack, "Sending messages using incoming webhooks" and "Formatting message text".
enum SlackFormat {
    /// Slack cuts longer texts. Unit: characters.
    static let charactersMax = 3_000

    static func body(of notice: Notice) throws(NotificationError) -> [UInt8] {
        let data = try notice.parsedBody()["data"]
        let parts = [notice.event.rawValue, notice.account, data?["summary"]?.stringValue ?? ""].filter { !$0.isEmpty }
        let lines = [parts.joined(separator: " · ")] + Self.examples(data?["changes"]?.arrayValue ?? [])
        let text = Self.escaped(String(lines.joined(separator: "\n").prefix(Self.charactersMax)))
        return Array(JSONWriter.compact(["text": .string(text)]).utf8)
    }

    /// Changes whose witness is told; the message is for a glance.
    private static let examplesMax = 3

    private static func examples(_ changes: [JSONValue]) -> [String] {
        let told = changes.lazy.compactMap { change -> String? in
            guard let example = WitnessText.line(change["witness"], direction: change["direction"]?.stringValue) else { return nil }
            return "\(change["resource"]?.stringValue ?? ""): \(example)"
        }
        return Array(told.prefix(Self.examplesMax))
    }

    /// `&`, `<` and `>` are control characters there: unescaped, a name could mention people or hide a link.
    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            default: result.append(character)
            }
        }
    }
}
