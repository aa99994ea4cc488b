/// The parts of an ARN, or of a pattern of ARNs, as they stand in a policy.
///
/// Source: IAM User Guide, "IAM identifiers: IAM ARNs".
struct LintedARN {
    let partition: String
    let service: String
    let region: String
    let account: String
    let resource: String

    /// - Returns: `nil` if there are not six parts, the first of them `arn`.
    init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn" else { return nil }
        self.partition = String(parts[1])
        self.service = String(parts[2])
        self.region = String(parts[3])
        self.account = String(parts[4])
        self.resource = String(parts[5])
    }

    /// The resource up to its first `/`.
    var resourceStart: Substring { self.resource.prefix { $0 != "/" } }

    /// Source: botocore's list of partitions.
    static let partitions = ["aws", "aws-cn", "aws-us-gov", "aws-eusc", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f"]

    /// Whether a part can stand for several texts: it has a wildcard or a variable.
    static func isOpen(_ part: some StringProtocol) -> Bool {
        part.utf8.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "$") }
    }

    static func isAccountID(_ text: some StringProtocol) -> Bool {
        text.utf8.count == 12 && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}
