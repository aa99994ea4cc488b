/// A service of AWS: how it is addressed, signed for and spoken to.
package struct AWSService: Hashable, Sendable {
    /// - SeeAlso: Smithy 2.0 specification, "AWS protocols".
    package enum Wire: Hashable, Sendable {
        /// Form in, XML out.
        case query
        /// The same, with lists of another spelling.
        case ec2
        /// JSON in, JSON out; the operation is named by a header.
        /// - Parameter version: `1.0` or `1.1`, for the content type.
        /// - Parameter targetPrefix: `TrentService`, without the dot.
        /// - Parameter isQueryCompatible: the service once spoke `query`, and keeps its error codes.
        case json(version: String, targetPrefix: String, isQueryCompatible: Bool)
        /// Path, query, headers and XML.
        case restXML
        /// Path, query, headers and JSON.
        case restJSON
    }

    /// `IAM`; in upper case and with `_` for blanks it is the end of `AWS_ENDPOINT_URL_…`.
    package let id: String
    package let wire: Wire
    /// `2010-05-08`.
    package let apiVersion: String
    package let signingName: String
    /// Which of `EndpointRules` gives its hosts.
    package let endpoints: EndpointFamily

    package init(id: String, wire: Wire, apiVersion: String, signingName: String, endpoints: EndpointFamily) {
        self.id = id
        self.wire = wire
        self.apiVersion = apiVersion
        self.signingName = signingName
        self.endpoints = endpoints
    }
}
