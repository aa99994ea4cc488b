package import Foundation

/// All state that outlives the process. Each call is one transaction, durable when it returns.
package protocol StateStore: StateQueries {
    /// Makes the desired state of an owner what is given, as one revision, with its journal entries.
    func applyDesired(_ change: DesiredChange) async throws -> DesiredChangeResult

    /// Starts a pass and gives it its id.
    func beginPass(account: String, isWhole: Bool, at date: Date) async throws -> PassRecord

    /// Writes all of `commit` or nothing.
    /// - Throws: `StateConflict` where something of its basis has changed.
    func commit(_ commit: Commit) async throws -> CommitReceipt

    /// Turns the collected changes of these events (all events: `nil`) of a pass into notices, one for
    /// each event and account, and queues each for `webhooks` that want it.
    func sealNotices(passID: Int?, events: [NoticeEvent]?, webhooks: [WebhookSettings], at date: Date) async throws -> [Notice]

    /// Deliveries of that webhook whose time has come, oldest first.
    func dueDeliveries(webhook: String, at date: Date, countMax: Int) async throws -> [Delivery]
    func updateDelivery(_ delivery: Delivery) async throws

    /// Says that a daemon runs on this database, or has stopped in good order.
    func recordDaemon(_ run: DaemonRun) async throws

    /// Deletes what is older than `retention`, and gives space back.
    func prune(_ retention: Retention, at date: Date) async throws
}

/// What can be asked of the state; also of the database of a daemon that is down.
package protocol StateQueries: Sendable {
    func desiredResources() async throws -> [DesiredResource]
    func observedResources() async throws -> [ObservedResource]
    /// The same, with the very values of `readings` where they tell what is remembered: what is known already does not come into memory twice.
    func observedResources(sharing readings: [ResourceIdentity: ResourceReading]) async throws -> [ObservedResource]
    /// The same without what was seen: `live` is `nil` in all of them. For those who want to know states and bindings.
    func observedOutlines() async throws -> [ObservedResource]
    /// Drifts that have not ended, and with `includingEnded` the last ones of each resource too.
    func drifts(of resource: ResourceIdentity?, includingEnded: Bool) async throws -> [DriftRecord]
    /// Corrections that are not final, and with `includingFinal` the last ones too.
    func corrections(of resource: ResourceIdentity?, includingFinal: Bool) async throws -> [CorrectionRecord]
    /// Corrections of all resources of an account that were updated at or after `date`, final ones too, oldest first.
    func corrections(account: String, updatedSince date: Date) async throws -> [CorrectionRecord]
    /// Those that have not been ended by hand; some of them may have run out. With `includingEnded` the others too.
    func exceptions(includingEnded: Bool) async throws -> [OperatorException]
    /// Windows that are not closed.
    func openWindows() async throws -> [PropagationWindow]
    func accountStates() async throws -> [AccountState]
    /// The last finished pass over each whole account.
    func lastPasses() async throws -> [PassRecord]
    func pass(id: Int) async throws -> PassRecord?
    func deliveryCounts() async throws -> [Delivery.State: Int]
    /// Entries from `sequence` on, oldest first, at most `countMax`.
    func journal(fromSequence sequence: Int, countMax: Int) async throws -> [JournalEntry]
    func journalHead() async throws -> JournalHead
    /// The last entry that was moved out into a file, from which the rest of the chain is verified; `nil` where all entries are here.
    func journalCheckpoint() async throws -> JournalHead?
    /// What a decision about an account rests on. To be read before all else that the decision is made of.
    /// - Parameter account: `nil`: all accounts.
    func decisionStamp(account: String?) async throws -> DecisionStamp
    func daemonRun() async throws -> DaemonRun?
    /// The number of the last change of the desired state; 0 before the first.
    func desiredRevision() async throws -> Int
    /// The links of all chains as they were judged last, by blueprint and in the order of each chain.
    func chainRecords() async throws -> [ChainRecord]
}

extension StateQueries {
    package func observedResources(sharing readings: [ResourceIdentity: ResourceReading]) async throws -> [ObservedResource] {
        try await self.observedResources()
    }

