/// A separate AWS: its regions share names, accounts and endpoints with no other's.
///
/// Source: botocore 1.44, `partitions.json`.
package struct AWSPartition: Hashable, Sendable {
    /// The second field of its ARNs: `aws`, `aws-cn`.
    package let id: String
    let regionPrefix: String
    let suffix: String
    let dualStackSuffix: String
    /// What services without regions of their own are signed for, where their rules say nothing else.
    let globalRegion: String

    /// The partition of a region; one that no partition's pattern fits belongs to `aws`, as AWS's SDKs have it.
    package static func of(region: String) -> AWSPartition {
        Self.others.first { region.hasPrefix($0.regionPrefix) || region == "\($0.id)-global" } ?? Self.commercial
    }

    package static let commercial = AWSPartition(
        id: "aws", regionPrefix: "", suffix: "amazonaws.com", dualStackSuffix: "api.aws", globalRegion: "us-east-1")

    package static let all = Self.others + [Self.commercial]

    private static let others: [AWSPartition] = [
        AWSPartition(
            id: "aws-cn", regionPrefix: "cn-", suffix: "amazonaws.com.cn", dualStackSuffix: "api.amazonwebservices.com.cn",
            globalRegion: "cn-northwest-1"),
        AWSPartition(
            id: "aws-us-gov", regionPrefix: "us-gov-", suffix: "amazonaws.com", dualStackSuffix: "api.aws", globalRegion: "us-gov-west-1"),
        AWSPartition(
            id: "aws-eusc", regionPrefix: "eusc-", suffix: "amazonaws.eu", dualStackSuffix: "api.amazonwebservices.eu",
            globalRegion: "eusc-de-east-1"),
        AWSPartition(
            id: "aws-iso", regionPrefix: "us-iso-", suffix: "c2s.ic.gov", dualStackSuffix: "api.aws.ic.gov", globalRegion: "us-iso-east-1"),
        AWSPartition(
            id: "aws-iso-b", regionPrefix: "us-isob-", suffix: "sc2s.sgov.gov", dualStackSuffix: "api.aws.scloud",
            globalRegion: "us-isob-east-1"),
        AWSPartition(
            id: "aws-iso-e", regionPrefix: "eu-isoe-", suffix: "cloud.adc-e.uk", dualStackSuffix: "api.cloud-aws.adc-e.uk",
            globalRegion: "eu-isoe-west-1"),
        AWSPartition(
            id: "aws-iso-f", regionPrefix: "us-isof-", suffix: "csp.hci.ic.gov", dualStackSuffix: "api.aws.hci.ic.gov",
            globalRegion: "us-isof-south-1")
    ]
}
