package import IAMPolicy

/// What the rules for endpoints are given.
///
/// - SeeAlso: Smithy 2.0 specification, "Rules engine parameters".
package struct EndpointParameters: Hashable, Sendable {
    package var region: String
    package var usesFIPS = false
    package var usesDualStack = false
    /// Instead of AWS's own; checked to be a URL, without a slash at the end.
    package var endpoint: String?
    /// STS: `sts.amazonaws.com` for the older regions. S3: `s3.amazonaws.com` for us-east-1.
    package var usesGlobalEndpoint = false
    /// neptune-graph: `ControlPlane` or `DataPlane`.
    package var apiType: String?
    package var s3 = S3EndpointOptions()

    package init(region: String) { self.region = region }

    /// Reads them under the names that AWS's rule sets give them; what is missing or of another type counts as not given.
    package init(ruleNames given: JSONValue) {
        func flag(_ name: String) -> Bool { given[name]?.boolValue ?? false }
        self.init(region: given["Region"]?.stringValue ?? "")
        self.usesFIPS = flag("UseFIPS")
        self.usesDualStack = flag("UseDualStack")
        self.endpoint = given["Endpoint"]?.stringValue
        self.usesGlobalEndpoint = flag("UseGlobalEndpoint")
        self.apiType = given["ApiType"]?.stringValue
        self.s3.bucket = given["Bucket"]?.stringValue
        self.s3.forcesPathStyle = flag("ForcePathStyle")
        self.s3.accelerates = flag("Accelerate")
        self.s3.disablesAccessPoints = flag("DisableAccessPoints")
        self.s3.disablesMultiRegionAccessPoints = flag("DisableMultiRegionAccessPoints")
        self.s3.usesARNRegion = given["UseArnRegion"]?.boolValue
        self.s3.usesObjectLambda = flag("UseObjectLambdaEndpoint")
        self.s3.usesExpressControl = flag("UseS3ExpressControlEndpoint")
        self.s3.disablesExpressSessions = flag("DisableS3ExpressSessionAuth")
    }
}

/// What S3's rules are given besides.
package struct S3EndpointOptions: Hashable, Sendable {
    /// A bucket's name, or the ARN of an access point.
    package var bucket: String?
    package var forcesPathStyle = false
    package var accelerates = false
    package var disablesAccessPoints = false
    package var disablesMultiRegionAccessPoints = false
    /// Whether an ARN's region goes before the client's; `nil` and true are the same.
    package var usesARNRegion: Bool?
    package var usesObjectLambda = false
    /// For the operations on directory buckets that go to their control plane.
    package var usesExpressControl = false
    package var disablesExpressSessions = false

    package init() {}
}

/// Why there is no endpoint for what was asked.
package struct EndpointFault: Error, Hashable, Sendable {
    package let message: String

    init(_ message: String) { self.message = message }
}
