import Foundation
import GRDB
import IAMPolicy
import ReconcileCore

/// Changes that wait to be told, and the notices that tell them.
struct OutboxTable {
    let database: Database

    func collect(_ change: NoticeChange) throws {
        try self.database.run(
            "INSERT INTO notice_changes (event, account, pass, change) VALUES (?, ?, ?, ?)",
            [change.event.rawValue, change.account, change.passID, JSONWriter.compact(change.change)])
    }

    /// What goes into one notice.
    private struct Group {
        let event: NoticeEvent
        let account: String
        let passID: Int
        var changes: [JSONValue] = []
        var rows: [Int] = []
    }

    /// Each collected change becomes part of one notice, and is gone from here in the same transaction.
    func seal(passID: Int?, events: [NoticeEvent]?, webhooks: [WebhookSettings], at date: Date) throws -> [Notice] {
        let groups = try self.groups(passID: passID, events: events)
        guard !groups.isEmpty else { return [] }
        let head = try JournalTable(database: self.database).head()
        let token = try String.fetchOne(self.database, sql: "SELECT token FROM store_identity") ?? ""
        return try groups.map { group in
            let notice = try self.insert(group, head: head, token: token, at: date)
            for webhook in webhooks where webhook.wants(group.event) {
                try DeliveryTable(database: self.database).queue(notice, for: webhook.name, at: date)
            }
            for row in group.rows { try self.database.run("DELETE FROM notice_changes WHERE id = ?", [row]) }
            return notice
        }
    }

    private func groups(passID: Int?, events: [NoticeEvent]?) throws -> [Group] {
        let rows = try self.database.rows(
            "SELECT id, event, account, pass, change FROM notice_changes WHERE (?1 IS NULL OR pass = ?1) ORDER BY id", [passID])
        var groups: [Group] = []
        for row in rows {
            let stored = StoredRow(row, table: "notice_changes", id: "id")
            let event = try stored.oneCase("event", of: NoticeEvent.self)
            guard events?.contains(event) ?? true else { continue }
            let account = try stored.text("account")
            let pass = try stored.integer("pass")
            let place = groups.firstIndex { $0.event == event && $0.account == account && $0.passID == pass }
            if place == nil { groups.append(Group(event: event, account: account, passID: pass)) }
            let index = place ?? groups.endIndex - 1
            groups[index].changes.append(try stored.json("change"))
            groups[index].rows.append(try stored.integer("id"))
        }
        return groups
    }

    private func insert(_ group: Group, head: JournalHead, token: String, at date: Date) throws -> Notice {
        let earlier = try self.database.integer(
            "SELECT max(ordinal) FROM notices WHERE event = ? AND account = ? AND pass = ?",
            [group.event.rawValue, group.account, group.passID])
        let ordinal = (earlier ?? 0) + 1
        let body = NoticeBody(
            event: group.event, account: group.account, passID: group.passID, journalHead: head.hash, changes: group.changes, at: date)
        let id = NoticeBody.identifier(
            event: group.event, account: group.account, passID: group.passID, ordinal: ordinal, origin: token)
        let notice = Notice(
            id: id, event: group.event, account: group.account, passID: group.passID, createdAt: date, body: body.text)
        try self.database.run(
            "INSERT INTO notices (id, event, account, pass, ordinal, created_at, body) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [id, group.event.rawValue, group.account, group.passID, ordinal, StoredTime.text(date), body.text])
        return notice
    }
}
