import Foundation
import GRDB
import ReconcileCore

/// The looks at accounts, and what is remembered of each account between them.
struct PassTable {
    let database: Database

    func begin(account: String, isWhole: Bool, at date: Date) throws -> PassRecord {
        try self.database.run(
            "INSERT INTO passes (account, is_whole, started_at, requests) VALUES (?, ?, ?, 0)", [account, isWhole, StoredTime.text(date)])
        return PassRecord(id: Int(self.database.lastInsertedRowID), account: account, isWhole: isWhole, startedAt: date)
    }

    func update(_ pass: PassRecord) throws {
        try self.database.run(
            "UPDATE passes SET finished_at = ?, outcome = ?, requests = ?, gap_code = ?, gap_message = ? WHERE id = ? AND account = ?",
            [
                StoredTime.text(pass.finishedAt), pass.outcome?.rawValue, pass.requests, pass.gap?.code.rawValue, pass.gap?.message,
                pass.id, pass.account
            ])
        guard self.database.changesCount == 1 else {
            throw StoreError(code: .notFound, message: "pass \(pass.id) of account \(pass.account) was never begun")
        }
    }

    func find(_ id: Int) throws -> PassRecord? {
        try self.database.firstRow("SELECT * FROM passes WHERE id = ?", [id]).map { try Self.pass($0) }
    }

    func lastFinishedWhole() throws -> [PassRecord] {
        try self.database.rows(
            """
            SELECT * FROM passes
            WHERE id IN (SELECT max(id) FROM passes WHERE is_whole = 1 AND finished_at IS NOT NULL GROUP BY account) ORDER BY account
            """
        ).map { try Self.pass($0) }
    }

    private static func pass(_ row: Row) throws -> PassRecord {
        let stored = StoredRow(row, table: "passes", id: "id")
        return PassRecord(
            id: try stored.integer("id"), account: try stored.text("account"), isWhole: try stored.flag("is_whole"),
            startedAt: try stored.date("started_at"), finishedAt: try stored.optionalDate("finished_at"),
            outcome: try stored.optionalCase("outcome", of: Snapshot.Outcome.self), requests: try stored.integer("requests"),
            gap: try stored.gap("gap"))
    }
}

/// What is remembered of each account between passes.
struct AccountTable {
    let database: Database

    private static let upsert = Upsert(
        "account_states", key: ["name"],
        values: ["unreadable_code", "unreadable_message", "unreadable_since", "last_complete_at", "is_silence_latched", "is_database_older"])

    func save(_ state: AccountState) throws {
        try self.database.run(
            Self.upsert.sql,
            [
                state.name, state.unreadable?.code.rawValue, state.unreadable?.message, StoredTime.text(state.unreadableSince),
                StoredTime.text(state.lastCompleteAt), state.isSilenceLatched, state.isDatabaseOlder
            ])
    }

    func all() throws -> [AccountState] {
        try self.database.rows("SELECT * FROM account_states ORDER BY name").map { row in
            let stored = StoredRow(row, table: "account_states", id: "name")
            return AccountState(
                name: try stored.text("name"), unreadable: try stored.gap("unreadable"),
                unreadableSince: try stored.optionalDate("unreadable_since"), lastCompleteAt: try stored.optionalDate("last_complete_at"),
                isSilenceLatched: try stored.flag("is_silence_latched"), isDatabaseOlder: try stored.flag("is_database_older"))
        }
    }
}
