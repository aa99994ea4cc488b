/// Where a request goes, and what its signature is for.
package struct AWSEndpoint: Hashable, Sendable {
    /// How requests to it are signed.
    package enum Scheme: String, Hashable, Sendable {
        case sigv4
        /// For several regions at once, with another kind of key: not supported by this client.
        case sigv4a
        /// With a session of an S3 directory bucket: not supported by this client.
        case s3express = "sigv4-s3express"
    }

    /// Without a slash at the end.
    package let url: String
    package let signingRegion: String
    /// Where it is not the service's own.
    package let signingName: String?
    package let scheme: Scheme

    package init(url: String, signingRegion: String, signingName: String? = nil, scheme: Scheme = .sigv4) {
        self.url = url
        self.signingRegion = signingRegion
        self.signingName = signingName
        self.scheme = scheme
    }
}
