package import Foundation

/// One look at one account, as it is kept.
package struct PassRecord: Equatable, Sendable, Identifiable {
    /// Assigned by the store, from 1.
    package let id: Int
    package let account: String
    /// `false`: only some resources were read; such a pass does not count as a look at the account.
    package let isWhole: Bool
    package let startedAt: Date
    /// `nil` while it runs, or where the daemon died in it.
    package var finishedAt: Date?
    package var outcome: Snapshot.Outcome?
    package var requests: Int
    /// Why it is not complete.
    package var gap: ReadGap?

    package init(
        id: Int, account: String, isWhole: Bool, startedAt: Date, finishedAt: Date? = nil, outcome: Snapshot.Outcome? = nil,
        requests: Int = 0, gap: ReadGap? = nil
    ) {
        self.id = id
        self.account = account
        self.isWhole = isWhole
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.outcome = outcome
        self.requests = requests
        self.gap = gap
    }
}

/// What is remembered of a resource from the last looks.
package struct ObservedResource: Equatable, Sendable {
    package enum State: String, Sendable, CaseIterable { case inSync, drifted, propagating, undetermined, paused, orphaned }

    package let identity: ResourceIdentity
    package var state: State
    /// The last proved one; kept when the resource is gone, because a new one under its name is another.
    package var binding: Binding?
    /// When it was last read as present or absent.
    package var lastReadAt: Date?
    /// Why it could not be read at the last look.
    package var gap: ReadGap?
    /// Aspects that mean what is declared in other words.
    package var spelledDifferently: [AspectName]
    /// The live aspects at the last successful look, by hash in the store.
    package var live: LiveResource?

    package init(
        identity: ResourceIdentity, state: State, binding: Binding? = nil, lastReadAt: Date? = nil, gap: ReadGap? = nil,
        spelledDifferently: [AspectName] = [], live: LiveResource? = nil
    ) {
        self.identity = identity
        self.state = state
        self.binding = binding
        self.lastReadAt = lastReadAt
        self.gap = gap
        self.spelledDifferently = spelledDifferently
        self.live = live
    }
}

/// What is remembered of an account between passes.
package struct AccountState: Equatable, Sendable {
    package let name: String
    /// Set while nothing of it can be read.
    package var unreadable: ReadGap?
    package var unreadableSince: Date?
    package var lastCompleteAt: Date?
    /// The long-silence guard has asked, and nobody has answered.
    package var isSilenceLatched: Bool
    /// The latch was set because the database is older than the journal's head that was seen outside of it.
    package var isDatabaseOlder: Bool

    package init(
        name: String, unreadable: ReadGap? = nil, unreadableSince: Date? = nil, lastCompleteAt: Date? = nil, isSilenceLatched: Bool = false,
        isDatabaseOlder: Bool = false
    ) {
        self.name = name
        self.unreadable = unreadable
        self.unreadableSince = unreadableSince
        self.lastCompleteAt = lastCompleteAt
        self.isSilenceLatched = isSilenceLatched
        self.isDatabaseOlder = isDatabaseOlder
    }
}
