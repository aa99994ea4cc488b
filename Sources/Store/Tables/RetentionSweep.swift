import Foundation
import GRDB
import ReconcileCore

/// Deletes what has served its time. What is open stays, however old it is; the journal is the business of `JournalArchive`.
struct RetentionSweep {
    let database: Database

    /// Pages of 4 KiB given back in one go: a longer one would hold up the recording of a correction.
    static let pagesFreedMax = 4096

    func deleteOlder(than limit: Date) throws {
        let limit = StoredTime.text(limit)
        // The last finished look at each account answers `status`, however long ago it was.
        try self.database.run(
            """
            DELETE FROM passes WHERE started_at < ? AND id NOT IN (
                SELECT max(id) FROM passes WHERE is_whole = 1 AND finished_at IS NOT NULL GROUP BY account)
            """, [limit])
        try self.database.run("DELETE FROM drifts WHERE ended_at < ?", [limit])
        try self.database.run(
            """
            DELETE FROM corrections WHERE state IN ('settled', 'superseded') AND updated_at < ?
                AND id NOT IN (SELECT correction FROM drifts WHERE correction IS NOT NULL)
                AND id NOT IN (SELECT correction FROM windows WHERE is_closed = 0)
            """, [limit])
        try self.database.run("DELETE FROM exceptions WHERE ended_at < ?", [limit])
        try self.database.run(
            "DELETE FROM notices WHERE created_at < ? AND number NOT IN (SELECT notice FROM deliveries WHERE state = 'pending')", [limit])
    }

    /// Deletes the values that nothing refers to any more. Outside a transaction.
    ///
    /// The statement itself asks for all references, so they need not be looked for again for each value,
    /// which would keep others from writing for seconds.
    static func deleteUnreferenced(_ database: Database) throws {
        try database.execute(sql: "PRAGMA foreign_keys = OFF")
        let outcome = Result {
            try database.inTransaction(.immediate) {
                try ContentTable(database: database).deleteUnreferenced()
                return .commit
            }
        }
        try database.execute(sql: "PRAGMA foreign_keys = ON")
        try outcome.get()
    }

    /// Outside a transaction.
    static func giveBackSpace(_ database: Database) throws {
        try database.execute(sql: "PRAGMA incremental_vacuum(\(Self.pagesFreedMax))")
        try database.checkpoint(.passive)
    }
}
