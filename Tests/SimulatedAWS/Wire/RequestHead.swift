import HTTPTransport

/// What of a request is the same in all protocols: where it went and who signed it for what.
struct RequestHead {
    let method: String
    let host: String
    /// Percent-encoded, from the first slash on, without the query.
    let path: String
    let query: [(name: String, value: String)]
    let credential: CredentialWords?

    init(_ request: HTTPRequest) {
        self.method = request.method
        let afterScheme = request.url.range(of: "://").map { request.url[$0.upperBound...] } ?? request.url[...]
        let authority = afterScheme.prefix { $0 != "/" && $0 != "?" }
        let target = afterScheme[authority.endIndex...]
        let path = target.prefix { $0 != "?" }
        self.host = String(authority.prefix { $0 != ":" })
        self.path = path.isEmpty ? "/" : String(path)
        self.query = PercentText.pairs(target[path.endIndex...].dropFirst(), plusIsBlank: false)
        self.credential = request.header("Authorization").flatMap(CredentialWords.init)
    }
}

/// The credential scope of a signature.
/// - SeeAlso: AWS IAM User Guide, "Create a signed AWS API request".
struct CredentialWords {
    let accessKeyID: String
    let region: String
    let signingName: String

    /// `AWS4-HMAC-SHA256 Credential=KEY/DAY/REGION/SERVICE/aws4_request, …`.
    init?(_ authorization: String) {
        guard authorization.hasPrefix("AWS4-HMAC-SHA256 "), let start = authorization.range(of: "Credential=")?.upperBound else { return nil }
        let words = authorization[start...].prefix { $0 != "," }.split(separator: "/").map(String.init)
        guard words.count == 5, words[4] == "aws4_request" else { return nil }
        self.accessKeyID = words[0]
        self.region = words[2]
        self.signingName = words[3]
    }
}
