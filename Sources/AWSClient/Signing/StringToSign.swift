import Crypto

/// What the signing key is applied to.
///
/// - SeeAlso: AWS IAM User Guide, "Create a signed AWS API request", step 3.
package struct StringToSign: Hashable, Sendable {
    package let text: String

    package init(_ canonical: CanonicalRequest, scope: CredentialScope, timestamp: SigningTimestamp) {
        let hash = Hexadecimal.text(SHA256.hash(data: Array(canonical.text.utf8)))
        self.text = "AWS4-HMAC-SHA256\n\(timestamp.text)\n\(scope.text)\n\(hash)"
    }
}
