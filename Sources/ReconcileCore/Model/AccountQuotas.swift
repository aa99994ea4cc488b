/// What IAM lets an account have, and what of it is used, by AWS's own names: `RolePolicySizeQuota`, `Roles`.
/// - SeeAlso: IAM API Reference, `GetAccountSummary`; IAM User Guide, "IAM and AWS STS quotas".
package struct AccountQuotas: Equatable, Sendable {
    private let values: [String: Int]

    package init(_ values: [String: Int]) { self.values = values }

    /// - Returns: `nil` for what AWS does not tell.
    package subscript(name: String) -> Int? { self.values[name] }
}

/// What limits an aspect; names are those of `AccountQuotas`.
package enum AspectQuota: Hashable, Sendable {
    /// Characters of one document, white space not counted.
    case characters(String)
    /// Characters of all documents of the base together, white space not counted.
    case charactersTogether(String)
    /// Members of the base.
    case members(String)
    /// Bytes of one document as it is sent; the same for all accounts.
    case bytes(Int)
}
