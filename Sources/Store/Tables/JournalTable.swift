import GRDB
import IAMPolicy
import ReconcileCore

/// The journal, in which entries are only ever appended.
struct JournalTable {
    let database: Database

    /// - Returns: the head after it.
    @discardableResult
    func append(_ drafts: [JournalDraft]) throws -> JournalHead {
        var head = try self.head()
        for draft in drafts {
            let entry = JournalChain.entry(draft, afterSequence: head.entries, previousHash: head.hash)
            try self.database.run(
                "INSERT INTO journal (sequence, body, previous_hash, hash) VALUES (?, ?, ?, ?)",
                [entry.sequence, entry.body, entry.previousHash, entry.hash])
            head = JournalHead(entries: entry.sequence, hash: entry.hash)
        }
        return head
    }

    /// The last entry; the last archived one where all are archived.
    func head() throws -> JournalHead {
        let row = try self.database.firstRow(
            """
            SELECT * FROM (SELECT sequence, hash FROM journal ORDER BY sequence DESC LIMIT 1)
            UNION ALL SELECT * FROM (SELECT up_to_sequence, hash FROM journal_checkpoints ORDER BY up_to_sequence DESC LIMIT 1)
            LIMIT 1
            """)
        guard let row else { return JournalHead(entries: 0, hash: JournalChain.genesisHash) }
        let stored = StoredRow(row, table: "journal", id: "sequence")
        return JournalHead(entries: try stored.integer("sequence"), hash: try stored.text("hash"))
    }

    /// The last archived entry; `nil` where none is.
    func checkpoint() throws -> JournalHead? {
        let row = try self.database.firstRow("SELECT up_to_sequence, hash FROM journal_checkpoints ORDER BY up_to_sequence DESC LIMIT 1")
        return try row.map { row in
            let stored = StoredRow(row, table: "journal_checkpoints", id: "up_to_sequence")
            return JournalHead(entries: try stored.integer("up_to_sequence"), hash: try stored.text("hash"))
        }
    }

    func entries(from sequence: Int, countMax: Int) throws -> [JournalEntry] {
        let rows = try self.database.rows(
            "SELECT sequence, body, previous_hash, hash FROM journal WHERE sequence >= ? ORDER BY sequence LIMIT ?",
            [sequence, max(0, countMax)])
        return try rows.map { row in
            let stored = StoredRow(row, table: "journal", id: "sequence")
            return JournalEntry(
                sequence: try stored.integer("sequence"), body: try stored.text("body"),
                previousHash: try stored.text("previous_hash"), hash: try stored.text("hash"))
        }
    }
}
