import Crypto
import Foundation

/// A key that a webhook's sender and receiver share.
///
/// Written as `whsec_` and the base64 of the key. Never shows itself, whichever way it is printed.
/// - SeeAlso: Standard Webhooks 1.0, "Symmetric (HMAC)".
package struct WebhookSecret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package static let prefix = "whsec_"

    /// The specification's lower bound for keys, in bytes; a shorter one works but is weak.
    package static let recommendedBytesMin = 24

    /// At most this many bytes of key are taken.
    package static let keyBytesMax = 1024

    private let key: SymmetricKey

    /// - Parameter text: `whsec_` and base64, where trailing `=` may be left out; no blanks.
    /// - Returns: `nil` where the text is something else, or the key is empty or over `keyBytesMax`.
    package init?(_ text: some StringProtocol) {
        guard text.hasPrefix(Self.prefix) else { return nil }
        let encoded = String(text.dropFirst(Self.prefix.count))
        let padding = String(repeating: "=", count: (4 - encoded.utf8.count % 4) % 4)
        guard let bytes = Data(base64Encoded: encoded + padding), (1...Self.keyBytesMax).contains(bytes.count) else { return nil }
        self.key = SymmetricKey(data: bytes)
    }

    /// Whether the key has fewer bytes than the specification asks for.
    package var isShort: Bool { self.key.bitCount < Self.recommendedBytesMin * 8 }

    /// HMAC-SHA256 of `bytes` under this key: 32 bytes.
    func authenticationCode(for bytes: [UInt8]) -> [UInt8] { Array(HMAC<SHA256>.authenticationCode(for: bytes, using: self.key)) }

    package var description: String { "WebhookSecret(redacted)" }
    package var debugDescription: String { self.description }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
