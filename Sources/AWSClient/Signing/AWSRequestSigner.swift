import Crypto
package import FoundationEssentials
package import HTTPTransport

/// Signs requests with AWS Signature Version 4. A function of its inputs: reads no clock and keeps no state.
///
/// - SeeAlso: AWS IAM User Guide, "AWS Signature Version 4 for API requests"; Amazon S3 API Reference,
///   "Authenticating Requests".
package struct AWSRequestSigner: Sendable {
    package let credentials: AWSCredentials
    package let region: String
    package let signingName: String

    package init(credentials: AWSCredentials, region: String, signingName: String) {
        self.credentials = credentials
        self.region = region
        self.signingName = signingName
    }

    private var isS3: Bool { self.signingName == "s3" }
    private var pathRule: CanonicalRequest.PathRule { self.isS3 ? .asIs : .normalised }

    /// The scope of a request that is signed at `date`.
    package func scope(at date: Date) -> CredentialScope {
        CredentialScope(day: SigningTimestamp(date).day, region: self.region, signingName: self.signingName)
    }

    /// Returns `request` with `Host`, `X-Amz-Date`, `Authorization` and, where needed,
    /// `X-Amz-Security-Token` and `X-Amz-Content-SHA256`; earlier ones of these are replaced, but for a given `Host`.
    /// - Parameter date: the instant of signing; AWS refuses one that is minutes off.
    /// - Parameter key: a key of the same scope from a cache; worked out if it is absent or of another scope.
    package func sign(_ request: HTTPRequest, at date: Date, key: SigningKey? = nil) -> HTTPRequest {
        let timestamp = SigningTimestamp(date)
        var signed = request
        if request.header("Host") == nil { signed.replaceHeader("Host", with: SigningURL(request.url).host) }
        signed.replaceHeader("X-Amz-Date", with: timestamp.text)
        signed.replaceHeader("X-Amz-Security-Token", with: self.credentials.sessionToken)
        signed.replaceHeader("Authorization", with: nil)
        let payloadHash = Self.payloadHash(of: request.body)
        if self.isS3 { signed.replaceHeader("X-Amz-Content-SHA256", with: payloadHash) }
        let canonical = CanonicalRequest(
            signed, pathRule: self.pathRule, payloadHash: signed.header("X-Amz-Content-SHA256") ?? payloadHash)
        let scope = self.scope(at: date)
        let signature = self.signature(of: canonical, scope: scope, timestamp: timestamp, key: key)
        signed.replaceHeader(
            "Authorization",
            with: "AWS4-HMAC-SHA256 Credential=\(self.credentials.accessKeyID)/\(scope.text), "
                + "SignedHeaders=\(canonical.signedHeaders), Signature=\(signature)")
        return signed
    }

    /// Returns `request` with the signature in its query, so that the URL alone carries it.
    /// - Parameter expiresSeconds: how long the URL is good for; AWS takes 1 to 604 800.
    package func presign(_ request: HTTPRequest, at date: Date, expiresSeconds: Int, key: SigningKey? = nil) -> HTTPRequest {
        let timestamp = SigningTimestamp(date)
        let scope = self.scope(at: date)
        let payloadHash = self.isS3 ? "UNSIGNED-PAYLOAD" : Self.payloadHash(of: request.body)
        let signedHeaders = CanonicalRequest(request, pathRule: self.pathRule, payloadHash: payloadHash).signedHeaders
        let url = SigningURL(request.url)
        var query = url.queryPairs.map {
            (PercentEncoding.decode($0.name, plusIsBlank: true), PercentEncoding.decode($0.value, plusIsBlank: true))
        }
        query += [
            ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"), ("X-Amz-Credential", "\(self.credentials.accessKeyID)/\(scope.text)"),
            ("X-Amz-Date", timestamp.text), ("X-Amz-Expires", String(expiresSeconds)), ("X-Amz-SignedHeaders", signedHeaders)
        ]
        if let token = self.credentials.sessionToken { query.append(("X-Amz-Security-Token", token)) }
        let encoded = query.map { "\(PercentEncoding.encode($0.0))=\(PercentEncoding.encode($0.1))" }.joined(separator: "&")
        let beforeQuery = request.url.prefix { $0 != "?" && $0 != "#" }
        var signed = request
        signed.url = "\(beforeQuery)?\(encoded)"
        let canonical = CanonicalRequest(signed, pathRule: self.pathRule, payloadHash: payloadHash)
        signed.url += "&X-Amz-Signature=\(self.signature(of: canonical, scope: scope, timestamp: timestamp, key: key))"
        return signed
    }

    private func signature(
        of canonical: CanonicalRequest, scope: CredentialScope, timestamp: SigningTimestamp, key: SigningKey?
    ) -> String {
        let fitting = key.flatMap { $0.scope == scope ? $0 : nil }
        let signingKey = fitting ?? SigningKey(secretAccessKey: self.credentials.secretAccessKey, scope: scope)
        return signingKey.signature(of: StringToSign(canonical, scope: scope, timestamp: timestamp))
    }

    /// Hexadecimal SHA-256.
    package static func payloadHash(of body: [UInt8]) -> String { Hexadecimal.text(SHA256.hash(data: body)) }
}

extension HTTPRequest {
    /// Removes all headers of that name and, where `value` is given, appends one.
    fileprivate mutating func replaceHeader(_ name: String, with value: String?) {
        self.headers.removeAll { $0.name.lowercased() == name.lowercased() }
        if let value { self.headers.append((name, value)) }
    }
}
