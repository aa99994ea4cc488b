/// How the hosts of a service are named.
///
/// Source: botocore 1.44, `endpoint-rule-set-1.json` of each service.
package enum EndpointFamily: Hashable, Sendable {
    /// `PREFIX[-fips].REGION.SUFFIX`.
    /// - Parameter governmentIsFIPS: in GovCloud the ordinary endpoint is the FIPS one.
    case regional(prefix: String, governmentIsFIPS: Bool)
    case iam
    case organizations
    case sts
    case sageMaker
    case neptuneGraph
    case s3

    /// One endpoint for the whole partition.
    package var isGlobal: Bool { self == .iam || self == .organizations }
}

/// Finds the endpoint that AWS's rules prescribe.
package struct EndpointRules: Sendable {
    package let family: EndpointFamily

    package init(_ family: EndpointFamily) { self.family = family }

    /// - Throws: `EndpointFault` for combinations that AWS does not offer.
    package func endpoint(_ parameters: EndpointParameters) throws(EndpointFault) -> AWSEndpoint {
        if self.family == .s3 { return try S3EndpointRules(parameters).endpoint() }
        // An endpoint of one's own needs no region but to be signed for.
        guard HostLabel.isValid(parameters.region, allowsDots: false) || parameters.endpoint != nil && parameters.region.isEmpty else {
            throw EndpointFault("the region is not set or is no part of a host name")
        }
        let partition = AWSPartition.of(region: parameters.region)
        if let url = parameters.endpoint {
            if parameters.usesFIPS || parameters.usesDualStack {
                throw EndpointFault("an endpoint of one's own goes neither with FIPS nor with dual-stack")
            }
            return AWSEndpoint(url: url, signingRegion: self.globalSigningRegion(partition, fips: false) ?? parameters.region)
        }
        let fips = parameters.usesFIPS ? "-fips" : ""
        let suffix = parameters.usesDualStack ? partition.dualStackSuffix : partition.suffix
        let region = parameters.region
        switch self.family {
        case .regional(let prefix, let governmentIsFIPS):
            let isPlain = governmentIsFIPS && partition.id == "aws-us-gov" && !parameters.usesDualStack
            return AWSEndpoint(url: "https://\(prefix)\(isPlain ? "" : fips).\(region).\(suffix)", signingRegion: region)
        case .iam:
            return AWSEndpoint(
                url: "https://\(Self.iamHost(partition, fips: parameters.usesFIPS, dualStack: parameters.usesDualStack))",
                signingRegion: self.globalSigningRegion(partition, fips: parameters.usesFIPS) ?? partition.globalRegion)
        case .organizations:
            let isPlain = partition.id == "aws-us-gov"
            return AWSEndpoint(
                url: "https://organizations\(isPlain ? "" : fips).\(partition.globalRegion).\(suffix)", signingRegion: partition.globalRegion)
        case .sts: return self.sts(parameters, partition)
        case .sageMaker:
            let isSwapped = parameters.usesFIPS && !parameters.usesDualStack && ["aws", "aws-us-gov"].contains(partition.id)
            return AWSEndpoint(
                url: isSwapped ? "https://api-fips.sagemaker.\(region).\(suffix)" : "https://api.sagemaker\(fips).\(region).\(suffix)",
                signingRegion: region)
        case .neptuneGraph: return try self.neptuneGraph(parameters, partition)
        case .s3: return try S3EndpointRules(parameters).endpoint()
        }
    }

    /// What a service without regions of its own is signed for.
    private func globalSigningRegion(_ partition: AWSPartition, fips: Bool) -> String? {
        guard self.family.isGlobal else { return nil }
        return self.family == .iam && partition.id == "aws-cn" ? "cn-north-1" : partition.globalRegion
    }

    private func sts(_ parameters: EndpointParameters, _ partition: AWSPartition) -> AWSEndpoint {
        let region = parameters.region
        let isOrdinary = !parameters.usesFIPS && !parameters.usesDualStack
        if isOrdinary, region == "aws-global" || parameters.usesGlobalEndpoint && Self.legacySTSRegions.contains(region) {
            return AWSEndpoint(url: "https://sts.amazonaws.com", signingRegion: "us-east-1")
        }
        let isPlain = !parameters.usesFIPS || partition.id == "aws-us-gov" && !parameters.usesDualStack
        let suffix = parameters.usesDualStack ? partition.dualStackSuffix : partition.suffix
        return AWSEndpoint(url: "https://sts\(isPlain ? "" : "-fips").\(region).\(suffix)", signingRegion: region)
    }

    private func neptuneGraph(_ parameters: EndpointParameters, _ partition: AWSPartition) throws(EndpointFault) -> AWSEndpoint {
        let region = parameters.region
        let suffix = parameters.usesDualStack ? partition.dualStackSuffix : partition.suffix
        switch parameters.apiType {
        case "ControlPlane":
            return AWSEndpoint(url: "https://neptune-graph\(parameters.usesFIPS ? "-fips" : "").\(region).\(suffix)", signingRegion: region)
        case "DataPlane":
            if parameters.usesFIPS { throw EndpointFault("there is no FIPS endpoint for queries of neptune-graph") }
            let host = parameters.usesDualStack ? "neptune-graph.\(region).on.aws" : "\(region).neptune-graph.\(partition.suffix)"
            return AWSEndpoint(url: "https://\(host)", signingRegion: region)
        default: throw EndpointFault("the operation belongs neither to the control nor to the data plane of neptune-graph")
        }
    }

    private static func iamHost(_ partition: AWSPartition, fips: Bool, dualStack: Bool) -> String {
        let name = fips && partition.id != "aws-us-gov" ? "iam-fips" : "iam"
        let suffix = dualStack ? partition.dualStackSuffix : partition.suffix
        let place =
            switch (partition.id, fips, dualStack) {
            case ("aws", _, true), ("aws-cn", false, true), ("aws-eusc", false, true): "global."
            case ("aws", _, false): ""
            case ("aws-us-gov", _, _): "us-gov."
            case ("aws-cn", false, false): "cn-north-1."
            case ("aws-iso", _, false), ("aws-iso-b", _, false), (_, false, false): "\(partition.globalRegion)."
            default: ""
            }
        return "\(name).\(place)\(suffix)"
    }

    private static let legacySTSRegions: Set<String> = [
        "ap-northeast-1", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "aws-global", "ca-central-1", "eu-central-1", "eu-north-1",
        "eu-west-1", "eu-west-2", "eu-west-3", "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2"
    ]
}

/// What may stand between two dots of a host name.
///
/// - SeeAlso: RFC 1123, section 2.1; Smithy 2.0 specification, "isValidHostLabel function".
enum HostLabel {
    static func isValid(_ text: some StringProtocol, allowsDots: Bool) -> Bool {
        guard allowsDots else { return Self.isLabel(text) }
        return text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { Self.isLabel($0) }
    }

    private static func isLabel(_ text: some StringProtocol) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 63, first != UInt8(ascii: "-") else { return false }
        return text.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
        }
    }
}
