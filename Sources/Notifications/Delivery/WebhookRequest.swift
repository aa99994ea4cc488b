import Foundation
import HTTPTransport
import ReconcileCore

/// One attempt's request: a function of the notice, the secrets and the moment.
struct WebhookRequest {
    /// Until the connection stands. Unit: milliseconds.
    static let connectMilliseconds = 10_000
    /// From the first step to the last byte. Unit: milliseconds.
    static let wholeMilliseconds = 20_000
    /// Receivers have little to say. Unit: bytes.
    static let responseBytesMax = 64 << 10

    let request: HTTPRequest

    /// - Parameters:
    ///   - secrets: empty for a webhook that is not signed.
    ///   - date: the attempt's own; it is part of what is signed.
    init(
        _ notice: Notice, payload: WebhookPayload, webhook: WebhookSettings, secrets: [WebhookSecret], at date: Date, userAgent: String
    ) {
        let timestamp = Int(exactly: date.timeIntervalSince1970.rounded(.down)) ?? 0
        var headers = [
            (name: "content-type", value: payload.contentType), (name: "user-agent", value: userAgent),
            (name: "webhook-id", value: notice.id), (name: "webhook-timestamp", value: String(timestamp))
        ]
        if !secrets.isEmpty {
            let signature = StandardWebhookSignature(id: notice.id, timestamp: timestamp, body: payload.body, secrets: secrets)
            headers.append((name: "webhook-signature", value: signature.headerValue))
        }
        self.request = HTTPRequest(
            method: "POST", url: webhook.url, headers: headers, body: payload.body,
            timeouts: HTTPTimeouts(
                connectMilliseconds: Self.connectMilliseconds, silenceMilliseconds: Self.wholeMilliseconds,
                wholeMilliseconds: Self.wholeMilliseconds),
            responseBytesMax: Self.responseBytesMax, connectionReuse: .freshAndNotReused,
            addressPolicy: webhook.allowsPrivateAddresses ? .any : .publicOnly)
    }
}