    package func observedOutlines() async throws -> [ObservedResource] {
        try await self.observedResources().map { seen in
            var outline = seen
            outline.live = nil
            return outline
        }
    }
}

/// The last entry of the journal.
package struct JournalHead: Equatable, Sendable {
    package let entries: Int
    package let hash: String

    package init(entries: Int, hash: String) {
        self.entries = entries
        self.hash = hash
    }
}

/// A daemon's stay on a database.
package struct DaemonRun: Equatable, Sendable {
    package var pid: Int
    package var version: String
    package var startedAt: Date
    package var stoppedAt: Date?

    package init(pid: Int, version: String, startedAt: Date, stoppedAt: Date? = nil) {
        self.pid = pid
        self.version = version
        self.startedAt = startedAt
        self.stoppedAt = stoppedAt
    }
}

/// One durable step: new states, journal entries and things to tell, all or nothing.
package struct Commit: Equatable, Sendable {
    package var journal: [JournalDraft] = []
    /// Inserted, or replaced by id.
    package var drifts: [DriftRecord] = []
    package var corrections: [CorrectionRecord] = []
    /// Who made drifts; kept beside them, so that no pass overwrites it.
    package var origins: [DriftOrigin] = []
    package var windows: [PropagationWindow] = []
    package var observed: [ObservedResource] = []
    /// Resources that are no longer declared: what was remembered of them goes, drifts and corrections stay as history.
    package var forgotten: [ResourceIdentity] = []
    /// Resources that were to be deleted in AWS and are gone there: they are declared no more. `pass` tells when.
    package var gone: [ResourceIdentity] = []
    package var accounts: [AccountState] = []
    package var exceptions: [OperatorException] = []
    /// Blueprints of whose chains nothing is remembered, but what `chains` says of them.
    package var forgottenChains: [ResourceIdentity] = []
    /// Inserted, or replaced by blueprint and link.
    package var chains: [ChainRecord] = []
    package var pass: PassRecord?
    /// Collected until `sealNotices`.
    package var notices: [NoticeChange] = []
    /// What it was decided on: where that has changed, nothing of it is written.
    package var basis: [DecisionStamp] = []

    package init() {}

    /// Whether it would change nothing.
    package var isEmpty: Bool {
        var change = self
        change.basis = []
        return change == Commit()
    }
}

/// What a commit left behind.
package struct CommitReceipt: Equatable, Sendable {
    package let head: JournalHead

    package init(head: JournalHead) { self.head = head }
}

/// A change of the desired state.
package struct DesiredChange: Equatable, Sendable {
    /// Inserted or replaced where they declare something else than what is stored.
    package var upserts: [DesiredResource]
    package var deletions: [ResourceIdentity]
    /// Resources of the folder whose manifest has vanished.
    package var orphaned: [ResourceIdentity]
    /// Written in the same transaction: what ends with a deletion.
    package var consequences = Commit()
    package let at: Date
    /// Who decided: `manifests folder`, or an operator.
    package let actor: OperatorIdentity
    package let reason: String?

    package init(
        upserts: [DesiredResource] = [], deletions: [ResourceIdentity] = [], orphaned: [ResourceIdentity] = [], at: Date, actor: OperatorIdentity,
        reason: String? = nil
    ) {
        self.upserts = upserts
        self.deletions = deletions
        self.orphaned = orphaned
        self.at = at
        self.actor = actor
        self.reason = reason
    }
}

/// What a change of the desired state came to.
package struct DesiredChangeResult: Equatable, Sendable {
    /// The revision after it; the one before where nothing changed.
    package let revision: Int
    package let created: [ResourceIdentity]
    package let changed: [ResourceIdentity]
    package let unchanged: [ResourceIdentity]
    package let deleted: [ResourceIdentity]
    package let orphaned: [ResourceIdentity]

    package init(
        revision: Int, created: [ResourceIdentity], changed: [ResourceIdentity], unchanged: [ResourceIdentity], deleted: [ResourceIdentity],
        orphaned: [ResourceIdentity]
    ) {
        self.revision = revision
        self.created = created
        self.changed = changed
        self.unchanged = unchanged
        self.deleted = deleted
        self.orphaned = orphaned
    }
}
