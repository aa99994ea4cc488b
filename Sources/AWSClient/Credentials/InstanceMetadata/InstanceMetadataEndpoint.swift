/// The metadata service of an EC2 instance (IMDS): where it is, and how patiently it is asked.
///
/// - SeeAlso: AWS SDKs and Tools Reference Guide, "IMDS credential provider".
package struct InstanceMetadataEndpoint: Hashable, Sendable {
    /// Without a slash at the end.
    package let url: String
    /// For each request, one second where nobody says otherwise: it is one hop away.
    let timeoutSeconds: Int
    let attemptsMax: Int
    /// Requests without a session token, which any server that can be made to fetch a URL could send.
    ///
    /// The SDKs fall back to them unless told not to; here it takes an explicit `AWS_EC2_METADATA_V1_DISABLED=false`.
    let allowsVersion1: Bool

    /// `nil` where `AWS_EC2_METADATA_DISABLED` says so.
    /// - Throws: `AWSError` with code `InvalidConfiguration` for an endpoint that is no URL.
    static func of(_ environment: AWSEnvironment) throws(AWSError) -> InstanceMetadataEndpoint? {
        if environment.flag("AWS_EC2_METADATA_DISABLED") { return nil }
        let isVersion6 = environment["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"]?.lowercased() == "ipv6"
        let text = environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"] ?? (isVersion6 ? "http://[fd00:ec2::254]" : "http://169.254.169.254")
        let lower = text.lowercased()
        guard lower.hasPrefix("http://") || lower.hasPrefix("https://"), text.utf8.count <= 2048,
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !text.contains("?"), !text.contains("#"), !text.contains("@")
        else { throw CredentialsPlanner.invalid("AWS_EC2_METADATA_SERVICE_ENDPOINT is no http or https URL") }
        return InstanceMetadataEndpoint(
            url: text.hasSuffix("/") ? String(text.dropLast()) : text,
            timeoutSeconds: Self.number(environment, "AWS_METADATA_SERVICE_TIMEOUT", 1...60),
            attemptsMax: Self.number(environment, "AWS_METADATA_SERVICE_NUM_ATTEMPTS", 1...10),
            allowsVersion1: environment["AWS_EC2_METADATA_V1_DISABLED"]?.lowercased() == "false")
    }

    private static func number(_ environment: AWSEnvironment, _ variable: String, _ range: ClosedRange<Int>) -> Int {
        environment[variable].flatMap { Int($0) }.flatMap { range.contains($0) ? $0 : nil } ?? 1
    }
}
