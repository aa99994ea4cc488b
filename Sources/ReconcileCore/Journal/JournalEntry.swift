package import Foundation
package import IAMPolicy

/// Something that happened, on its way into the journal.
package struct JournalDraft: Equatable, Sendable {
    package let kind: JournalKind
    package let at: Date
    package let resource: ResourceIdentity?
    package let correctionID: String?
    /// Members beyond those above: operation, parameters, outcome, differences.
    package let details: JSONObject

    package init(
        _ kind: JournalKind, at: Date, resource: ResourceIdentity? = nil, correctionID: String? = nil,
        details: JSONObject = JSONObject()
    ) {
        self.kind = kind
        self.at = at
        self.resource = resource
        self.correctionID = correctionID
        self.details = details
    }
}

/// What the journal tells apart.
package enum JournalKind: String, Sendable, CaseIterable {
    case daemonStarted = "daemon.started"
    case daemonStopped = "daemon.stopped"
    /// The head of the journal that was noted outside of the database is not in it.
    case databaseOlder = "database.older"
    case configurationLoaded = "configuration.loaded"
    case desiredChanged = "desired.changed"
    case desiredDeleted = "desired.deleted"
    case desiredOrphaned = "desired.orphaned"
    case accountUnreadable = "account.unreadable"
    case accountReadable = "account.readable"
    case resourceBound = "resource.bound"
    case driftDetected = "drift.detected"
    case driftUpdated = "drift.updated"
    case driftEnded = "drift.ended"
    /// Who made a drift was found out, or given up.
    case driftAttributed = "drift.attributed"
    case correctionPlanned = "correction.planned"
    case correctionAwaitingApproval = "correction.awaitingApproval"
    case correctionApproved = "correction.approved"
    case correctionRejected = "correction.rejected"
    case correctionSuperseded = "correction.superseded"
    case driftFighting = "drift.fighting"
    case exceptionBegun = "exception.begun"
    case exceptionEnded = "exception.ended"
    /// Fights were forgiven, or an account's silence latch was released.
    case operatorResumed = "operator.resumed"
    case correctionFailed = "correction.failed"
    case correctionRefused = "correction.refused"
    /// Durable before the call is sent.
    case mutationIntended = "mutation.intended"
    /// Durable after the answer, in one transaction with the window.
    case mutationOutcome = "mutation.outcome"
    /// What reading told of a mutation whose answer never came.
    case mutationResolved = "mutation.resolved"
    case correctionReadable = "correction.readable"
    case correctionSettled = "correction.settled"
    case chainBroken = "chain.broken"
    case chainMended = "chain.mended"
    /// A broken link is not judged any more: nobody declares it.
    case chainForgotten = "chain.forgotten"
    case assertionFailed = "assertion.failed"
    case assertionPassed = "assertion.passed"
}

/// A journal entry as it is stored: its text, and the hash that chains it.
package struct JournalEntry: Equatable, Sendable {
    /// From 1, without gaps.
    package let sequence: Int
    /// Canonical JSON; what is hashed.
    package let body: String
    /// Hexadecimal SHA-256; 64 zeros before the first.
    package let previousHash: String
    package let hash: String

    package init(sequence: Int, body: String, previousHash: String, hash: String) {
        self.sequence = sequence
        self.body = body
        self.previousHash = previousHash
        self.hash = hash
    }
}
