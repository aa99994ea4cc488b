/// All that a pass decides on; nothing else is looked at.
package struct PassInput: Sendable {
    package let pass: PassRecord
    package let account: AccountSettings
    package let limits: Limits
    package let propagation: PropagationSettings
    package let protected: [String]
    /// The resources that were read.
    package let desired: [DesiredResource]
    package let references: DesiredReferences
    /// Resources of the account that are managed, read in this pass or not.
    package let managedCount: Int
    /// Tells something of each resource in `desired`.
    package let snapshot: Snapshot
    package let observed: [ObservedResource]
    /// Those of the account that have not ended.
    package let drifts: [DriftRecord]
    /// Those of the account that are not final.
    package let corrections: [CorrectionRecord]
    /// Those of the account that are not closed.
    package let windows: [PropagationWindow]
    package let accountState: AccountState
    package let now: Instant

    package init(
        pass: PassRecord, account: AccountSettings, limits: Limits, propagation: PropagationSettings, protected: [String],
        desired: [DesiredResource], references: DesiredReferences, managedCount: Int, snapshot: Snapshot, observed: [ObservedResource],
        drifts: [DriftRecord], corrections: [CorrectionRecord], windows: [PropagationWindow], accountState: AccountState, now: Instant
    ) {
        self.pass = pass
        self.account = account
        self.limits = limits
        self.propagation = propagation
        self.protected = protected
        self.desired = desired
        self.references = references
        self.managedCount = managedCount
        self.snapshot = snapshot.covering(desired.map(\.identity))
        self.observed = observed
        self.drifts = drifts
        self.corrections = corrections
        self.windows = windows
        self.accountState = accountState
        self.now = now
    }

    package func mode(of resource: DesiredResource) -> ReconcileMode { resource.settings.mode ?? self.account.mode }
}

/// What a pass came to: what to store first, and what to send then.
package struct PassDecision: Sendable {
    package let commit: Commit
    /// In the order of their stages.
    package let toSend: [CorrectionRecord]
}
