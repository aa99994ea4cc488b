/// An Amazon Resource Name, split at its colons.
/// - SeeAlso: AWS General Reference, "Amazon Resource Names (ARNs)".
package struct ARN: Hashable, Sendable, CustomStringConvertible {
    package let partition: String
    package let service: String
    /// Empty for global services.
    package let region: String
    /// Twelve digits, empty, or `aws` for AWS's own policies.
    package let account: String
    package let resource: String

    package init(partition: String, service: String, region: String, account: String, resource: String) {
        self.partition = partition
        self.service = service
        self.region = region
        self.account = account
        self.resource = resource
    }

    /// - Returns: `nil` where the text has fewer than six parts, or no partition, service or resource,
    ///   or an account that is neither twelve digits nor `aws`.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 6, parts[0] == "arn", parts[1].hasPrefix("aws"), !parts[2].isEmpty, !parts[5].isEmpty else { return nil }
        let isAccount = parts[4].utf8.count == 12 && parts[4].utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard parts[4].isEmpty || parts[4] == "aws" || isAccount else { return nil }
        self.init(partition: parts[1], service: parts[2], region: parts[3], account: parts[4], resource: parts[5])
    }

    package var description: String {
        "arn:\(self.partition):\(self.service):\(self.region):\(self.account):\(self.resource)"
    }
}
