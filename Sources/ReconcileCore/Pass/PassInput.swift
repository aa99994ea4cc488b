/// All that a pass decides on; nothing else is looked at.
package struct PassInput: Sendable {
    package let pass: PassRecord
    package let account: AccountSettings
    package let limits: Limits
    package let propagation: PropagationSettings
    package let protected: [String]
    /// The resources that were read.
    package let desired: [DesiredResource]
    /// All of the account's resources, read or not: what a policy does depends on more than those it is about.
    package let kept: [DesiredResource]
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
    /// What operators took out of our hands.
    package let exceptions: [OperatorException]
    /// The account's corrections of the last 24 hours, ended ones too.
    package let history: [CorrectionRecord]
    /// Who made the drifts that `history` corrected, by their ids, where that is known.
    package let authors: [String: ChangeAuthor]
    /// Of the account; `nil` where nobody has asked, or they may not be read.
    package var quotas: AccountQuotas?
    package let now: Instant

    package init(
        pass: PassRecord, account: AccountSettings, limits: Limits, propagation: PropagationSettings, protected: [String],
        desired: [DesiredResource], kept: [DesiredResource]? = nil, references: DesiredReferences, managedCount: Int, snapshot: Snapshot,
        observed: [ObservedResource], drifts: [DriftRecord], corrections: [CorrectionRecord], windows: [PropagationWindow],
        accountState: AccountState, exceptions: [OperatorException] = [], history: [CorrectionRecord] = [],
        authors: [String: ChangeAuthor] = [:], now: Instant
    ) {
        self.pass = pass
        self.account = account
        self.limits = limits
        self.propagation = propagation
        self.protected = protected
        self.desired = desired
        self.kept = kept ?? desired
        self.references = references
        self.managedCount = managedCount
        self.snapshot = snapshot.covering(desired.map(\.identity))
        self.observed = observed
        self.drifts = drifts
        self.corrections = corrections
        self.windows = windows
        self.accountState = accountState
        self.exceptions = exceptions
        self.history = history
        self.authors = authors
        self.now = now
    }

    /// When the looking began: what was read may be as old as that, however long the answers took to come.
    ///
    /// What has to have passed before a reading proves something counts up to here, not up to `now`.
    package var readAt: Instant { self.snapshot.startedAt }

    /// Seconds that `history` reaches back.
    package static let historySeconds = 86_400.0

    package func mode(of resource: DesiredResource) -> ReconcileMode { resource.settings.mode ?? self.account.mode }

    /// Whether somebody has taken an aspect, or all of its resource, out of our hands.
    package func exemption(of aspect: AspectName, _ resource: DesiredResource) -> DriftState? {
        let identity = resource.identity
        if self.exceptions.contains(where: { $0.pauses(identity, at: self.now.wall) }) { return .paused }
        let isIgnored =
            resource.settings.ignoreRules.contains { $0.covers(aspect, at: self.now.wall) }
            || self.exceptions.contains { $0.ignores(aspect, of: identity, at: self.now.wall) }
        return isIgnored ? .ignored : nil
    }
}

/// What a pass came to: what to store first, and what to send then.
package struct PassDecision: Sendable {
    package let commit: Commit
    /// In the order of their stages.
    package let toSend: [CorrectionRecord]
    /// Resources with a correction that can go out once what is sent has taken effect.
    package let waiting: Set<ResourceIdentity>

    package init(commit: Commit, toSend: [CorrectionRecord], waiting: Set<ResourceIdentity> = []) {
        self.commit = commit
        self.toSend = toSend
        self.waiting = waiting
    }

    /// The blueprints for which something is sent, or about to be.
    /// - Parameter desired: All that the pass looked at.
    package func blueprintsUnderway(of desired: [DesiredResource]) -> Set<ResourceIdentity> {
        let changing = self.waiting.union(self.toSend.map(\.resource))
        return Set(desired.lazy.filter { changing.contains($0.identity) }.flatMap(\.blueprints))
    }
}
