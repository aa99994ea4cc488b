/// A service of AWS: how it is addressed, signed for and spoken to.
package struct AWSService: Hashable, Sendable {
    package enum Wire: Hashable, Sendable {
        /// Form in, XML out.
        case query
        /// JSON in, JSON out; the operation is named by a header.
        /// - Parameter version: `1.0` or `1.1`, for the content type.
        /// - Parameter targetPrefix: `TrentService`, without the dot.
        case json(version: String, targetPrefix: String)
    }

    /// `IAM`; in upper case and with `_` for blanks it is the end of `AWS_ENDPOINT_URL_…`.
    package let id: String
    package let wire: Wire
    /// `2010-05-08`.
    package let apiVersion: String
    package let signingName: String
    /// The first label of its host name.
    package let endpointPrefix: String
    /// One endpoint for the whole partition.
    package let isGlobal: Bool

    package init(id: String, wire: Wire, apiVersion: String, signingName: String, endpointPrefix: String, isGlobal: Bool) {
        self.id = id
        self.wire = wire
        self.apiVersion = apiVersion
        self.signingName = signingName
        self.endpointPrefix = endpointPrefix
        self.isGlobal = isGlobal
    }
}
