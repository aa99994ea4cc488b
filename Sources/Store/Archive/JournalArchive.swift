import Foundation
import GRDB
import IAMPolicy
import ReconcileCore

/// Moves journal entries that have served their time out of the database into files beside it.
///
/// A file, `<database>.journal-FIRST-LAST.jsonl`, holds one entry a line, with its hashes, so that the
/// chain can be verified from its first entry on for as long as the files are kept. It is durable before
/// the database lets go of the entries.
struct JournalArchive {
    /// What may be archived now.
    struct Portion: Equatable {
        let first: Int
        let last: JournalHead
    }

    let database: Database

    /// Entries of one portion: a larger one would hold up the recording of a correction.
    static let entriesMax = 2000
    /// Portions of one sweep; what is left over is for the next day's.
    static let portionsMax = 20

    /// Entries older than `limit`, without gap from the oldest, and only as far as none of them belongs to an open correction.
    /// - Returns: `nil` where there are none.
    func portion(olderThan limit: Date) throws -> Portion? {
        guard let first = try self.database.integer("SELECT min(sequence) FROM journal") else { return nil }
        let youngest = try self.database.integer(
            "SELECT sequence FROM journal WHERE json_extract(body, '$.at') >= ? ORDER BY sequence LIMIT 1", [RFC3339.string(limit)])
        let bound = min(youngest ?? .max, first + Self.entriesMax)
        let open = try self.database.integer(
            """
            SELECT sequence FROM journal WHERE sequence < ? AND json_extract(body, '$.correction') IN (\(OpenState.openCorrections))
            ORDER BY sequence LIMIT 1
            """, [bound])
        let row = try self.database.firstRow(
            "SELECT sequence, hash FROM journal WHERE sequence < ? ORDER BY sequence DESC LIMIT 1", [open ?? bound])
        return try row.map { row in
            let stored = StoredRow(row, table: "journal", id: "sequence")
            return Portion(first: first, last: JournalHead(entries: try stored.integer("sequence"), hash: try stored.text("hash")))
        }
    }

    /// One line an entry.
    func lines(of portion: Portion) throws -> String {
        let entries = try JournalTable(database: self.database).entries(
            from: portion.first, countMax: portion.last.entries - portion.first + 1)
        return entries.map { entry in
            let line: JSONValue = [
                "sequence": JSONValue(entry.sequence), "previousHash": .string(entry.previousHash), "hash": .string(entry.hash),
                "body": .string(entry.body)
            ]
            return JSONWriter.compact(line) + "\n"
        }.joined()
    }

    /// Lets go of a portion whose file is durable.
    func release(_ portion: Portion, archive: String, at date: Date) throws {
        let state = try ContentTable(database: self.database).store(OpenState(database: self.database).json())
        try self.database.run(
            "INSERT INTO journal_checkpoints (up_to_sequence, hash, state, archive, archived_at) VALUES (?, ?, ?, ?, ?)",
            [portion.last.entries, portion.last.hash, state as Data, archive, StoredTime.text(date)])
        try self.database.run("DELETE FROM journal WHERE sequence <= ?", [portion.last.entries])
    }
}
