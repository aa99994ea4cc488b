/// How large a policy may be.
///
/// Sources: IAM User Guide, "IAM and AWS STS quotas"; Organizations User Guide,
/// "Quotas"; an account's own values are in IAM's `GetAccountSummary`.
package struct PolicyQuotas: Hashable, Sendable {
    /// Characters without white space of one managed policy.
    package var managedPolicy: Int
    /// Characters without white space of a trust policy.
    package var trustPolicy: Int
    /// Characters of a service or resource control policy, white space too.
    package var controlPolicy: Int
    /// UTF-8 bytes of a bucket policy.
    package var bucketPolicy: Int
    /// UTF-8 bytes of a key policy.
    package var keyPolicy: Int
    /// Characters of a session policy, white space too.
    package var sessionPolicy: Int

    package init(
        managedPolicy: Int = 6144, trustPolicy: Int = 2048, controlPolicy: Int = 5120, bucketPolicy: Int = 20480,
        keyPolicy: Int = 32768, sessionPolicy: Int = 2048
    ) {
        self.managedPolicy = managedPolicy
        self.trustPolicy = trustPolicy
        self.controlPolicy = controlPolicy
        self.bucketPolicy = bucketPolicy
        self.keyPolicy = keyPolicy
        self.sessionPolicy = sessionPolicy
    }

    /// What an account has that never asked for more.
    package static let `default` = PolicyQuotas()
}
