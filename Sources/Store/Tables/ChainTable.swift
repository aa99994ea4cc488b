import GRDB
import ReconcileCore

/// The links of chains as they were judged last.
struct ChainTable {
    let database: Database

    private static let upsert = Upsert(
        "chain_links", key: ["identity", "link"],
        values: ["position", "state", "reason", "fix", "decided_by", "until", "since", "is_told"])

    func save(_ record: ChainRecord) throws {
        let link = record.link
        try self.database.run(
            Self.upsert.sql,
            [
                IdentityTable(database: self.database).id(of: record.blueprint), link.name, record.position, link.state.rawValue, link.reason,
                link.fix, link.decidedBy, StoredTime.text(link.until), StoredTime.text(record.since), record.isTold
            ])
    }

    func forget(_ blueprint: ResourceIdentity) throws {
        guard let id = try IdentityTable(database: self.database).existingID(of: blueprint) else { return }
        try self.database.run("DELETE FROM chain_links WHERE identity = ?", [id])
    }

    /// By blueprint, each chain in its order.
    func all() throws -> [ChainRecord] {
        try self.database.rows(
            """
            SELECT l.*, \(IdentityTable.columns) FROM chain_links l JOIN identities ON identities.id = l.identity
            ORDER BY identities.key, l.position, l.link
            """
        ).map { try Self.record($0) }
    }

    private static func record(_ row: Row) throws -> ChainRecord {
        let stored = StoredRow(row, table: "chain_links", id: "link")
        let link = ChainLink(
            try stored.text("link"), try stored.oneCase("state", of: ChainLink.State.self), reason: try stored.optionalText("reason"),
            fix: try stored.optionalText("fix"), until: try stored.optionalDate("until"), decidedBy: try stored.optionalText("decided_by"))
        return ChainRecord(
            blueprint: try stored.identity(), link: link, since: try stored.date("since"), position: try stored.integer("position"),
            isTold: try stored.flag("is_told"))
    }
}
