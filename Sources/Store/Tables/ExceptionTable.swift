import GRDB
import ReconcileCore

/// What operators have taken out of the daemon's hands.
struct ExceptionTable {
    let database: Database

    private static let upsert = Upsert(
        "exceptions", key: ["id"],
        values: ["kind", "account", "identity", "aspect", "reason", "owner", "created_at", "until", "ended_at"])

    func save(_ exception: OperatorException) throws {
        let identity = try exception.resource.map { try IdentityTable(database: self.database).id(of: $0) }
        try self.database.run(
            Self.upsert.sql,
            [
                exception.id, exception.kind.rawValue, exception.account, identity, exception.aspect, exception.reason, exception.owner,
                StoredTime.text(exception.createdAt), StoredTime.text(exception.until), StoredTime.text(exception.endedAt)
            ])
    }

    /// In the order in which they were made.
    func all(includingEnded: Bool) throws -> [OperatorException] {
        try self.database.rows(
            """
            SELECT e.*, \(IdentityTable.columns) FROM exceptions e LEFT JOIN identities ON identities.id = e.identity
            WHERE \(includingEnded ? "true" : "e.ended_at IS NULL") ORDER BY e.created_at, e.id
            """
        ).map { try Self.exception($0) }
    }

    private static func exception(_ row: Row) throws -> OperatorException {
        let stored = StoredRow(row, table: "exceptions", id: "id")
        let hasResource = try stored.optionalInteger("identity") != nil
        return OperatorException(
            id: try stored.text("id"), kind: try stored.oneCase("kind", of: OperatorException.Kind.self),
            account: try stored.text("account"), resource: hasResource ? try stored.identity() : nil,
            aspect: try stored.optionalText("aspect"), reason: try stored.text("reason"), owner: try stored.text("owner"),
            createdAt: try stored.date("created_at"), until: try stored.optionalDate("until"), endedAt: try stored.optionalDate("ended_at"))
    }
}
