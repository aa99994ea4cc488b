import Foundation
import GRDB
import ReconcileCore

/// Notices on their way to webhooks.
struct DeliveryTable {
    let database: Database

    func queue(_ notice: Notice, for webhook: String, at date: Date) throws {
        try self.database.run(
            """
            INSERT INTO deliveries (notice, webhook, state, attempts, next_attempt_at)
            SELECT number, ?, 'pending', 0, ? FROM notices WHERE id = ?
            """, [webhook, StoredTime.text(date), notice.id])
    }

    func due(webhook: String, at date: Date, countMax: Int) throws -> [Delivery] {
        try self.database.rows(
            """
            SELECT notices.*, deliveries.* FROM deliveries JOIN notices ON notices.number = deliveries.notice
            WHERE webhook = ? AND state = 'pending' AND next_attempt_at <= ? ORDER BY notices.number LIMIT ?
            """, [webhook, StoredTime.text(date), max(0, countMax)]
        ).map { try Self.delivery($0) }
    }

    func update(_ delivery: Delivery) throws {
        try self.database.run(
            """
            UPDATE deliveries SET state = ?, attempts = ?, next_attempt_at = ?, last_error = ?
            WHERE webhook = ? AND notice = (SELECT number FROM notices WHERE id = ?)
            """,
            [
                delivery.state.rawValue, delivery.attempts, StoredTime.text(delivery.nextAttemptAt), delivery.lastError, delivery.webhook,
                delivery.notice.id
            ])
        guard self.database.changesCount == 1 else {
            throw StoreError(code: .notFound, message: "no delivery of \(delivery.notice.id) to the webhook \(delivery.webhook) is kept")
        }
    }

    func counts() throws -> [Delivery.State: Int] {
        var counts: [Delivery.State: Int] = [:]
        for row in try self.database.rows("SELECT state, count(*) AS number FROM deliveries GROUP BY state") {
            let stored = StoredRow(row, table: "deliveries", id: "state")
            counts[try stored.oneCase("state", of: Delivery.State.self)] = try stored.integer("number")
        }
        return counts
    }

    private static func delivery(_ row: Row) throws -> Delivery {
        let stored = StoredRow(row, table: "deliveries", id: "id")
        let notice = Notice(
            id: try stored.text("id"), event: try stored.oneCase("event", of: NoticeEvent.self), account: try stored.text("account"),
            passID: try stored.integer("pass"), createdAt: try stored.date("created_at"), body: try stored.text("body"))
        return Delivery(
            notice: notice, webhook: try stored.text("webhook"), state: try stored.oneCase("state", of: Delivery.State.self),
            attempts: try stored.integer("attempts"), nextAttemptAt: try stored.date("next_attempt_at"),
            lastError: try stored.optionalText("last_error"))
    }
}
