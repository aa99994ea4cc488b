/// A separate AWS: its regions share names, accounts and endpoints with no other's.
///
/// Source: botocore 1.43, `partitions.json` and the endpoint rule set of IAM.
package struct AWSPartition: Hashable, Sendable {
    /// The second field of its ARNs: `aws`, `aws-cn`.
    package let id: String
    let regionPrefixes: [String]
    let suffix: String
    let dualStackSuffix: String
    /// Where IAM is signed for.
    package let iamRegion: String
    let iamHost: String
    let iamDualStackHost: String
    /// Before the suffix; FIPS endpoints carry no region except where it is set.
    let iamFIPSHost: String
    let iamFIPSDualStackHost: String
    let iamFIPSRegion: String

    /// The partition of a region; one that no partition's pattern fits belongs to `aws`, as AWS's SDKs have it.
    package static func of(region: String) -> AWSPartition {
        Self.all.first { partition in partition.regionPrefixes.contains { region.hasPrefix($0) } } ?? Self.commercial
    }

    package static let commercial = AWSPartition(
        id: "aws", regionPrefixes: [], suffix: "amazonaws.com", dualStackSuffix: "api.aws", iamRegion: "us-east-1",
        iamHost: "iam.amazonaws.com", iamDualStackHost: "iam.global.api.aws", iamFIPSHost: "iam-fips.amazonaws.com",
        iamFIPSDualStackHost: "iam-fips.global.api.aws", iamFIPSRegion: "us-east-1")

    package static let all: [AWSPartition] = [
        AWSPartition(
            id: "aws-cn", regionPrefixes: ["cn-"], suffix: "amazonaws.com.cn", dualStackSuffix: "api.amazonwebservices.com.cn",
            iamRegion: "cn-north-1", iamHost: "iam.cn-north-1.amazonaws.com.cn",
            iamDualStackHost: "iam.global.api.amazonwebservices.com.cn", iamFIPSHost: "iam-fips.amazonaws.com.cn",
            iamFIPSDualStackHost: "iam-fips.api.amazonwebservices.com.cn", iamFIPSRegion: "cn-northwest-1"),
        AWSPartition(
            id: "aws-us-gov", regionPrefixes: ["us-gov-"], suffix: "amazonaws.com", dualStackSuffix: "api.aws",
            iamRegion: "us-gov-west-1", iamHost: "iam.us-gov.amazonaws.com", iamDualStackHost: "iam.us-gov.api.aws",
            iamFIPSHost: "iam.us-gov.amazonaws.com", iamFIPSDualStackHost: "iam.us-gov.api.aws", iamFIPSRegion: "us-gov-west-1"),
        AWSPartition(
            id: "aws-eusc", regionPrefixes: ["eusc-"], suffix: "amazonaws.eu", dualStackSuffix: "api.amazonwebservices.eu",
            iamRegion: "eusc-de-east-1", iamHost: "iam.eusc-de-east-1.amazonaws.eu",
            iamDualStackHost: "iam.api.amazonwebservices.eu", iamFIPSHost: "iam-fips.amazonaws.eu",
            iamFIPSDualStackHost: "iam-fips.api.amazonwebservices.eu", iamFIPSRegion: "eusc-de-east-1"),
        AWSPartition(
            id: "aws-iso", regionPrefixes: ["us-iso-"], suffix: "c2s.ic.gov", dualStackSuffix: "api.aws.ic.gov",
            iamRegion: "us-iso-east-1", iamHost: "iam.us-iso-east-1.c2s.ic.gov", iamDualStackHost: "iam.api.aws.ic.gov",
            iamFIPSHost: "iam-fips.us-iso-east-1.c2s.ic.gov", iamFIPSDualStackHost: "iam-fips.api.aws.ic.gov",
            iamFIPSRegion: "us-iso-east-1"),
        AWSPartition(
            id: "aws-iso-b", regionPrefixes: ["us-isob-"], suffix: "sc2s.sgov.gov", dualStackSuffix: "api.aws.scloud",
            iamRegion: "us-isob-east-1", iamHost: "iam.us-isob-east-1.sc2s.sgov.gov", iamDualStackHost: "iam.api.aws.scloud",
            iamFIPSHost: "iam-fips.us-isob-east-1.sc2s.sgov.gov", iamFIPSDualStackHost: "iam-fips.api.aws.scloud",
            iamFIPSRegion: "us-isob-east-1"),
        AWSPartition(
            id: "aws-iso-e", regionPrefixes: ["eu-isoe-"], suffix: "cloud.adc-e.uk", dualStackSuffix: "api.cloud-aws.adc-e.uk",
            iamRegion: "eu-isoe-west-1", iamHost: "iam.eu-isoe-west-1.cloud.adc-e.uk",
            iamDualStackHost: "iam.api.cloud-aws.adc-e.uk", iamFIPSHost: "iam-fips.cloud.adc-e.uk",
            iamFIPSDualStackHost: "iam-fips.api.cloud-aws.adc-e.uk", iamFIPSRegion: "eu-isoe-west-1"),
        AWSPartition(
            id: "aws-iso-f", regionPrefixes: ["us-isof-"], suffix: "csp.hci.ic.gov", dualStackSuffix: "api.aws.hci.ic.gov",
            iamRegion: "us-isof-south-1", iamHost: "iam.us-isof-south-1.csp.hci.ic.gov",
            iamDualStackHost: "iam.api.aws.hci.ic.gov", iamFIPSHost: "iam-fips.csp.hci.ic.gov",
            iamFIPSDualStackHost: "iam-fips.api.aws.hci.ic.gov", iamFIPSRegion: "us-isof-south-1"),
        Self.commercial
    ]
}
