import Crypto

/// A secret key narrowed to one day, region and service; good for every request within that scope.
///
/// - SeeAlso: AWS IAM User Guide, "Create a signed AWS API request", step 4.
package struct SigningKey: Sendable, CustomStringConvertible, CustomReflectable {
    package let scope: CredentialScope
    private let key: SymmetricKey

    package init(secretAccessKey: String, scope: CredentialScope) {
        self.scope = scope
        let parts = [scope.day, scope.region, scope.signingName, "aws4_request"]
        self.key = parts.reduce(SymmetricKey(data: Array("AWS4\(secretAccessKey)".utf8))) { key, part in
            SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Array(part.utf8), using: key))
        }
    }

    /// The signature, as 64 hexadecimal digits.
    package func signature(of string: StringToSign) -> String {
        Hexadecimal.text(HMAC<SHA256>.authenticationCode(for: Array(string.text.utf8), using: self.key))
    }

    package var description: String { "SigningKey(\(self.scope.text))" }
    package var customMirror: Mirror { Mirror(self, children: ["scope": self.scope.text]) }
}

/// The signing keys of the latest scopes, so that four HMACs are not worked out for each request.
package struct SigningKeyCache: Sendable {
    private struct Owner: Hashable {
        let credentials: AWSCredentials
        let scope: CredentialScope
    }

    /// Services × regions of one account on one day stay well below.
    private static let entriesMax = 256
    private var keys: [Owner: SigningKey] = [:]

    package init() {}

    package mutating func key(for credentials: AWSCredentials, scope: CredentialScope) -> SigningKey {
        let owner = Owner(credentials: credentials, scope: scope)
        if let key = self.keys[owner] { return key }
        if self.keys.count >= Self.entriesMax { self.keys = [:] }
        let key = SigningKey(secretAccessKey: credentials.secretAccessKey, scope: scope)
        self.keys[owner] = key
        return key
    }
}
