package import IAMPolicy

/// Finds a service's endpoint: the account's own URL, else the environment's, else AWS's for the region.
package struct EndpointResolver: Sendable {
    /// From the account's configuration; goes before everything.
    package let accountEndpointURL: String?
    package let environment: AWSEnvironment

    package init(accountEndpointURL: String?, environment: AWSEnvironment) {
        self.accountEndpointURL = accountEndpointURL
        self.environment = environment
    }

    /// The endpoint of an operation, which for S3 depends on the bucket.
    /// - Throws: `AWSError` with code `InvalidEndpoint` if the URL in force or the region is malformed, or AWS has no endpoint of that kind.
    package func endpoint(for operation: AWSOperation, region: String, parameters: JSONObject) throws(AWSError) -> AWSEndpoint {
        let service = operation.service
        var rules = try self.parameters(for: service, operation.name, region: region)
        rules.apiType = operation.endpointParameters["ApiType"]
        rules.s3.usesExpressControl = operation.endpointParameters["UseS3ExpressControlEndpoint"] == "true"
        rules.s3.bucket = operation.inputStructure.members.first { $0.traits.endpointParameter == "Bucket" }
            .flatMap { parameters[$0.name]?.stringValue }
        // The host of a bucket answers for its own region only; where a bucket is must be asked of any.
        rules.s3.forcesPathStyle = operation.name == "GetBucketLocation"
        let endpoint = try self.endpoint(for: service, operation.name, rules)
        guard endpoint.scheme == .sigv4 else {
            throw Self.invalid(
                service, operation.name, "this client cannot sign for this kind of bucket or access point (\(endpoint.scheme.rawValue))")
        }
        return endpoint
    }

    /// The endpoint of a service's operations in general: on its control plane, without a bucket.
    /// - Throws: As above.
    package func endpoint(for service: AWSService, region: String) throws(AWSError) -> AWSEndpoint {
        var rules = try self.parameters(for: service, "endpoint", region: region)
        rules.apiType = "ControlPlane"
        return try self.endpoint(for: service, "endpoint", rules)
    }

    private func endpoint(
        for service: AWSService, _ operation: String, _ rules: EndpointParameters
    ) throws(AWSError) -> AWSEndpoint {
        do throws(EndpointFault) {
            return try EndpointRules(service.endpoints).endpoint(rules)
        } catch {
            throw Self.invalid(service, operation, error.message)
        }
    }

    private func parameters(
        for service: AWSService, _ operation: String, region: String
    ) throws(AWSError) -> EndpointParameters {
        guard Self.isRegion(region) else { throw Self.invalid(service, operation, "\"\(OneLine.shortened(region, 60))\" is no region") }
        var rules = EndpointParameters(region: region)
        rules.usesFIPS = self.environment.flag("AWS_USE_FIPS_ENDPOINT")
        rules.usesDualStack = self.environment.flag("AWS_USE_DUALSTACK_ENDPOINT")
        if let (url, origin) = self.overrideURL(for: service) {
            guard let url = EndpointURL(url) else { throw Self.invalid(service, operation, "\(origin) is no http or https URL without a query") }
            rules.endpoint = url.text
        }
        switch service.endpoints {
        case .sts: rules.usesGlobalEndpoint = self.environment["AWS_STS_REGIONAL_ENDPOINTS"]?.lowercased() == "legacy"
        case .s3:
            rules.usesGlobalEndpoint = self.environment["AWS_S3_US_EAST_1_REGIONAL_ENDPOINT"]?.lowercased() != "regional"
            rules.s3.usesARNRegion = self.environment["AWS_S3_USE_ARN_REGION"].map { $0.lowercased() == "true" }
            rules.s3.disablesMultiRegionAccessPoints = self.environment.flag("AWS_S3_DISABLE_MULTIREGION_ACCESS_POINTS")
        case .regional, .iam, .organizations, .sageMaker, .neptuneGraph: break
        }
        return rules
    }

    private func overrideURL(for service: AWSService) -> (url: String, origin: String)? {
        if let url = self.accountEndpointURL { return (url, "endpointURL") }
        if self.environment.flag("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") { return nil }
        let name = "AWS_ENDPOINT_URL_" + service.id.uppercased().replacing(" ", with: "_")
        if let url = self.environment[name] { return (url, name) }
        return self.environment["AWS_ENDPOINT_URL"].map { ($0, "AWS_ENDPOINT_URL") }
    }

    /// A region becomes part of a host name.
    private static func isRegion(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 63
            && text.utf8.allSatisfy { byte in
                (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
            }
    }

    private static func invalid(_ service: AWSService, _ operation: String, _ message: String) -> AWSError {
        AWSError(
            service: service.id, operation: operation, code: AWSErrorCode.invalidEndpoint, message: message, errorClass: .invalid)
    }
}
