import Foundation

/// What a `standard` webhook is signed with: a function of its inputs.
/// - SeeAlso: Standard Webhooks 1.0, "Signature scheme".
package struct StandardWebhookSignature: Equatable, Sendable {
    /// The value of `webhook-signature`: `v1,` and base64 for each secret, in their order, with blanks between.
    package let headerValue: String

    /// - Parameters:
    ///   - id: the `webhook-id`.
    ///   - timestamp: the `webhook-timestamp`, in seconds since 1970.
    ///   - body: the bytes as they are sent.
    ///   - secrets: several while one is rotated, so that a receiver with either of them is satisfied.
    package init(id: String, timestamp: Int, body: [UInt8], secrets: [WebhookSecret]) {
        let signed = Array("\(id).\(timestamp).".utf8) + body
        self.headerValue =
            secrets
            .map { "v1," + Data($0.authenticationCode(for: signed)).base64EncodedString() }
            .joined(separator: " ")
    }
}
