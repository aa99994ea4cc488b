import Foundation
import IAMPolicy
package import ReconcileCore

/// What is sent of a notice: the same bytes at each attempt.
package struct WebhookPayload: Equatable, Sendable {
    package let body: [UInt8]
    package let contentType: String

    /// Writes `notice` in the format of a webhook.
    /// - Throws: `formatUnsupported`, or `bodyMalformed` where a format needs parts of the body that are not there.
    package init(_ notice: Notice, format: WebhookSettings.Format) throws(NotificationError) {
        switch format {
        case .standard:
            self.body = Array(notice.body.utf8)
            self.contentType = "application/json"
        case .cloudevents:
            self.body = try CloudEventFormat.body(of: notice)
            self.contentType = "application/cloudevents+json; charset=utf-8"
        case .slack:
            self.body = try SlackFormat.body(of: notice)
            self.contentType = "application/json; charset=utf-8"
        case .pagerduty:
            throw NotificationError(
                code: .formatUnsupported,
                message: "the format pagerduty is not supported by this version; use standard, cloudevents or slack")
        }
    }
}

extension Notice {
    /// The body as a value, for the formats that cut it anew.
    func parsedBody() throws(NotificationError) -> JSONValue {
        do {
            return try JSONReader.parse(self.body, limits: JSONReader.Limits(depthMax: 256, bytesMax: 64 << 20))
        } catch {
            throw NotificationError(code: .bodyMalformed, message: "the stored body of notice \(self.id) is no JSON: \(error.message)")
        }
    }
}
