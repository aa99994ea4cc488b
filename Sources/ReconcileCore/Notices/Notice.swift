package import Foundation
package import IAMPolicy

/// What can be told to people; the words of the webhooks.
package enum NoticeEvent: String, Sendable, CaseIterable {
    case driftDetected = "drift.detected"
    case driftUpdated = "drift.updated"
    case driftResolved = "drift.resolved"
    case driftFighting = "drift.fighting"
    case correctionAwaitingApproval = "correction.awaitingApproval"
    case correctionApplied = "correction.applied"
    case correctionSettled = "correction.settled"
    case correctionFailed = "correction.failed"
    case correctionRefused = "correction.refused"
    case accountUnreadable = "account.unreadable"
    case accountReadable = "account.readable"
    case assertionFailed = "assertion.failed"
    case assertionPassed = "assertion.passed"
    case chainBroken = "chain.broken"
    case chainMended = "chain.mended"
    case daemonDegraded = "daemon.degraded"
    case daemonRecovered = "daemon.recovered"
}

/// One change of state that somebody is to be told of; those of one event, pass and account go out as one notice.
package struct NoticeChange: Equatable, Sendable {
    package let event: NoticeEvent
    /// The account's alias; empty for what concerns the daemon.
    package let account: String
    package let passID: Int
    /// One element of the body's `changes`; for `account.*` and `daemon.*` an object with `reason`.
    package let change: JSONValue

    package init(event: NoticeEvent, account: String, passID: Int, change: JSONValue) {
        self.event = event
        self.account = account
        self.passID = passID
        self.change = change
    }
}

/// A notice as it is kept in the outbox: body and id never change again.
package struct Notice: Equatable, Sendable, Identifiable {
    /// The `webhook-id`: `msg_` and 24 hexadecimal digits.
    package let id: String
    package let event: NoticeEvent
    package let account: String
    package let passID: Int
    package let createdAt: Date
    /// The JSON text that is delivered and signed, byte for byte.
    package let body: String

    package init(id: String, event: NoticeEvent, account: String, passID: Int, createdAt: Date, body: String) {
        self.id = id
        self.event = event
        self.account = account
        self.passID = passID
        self.createdAt = createdAt
        self.body = body
    }
}

/// One notice on its way to one webhook.
package struct Delivery: Equatable, Sendable {
    package enum State: String, Sendable, CaseIterable { case pending, delivered, deadLettered }

    package let notice: Notice
    package let webhook: String
    package var state: State
    package var attempts: Int
    /// When it may be tried (again).
    package var nextAttemptAt: Date
    /// What went wrong last, for people.
    package var lastError: String?

    package init(
        notice: Notice, webhook: String, state: State = .pending, attempts: Int = 0, nextAttemptAt: Date, lastError: String? = nil
    ) {
        self.notice = notice
        self.webhook = webhook
        self.state = state
        self.attempts = attempts
        self.nextAttemptAt = nextAttemptAt
        self.lastError = lastError
    }
}
