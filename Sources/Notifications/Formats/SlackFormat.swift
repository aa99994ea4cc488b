import IAMPolicy
import ReconcileCore

/// A notice as a message for a Slack incoming webhook.
/// - SeeAlso: Slack, "Sending messages using incoming webhooks" and "Formatting message text".
enum SlackFormat {
    /// Slack cuts longer texts. Unit: characters.
    static let charactersMax = 3_000

    static func body(of notice: Notice) throws(NotificationError) -> [UInt8] {
        let summary = try notice.parsedBody()["data"]?["summary"]?.stringValue ?? ""
        let parts = [notice.event.rawValue, notice.account, summary].filter { !$0.isEmpty }
        let text = Self.escaped(String(parts.joined(separator: " · ").prefix(Self.charactersMax)))
        return Array(JSONWriter.compact(["text": .string(text)]).utf8)
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
