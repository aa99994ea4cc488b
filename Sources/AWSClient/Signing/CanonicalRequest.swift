package import HTTPTransport

/// A request in the one spelling that client and server both hash.
///
/// - SeeAlso: AWS IAM User Guide, "Create a signed AWS API request", step 1.
package struct CanonicalRequest: Hashable, Sendable {
    /// How the path goes into the signature.
    package enum PathRule: Hashable, Sendable {
        /// Without dot segments and empty ones, encoded once more than on the wire: every service but S3.
        case normalised
        /// As it is on the wire: S3, where `a//b` and `a/../b` are names of objects.
        case asIs
    }

    /// `host;x-amz-date`.
    package let signedHeaders: String
    package let text: String

    /// - Parameter payloadHash: hexadecimal SHA-256 of the body, or `UNSIGNED-PAYLOAD`.
    package init(_ request: HTTPRequest, pathRule: PathRule, payloadHash: String) {
        let url = SigningURL(request.url)
        let headers = Self.headers(request, host: url.host)
        self.signedHeaders = headers.map(\.name).joined(separator: ";")
        self.text = [
            request.method.uppercased(),
            Self.path(url.path, rule: pathRule),
            Self.query(url),
            headers.map { "\($0.name):\($0.value)\n" }.joined(),
            self.signedHeaders,
            payloadHash
        ].joined(separator: "\n")
    }

    static func path(_ path: String, rule: PathRule) -> String {
        switch rule {
        case .asIs: path
        case .normalised: PercentEncoding.encode(Self.withoutDotSegments(path), keepsSlash: true)
        }
    }

    /// RFC 3986, section 5.2.4, and empty segments removed as well.
    private static func withoutDotSegments(_ path: String) -> String {
        var segments: [Substring] = []
        for segment in path.split(separator: "/", omittingEmptySubsequences: true) where segment != "." {
            if segment == ".." { _ = segments.popLast() } else { segments.append(segment) }
        }
        let endsWithSlash = path.hasSuffix("/") && !segments.isEmpty
        return "/" + segments.joined(separator: "/") + (endsWithSlash ? "/" : "")
    }

    private static func query(_ url: SigningURL) -> String {
        url.queryPairs
            .sorted { left, right in
                left.name == right.name
                    ? left.value.utf8.lexicographicallyPrecedes(right.value.utf8)
                    : left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
            }
            .map { "\($0.name)=\($0.value)" }.joined(separator: "&")
    }

    /// Lower-case names in order, values of one name joined in the order of the request.
    private static func headers(_ request: HTTPRequest, host: String) -> [(name: String, value: String)] {
        var values: [String: [String]] = [:]
        for (name, value) in request.headers {
            let name = name.lowercased()
            if !Self.unsignedHeaders.contains(name) { values[name, default: []].append(Self.collapsed(value)) }
        }
        if values["host"] == nil { values["host"] = [host] }
        return values.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            .map { ($0.key, $0.value.joined(separator: ",")) }
    }

    private static func collapsed(_ value: String) -> String {
        value.split { $0 == " " || $0 == "\t" || $0 == "\n" || $0 == "\r" || $0 == "\r\n" }.joined(separator: " ")
    }

    /// What a proxy may change on the way, and the signature itself.
    private static let unsignedHeaders: Set<String> = [
        "authorization", "connection", "expect", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer",
        "transfer-encoding", "upgrade", "user-agent", "x-amzn-trace-id"
    ]
}
