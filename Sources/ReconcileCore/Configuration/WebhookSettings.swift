/// One place that is told.
package struct WebhookSettings: Equatable, Sendable {
    package enum Format: String, Sendable, CaseIterable { case standard, cloudevents, slack, pagerduty }

    package var name: String
    package var url: String
    package var format: Format
    /// A file that holds `whsec_` and base64; `nil`: unsigned.
    package var secretFile: String?
    /// Patterns of event types: `*`, `drift.*`, `correction.failed`.
    package var events: [String]
    package var allowsPrivateAddresses: Bool

    package init(
        name: String, url: String, format: Format = .standard, secretFile: String? = nil, events: [String] = ["*"],
        allowsPrivateAddresses: Bool = false
    ) {
        self.name = name
        self.url = url
        self.format = format
        self.secretFile = secretFile
        self.events = events
        self.allowsPrivateAddresses = allowsPrivateAddresses
    }

    package func wants(_ event: NoticeEvent) -> Bool {
        self.events.contains { pattern in
            pattern == "*" || pattern == event.rawValue
                || (pattern.hasSuffix(".*") && event.rawValue.hasPrefix(pattern.dropLast()))
        }
    }
}
