/// Where an account's credentials come from, as the configuration says it.
package indirect enum CredentialsSource: Hashable, Sendable {
    /// Environment, web identity, the profile in force, the container's endpoint, the instance's: as AWS's SDKs do.
    case standardChain
    /// A profile of the shared config and credentials files, whatever the environment holds.
    case profile(String)
    /// A role, assumed with the credentials of another source.
    case role(AssumedRole, source: CredentialsSource)

    /// The profile that the configuration names.
    package var profileName: String? {
        switch self {
        case .standardChain: nil
        case .profile(let name): name
        case .role(_, let source): source.profileName
        }
    }
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

    /// What STS would refuse in it; `nil` if nothing.
    ///
    /// Source: botocore 1.43, service model sts/2011-06-15, `AssumeRoleRequest`.
    package var fault: String? {
        if !self.roleARN.hasPrefix("arn:") || !self.roleARN.contains(":role/") || self.roleARN.utf8.count > 2048 {
            return "the role's ARN is not of the form arn:aws:iam::123456789012:role/NAME"
        }
        if !(2...64).contains(self.sessionName.utf8.count) || !Self.isWord(self.sessionName, also: "+=,.@-") {
            return "the session name must have 2 to 64 letters, digits and characters of _+=,.@-"
        }
        if let externalID, !(2...1224).contains(externalID.utf8.count) || !Self.isWord(externalID, also: "+=,.@:/-") {
            return "the external id must have 2 to 1224 letters, digits and characters of _+=,.@:/-"
        }
        if let durationSeconds, !(900...43_200).contains(durationSeconds) { return "the duration must be from 900 to 43200 seconds" }
        return nil
    }

    static func isWord(_ text: String, also: String) -> Bool {
        text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "_")
                || also.utf8.contains(byte)
        }
    }
}
