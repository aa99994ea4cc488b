import GRDB
import IAMPolicy
import ReconcileCore

/// Propagation windows.
struct WindowTable {
    let database: Database

    private static let upsert = Upsert(
        "windows", key: ["id"],
        values: [
            "identity", "correction", "aspect", "value", "pre_image", "opened_at", "boot_id", "boot_seconds", "length_seconds",
            "matching_reads", "is_closed"
        ])

    func save(_ window: PropagationWindow) throws {
        let contents = ContentTable(database: self.database)
        guard window.length.isFinite, window.openedAt.secondsSinceBoot.isFinite else {
            throw StoreError(code: .unusableValue, message: "the window \(window.id) has a length or a start that is no number")
        }
        try self.database.run(
            Self.upsert.sql,
            [
                window.id, IdentityTable(database: self.database).id(of: window.resource), window.correctionID,
                window.aspect.description, contents.store(window.write.value), contents.store(window.write.preImage),
                StoredTime.text(window.openedAt.wall), window.openedAt.bootID, window.openedAt.secondsSinceBoot, window.length,
                window.matchingReads, window.isClosed
            ])
    }

    func open() throws -> [PropagationWindow] {
        try self.database.rows(
            """
            SELECT w.*, \(IdentityTable.columns), \(ContentTable.text("w.value", as: "value_text")),
                \(ContentTable.text("w.pre_image", as: "pre_image_text"))
            FROM windows w JOIN identities ON identities.id = w.identity WHERE w.is_closed = 0 ORDER BY w.opened_at, w.id
            """
        ).map { try Self.window($0) }
    }

    private static func window(_ row: Row) throws -> PropagationWindow {
        let stored = StoredRow(row, table: "windows", id: "id")
        return PropagationWindow(
            id: try stored.text("id"), resource: try stored.identity(), correctionID: try stored.text("correction"),
            write: AspectWrite(
                AspectName(parsing: try stored.text("aspect")), value: try stored.optionalJSON("value_text"),
                preImage: try stored.optionalJSON("pre_image_text")),
            openedAt: Instant(
                wall: try stored.date("opened_at"), bootID: try stored.text("boot_id"), secondsSinceBoot: try stored.real("boot_seconds")),
            length: try stored.real("length_seconds"), matchingReads: try stored.integer("matching_reads"),
            isClosed: try stored.flag("is_closed"))
    }
}
