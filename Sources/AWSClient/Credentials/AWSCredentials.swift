package import FoundationEssentials

/// A key pair to sign with; printing it, also by reflection, shows no secret.
package struct AWSCredentials: Hashable, Sendable {
    package let accessKeyID: String
    package let secretAccessKey: String
    /// Present with temporary credentials.
    package let sessionToken: String?
    /// From this instant on AWS refuses them; `nil` for long-lived keys.
    package let expiresAt: Date?

    package init(accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil, expiresAt: Date? = nil) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken?.isEmpty == true ? nil : sessionToken
        self.expiresAt = expiresAt
    }
}

extension AWSCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "AWSCredentials(\(self.accessKeyID), secret withheld)" }
    package var debugDescription: String { self.description }
    package var customMirror: Mirror { Mirror(self, children: ["accessKeyID": self.accessKeyID]) }
}
