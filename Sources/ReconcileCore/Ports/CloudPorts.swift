/// Looks at AWS; can change nothing.
package protocol CloudReader: Sendable {
    /// Reads `targets` of one account with as few requests as it can, never throwing: what could not
    /// be read says so in its place.
    ///
    /// The account id is checked first; where it is another, nothing else is asked and the whole
    /// snapshot fails with `wrongAccount`.
    func snapshot(of account: AccountSettings, targets: [ReadTarget]) async -> Snapshot

    /// What IAM lets the account have; nobody knows where it is not told otherwise. May be an hour old.
    /// - Returns: `nil` where it could not, or may not, be read.
    func quotas(of account: AccountSettings) async -> AccountQuotas?

    /// The roles, users, groups and policies of the account below a path such as `/neptune/`, managed or not.
    func names(of account: AccountSettings, pathPrefix: String) async -> Result<[(kind: ResourceKind, name: String)], ReadGap>
}

extension CloudReader {
    package func quotas(of account: AccountSettings) async -> AccountQuotas? { nil }
}

/// Changes AWS, one call at a time.
package protocol CloudWriter: Sendable {
    /// Sends one mutation once. A time-out after sending is `unknown`, never repeated here;
    /// only what surely had no effect may be repeated, within a bound.
    func send(_ mutation: Mutation, account: AccountSettings) async -> MutationOutcome
}

/// Time, as a port: nothing else in the product reads a clock or sleeps.
package protocol ReconcileClock: Sendable {
    func now() -> Instant
    /// - Throws: `CancellationError`.
    func sleep(seconds: Double) async throws
}
