/// One AWS account that the daemon looks after.
package struct AccountSettings: Equatable, Sendable {
    /// The alias that manifests use.
    package var name: String
    /// Twelve digits; checked against `sts:GetCallerIdentity` before anything else.
    package var accountID: String
    package var region: String
    package var credentials: CredentialSettings
    /// Instead of AWS's own endpoints.
    package var endpointURL: String?
    package var mode: ReconcileMode
    package var requestsPerSecondMax: Double
    /// Whether what belongs to the organization is looked after with this account's credentials.
    package var readsOrganization: Bool
    /// What asks although the mode is `enforce`.
    package var approval = ApprovalThreshold()

    package init(
        name: String, accountID: String, region: String, credentials: CredentialSettings = .standardChain,
        endpointURL: String? = nil, mode: ReconcileMode = .observe, requestsPerSecondMax: Double = 10,
        readsOrganization: Bool = false
    ) {
        self.name = name
        self.accountID = accountID
        self.region = region
        self.credentials = credentials
        self.endpointURL = endpointURL
        self.mode = mode
        self.requestsPerSecondMax = requestsPerSecondMax
        self.readsOrganization = readsOrganization
    }

    /// What stands in identities for the organization, in the place of an account.
    package static let organization = "organization"

    /// The names in identities that its passes look after.
    package var coveredNames: [String] { self.readsOrganization ? [self.name, Self.organization] : [self.name] }

    package func covers(_ identity: ResourceIdentity) -> Bool { self.coveredNames.contains(identity.account) }

    /// The partition id of ARNs: `aws`, `aws-cn`, `aws-us-gov`, …
    /// - SeeAlso: AWS General Reference, "Amazon Resource Names (ARNs)".
    package var partition: String {
        let prefixes = [
            ("cn-", "aws-cn"), ("us-gov-", "aws-us-gov"), ("eusc-", "aws-eusc"), ("us-isob-", "aws-iso-b"),
            ("us-isof-", "aws-iso-f"), ("eu-isoe-", "aws-iso-e"), ("us-iso-", "aws-iso")
        ]
        return prefixes.first { self.region.hasPrefix($0.0) }?.1 ?? "aws"
    }
}

/// Where an account's credentials come from.
package enum CredentialSettings: Equatable, Sendable {
    /// The environment, then the shared files, as AWS's own tools do.
    case standardChain
    case profile(String)
    /// A role taken with the credentials of `source` (a profile), or of the standard chain.
    case role(arn: String, externalID: String?, sessionName: String?, source: String?)
}
