import GRDB
import IAMPolicy
import ReconcileCore

/// Drifts, lasting and ended.
struct DriftTable {
    let database: Database

    /// Ended drifts that are given for each resource.
    private static let endedMax = 50

    private static let upsert = Upsert(
        "drifts", key: ["id"],
        values: [
            "identity", "aspect", "kind", "direction", "severity", "state", "reason", "differences", "desired", "live", "first_seen_at",
            "last_seen_at", "pass", "correction", "end_reason", "ended_at", "witness", "direction_reason", "assessed_on",
            "changed_after", "changed_by"
        ])

    func save(_ drift: DriftRecord) throws {
        let contents = ContentTable(database: self.database)
        let differences: JSONValue = .array(drift.differences.map { DifferenceJSON.json($0) })
        try self.database.run(
            Self.upsert.sql,
            [
                drift.id, IdentityTable(database: self.database).id(of: drift.resource), drift.aspect.description, drift.kind.rawValue,
                drift.direction.rawValue, drift.severity.rawValue, drift.state.rawValue, drift.reason, contents.store(differences),
                contents.store(drift.desired), contents.store(drift.live), StoredTime.text(drift.firstSeenAt),
                StoredTime.text(drift.lastSeenAt), drift.passID, drift.correctionID, drift.end?.reason.rawValue,
                StoredTime.text(drift.end?.at), drift.witness.map { JSONWriter.compact($0) }, drift.directionReason, drift.assessedOn,
                StoredTime.text(drift.changeSpan.after), StoredTime.text(drift.changeSpan.by)
            ])
    }

    /// Who made it is kept beside the drift: a pass that has not heard of it overwrites nothing.
    func save(_ found: DriftOrigin) throws {
        let author = found.origin.author
        let reason: String? = if case .unknown(let reason) = found.origin { reason } else { nil }
        try self.database.run(
            Self.originUpsert.sql,
            [
                found.driftID, StoredTime.text(found.seenAt), author?.principal, StoredTime.text(author?.time), author?.sourceAddress,
                author?.userAgent, author?.eventName, reason
            ])
    }

    private static let originUpsert = Upsert(
        "drift_origins", key: ["drift"],
        values: ["seen_at", "principal", "happened_at", "source_address", "user_agent", "event_name", "unknown_reason"])

    func all(of resource: ResourceIdentity?, includingEnded: Bool) throws -> [DriftRecord] {
        let filter = includingEnded ? "rank <= \(Self.endedMax) OR ended_at IS NULL" : "ended_at IS NULL"
        let ranked =
            includingEnded
            ? "SELECT *, row_number() OVER (PARTITION BY identity ORDER BY ended_at DESC, id) AS rank FROM drifts"
            : "SELECT * FROM drifts WHERE ended_at IS NULL"
        return try self.database.rows(
            """
            SELECT d.*, o.principal, o.happened_at, o.source_address, o.user_agent, o.event_name, o.unknown_reason, \(IdentityTable.columns), \(ContentTable.text("d.differences", as: "differences_text")),
                \(ContentTable.text("d.desired", as: "desired_text")), \(ContentTable.text("d.live", as: "live_text"))
            FROM (\(ranked)) d JOIN identities ON identities.id = d.identity
            LEFT JOIN drift_origins o ON o.drift = d.id AND o.seen_at = ifnull(d.changed_by, d.first_seen_at)
            WHERE (\(filter)) AND (?1 IS NULL OR identities.key = ?1)
            ORDER BY first_seen_at, d.id
            """, [resource?.key]
        ).map { try Self.drift($0) }
    }

    private static func drift(_ row: Row) throws -> DriftRecord {
        let stored = StoredRow(row, table: "drifts", id: "id")
        guard let elements = try stored.json("differences_text").arrayValue else { throw stored.fault("differences", "is no list") }
        let differences = elements.compactMap { DifferenceJSON.difference($0) }
        guard differences.count == elements.count else { throw stored.fault("differences", "holds something else") }
        let end = try stored.optionalCase("end_reason", of: DriftEnd.Reason.self).map { reason in
            DriftEnd(reason: reason, at: try stored.date("ended_at"))
        }
        var drift = DriftRecord(
            id: try stored.text("id"), resource: try stored.identity(),
            drift: AspectDrift(
                aspect: AspectName(parsing: try stored.text("aspect")), kind: try stored.oneCase("kind", of: DriftKind.self),
                desired: try stored.optionalJSON("desired_text"), live: try stored.optionalJSON("live_text"), differences: differences),
            assessment: Assessment(
                try stored.oneCase("direction", of: Direction.self), try stored.oneCase("severity", of: Severity.self),
                witness: try stored.optionalJSON("witness"), reason: try stored.optionalText("direction_reason")),
            assessedOn: try stored.optionalText("assessed_on"), state: try stored.oneCase("state", of: DriftState.self),
            reason: try stored.optionalText("reason"),
            firstSeenAt: try stored.date("first_seen_at"), lastSeenAt: try stored.date("last_seen_at"),
            passID: try stored.integer("pass"), correctionID: try stored.optionalText("correction"), end: end)
        drift.changeSpan = ChangeSpan(
            after: try stored.optionalDate("changed_after"), by: try stored.optionalDate("changed_by") ?? drift.firstSeenAt)
        drift.changedBy = try Self.origin(stored)
        return drift
    }

    private static func origin(_ stored: StoredRow) throws -> ChangeOrigin? {
        if let reason = try stored.optionalText("unknown_reason") { return .unknown(reason) }
        guard let principal = try stored.optionalText("principal") else { return nil }
        return .author(
            ChangeAuthor(
                principal: principal, time: try stored.date("happened_at"), sourceAddress: try stored.optionalText("source_address"),
                userAgent: try stored.optionalText("user_agent"), eventName: try stored.text("event_name")))
    }
}
