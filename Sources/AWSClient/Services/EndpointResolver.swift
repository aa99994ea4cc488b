/// Where a request goes, and the region it is signed for.
package struct AWSEndpoint: Hashable, Sendable {
    /// Without a slash at the end.
    package let url: String
    package let signingRegion: String

    package init(url: String, signingRegion: String) {
        self.url = url
        self.signingRegion = signingRegion
    }
}

/// Finds a service's endpoint: the account's own URL, else the environment's, else AWS's for the region.
package struct EndpointResolver: Sendable {
    /// From the account's configuration; goes before everything.
    package let accountEndpointURL: String?
    package let environment: AWSEnvironment

    package init(accountEndpointURL: String?, environment: AWSEnvironment) {
        self.accountEndpointURL = accountEndpointURL
        self.environment = environment
    }

    /// - Throws: `AWSError` with code `InvalidEndpoint` if the URL in force or the region is malformed.
    package func endpoint(for service: AWSService, region: String) throws(AWSError) -> AWSEndpoint {
        guard Self.isRegion(region) else { throw Self.invalid(service, "\"\(region)\" is no region") }
        let partition = AWSPartition.of(region: region)
        let usesFIPS = self.environment.flag("AWS_USE_FIPS_ENDPOINT")
        let signingRegion =
            service.isGlobal ? (usesFIPS && self.overrideURL(for: service) == nil ? partition.iamFIPSRegion : partition.iamRegion) : region
        if let (url, origin) = self.overrideURL(for: service) {
            guard let url = Self.normalised(url) else { throw Self.invalid(service, "\(origin) is no http or https URL without a query") }
            return AWSEndpoint(url: url, signingRegion: signingRegion)
        }
        let dualStack = self.environment.flag("AWS_USE_DUALSTACK_ENDPOINT")
        let host = Self.host(service, region: region, partition: partition, fips: usesFIPS, dualStack: dualStack)
        return AWSEndpoint(url: "https://\(host)", signingRegion: signingRegion)
    }

    private func overrideURL(for service: AWSService) -> (url: String, origin: String)? {
        if let url = self.accountEndpointURL { return (url, "endpointURL") }
        if self.environment.flag("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") { return nil }
        let name = "AWS_ENDPOINT_URL_" + service.id.uppercased().replacing(" ", with: "_")
        if let url = self.environment[name] { return (url, name) }
        return self.environment["AWS_ENDPOINT_URL"].map { ($0, "AWS_ENDPOINT_URL") }
    }

    private static func host(_ service: AWSService, region: String, partition: AWSPartition, fips: Bool, dualStack: Bool) -> String {
        if service.isGlobal {
            return switch (fips, dualStack) {
            case (false, false): partition.iamHost
            case (false, true): partition.iamDualStackHost
            case (true, false): partition.iamFIPSHost
            case (true, true): partition.iamFIPSDualStackHost
            }
        }
        // In GovCloud the ordinary endpoint of STS is the FIPS one.
        let isPlain = !fips || (service.id == "STS" && partition.id == "aws-us-gov" && !dualStack)
        return "\(service.endpointPrefix)\(isPlain ? "" : "-fips").\(region).\(dualStack ? partition.dualStackSuffix : partition.suffix)"
    }

    /// A region becomes part of a host name.
    private static func isRegion(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 63
            && text.utf8.allSatisfy { byte in
                (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
            }
    }

    private static func normalised(_ url: String) -> String? {
        let lower = url.lowercased()
        guard lower.hasPrefix("http://") || lower.hasPrefix("https://"), !url.contains("?"), !url.contains("#"), !url.contains("@"),
            url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !SigningURL(url).host.isEmpty
        else { return nil }
        return url.hasSuffix("/") ? String(url.dropLast()) : url
    }

    private static func invalid(_ service: AWSService, _ message: String) -> AWSError {
        AWSError(
            service: service.id, operation: "endpoint", code: AWSErrorCode.invalidEndpoint, message: message, errorClass: .invalid)
    }
}
