/// What a signature is good for: one day, one region, one service.
package struct CredentialScope: Hashable, Sendable {
    /// `20260131`.
    package let day: String
    package let region: String
    /// The service's signing name, which is not always its endpoint's: Neptune signs as `rds`.
    package let signingName: String

    package init(day: String, region: String, signingName: String) {
        self.day = day
        self.region = region
        self.signingName = signingName
    }

    package var text: String { "\(self.day)/\(self.region)/\(self.signingName)/aws4_request" }
}
