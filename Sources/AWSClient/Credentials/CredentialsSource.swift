/// Where an account's credentials come from, as the configuration says it.
package indirect enum CredentialsSource: Hashable, Sendable {
    /// Environment, then the profile in force, as AWS's SDKs do.
    case standardChain
    /// A profile of the shared config and credentials files, whatever the environment holds.
    case profile(String)
    /// A role, assumed with the credentials of another source.
    case role(AssumedRole, source: CredentialsSource)
}

/// A role to assume, and how.
package struct AssumedRole: Hashable, Sendable {
    package let roleARN: String
    package let externalID: String?
    /// How the session shows in CloudTrail; 2 to 64 characters of `\w+=,.@-`.
    package let sessionName: String
    /// From 900 up to the role's maximum; `nil` for an hour.
    package let durationSeconds: Int?

    package static let defaultSessionName = "reconciled"

    package init(
        roleARN: String, externalID: String? = nil, sessionName: String? = nil, durationSeconds: Int? = nil
    ) {
        self.roleARN = roleARN
        self.externalID = externalID
        self.sessionName = sessionName ?? Self.defaultSessionName
        self.durationSeconds = durationSeconds
    }
}
