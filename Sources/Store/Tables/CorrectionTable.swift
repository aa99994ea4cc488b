import Foundation
import GRDB
import IAMPolicy
import ReconcileCore

/// Corrections; what each of them sends is in `MutationTable`.
struct CorrectionTable {
    let database: Database

    /// Final corrections that are given for each resource.
    private static let finalMax = 50

    private static let upsert = Upsert(
        "corrections", key: ["id"],
        values: [
            "identity", "aspects", "drift_ids", "stage", "state", "reason", "plan_reason", "attempts", "not_before", "pass", "planned_at",
            "updated_at", "sent_at", "sent_boot_id", "sent_boot_seconds", "verdict", "decided_by", "decided_at", "decision_reason",
            "held_by", "overrides"
        ])

    func save(_ correction: CorrectionRecord) throws {
        guard correction.sentAt?.secondsSinceBoot.isFinite ?? true else {
            throw StoreError(code: .unusableValue, message: "the correction \(correction.id) was sent at a time that is no number")
        }
        try self.database.run(
            Self.upsert.sql,
            [
                correction.id, IdentityTable(database: self.database).id(of: correction.resource),
                StoredRow.list(correction.aspects.map(\.description)), StoredRow.list(correction.driftIDs),
                Self.word(correction.stage), correction.state.rawValue, correction.reason, correction.planReason, correction.attempts,
                StoredTime.text(correction.notBefore), correction.passID, StoredTime.text(correction.plannedAt),
                StoredTime.text(correction.updatedAt), StoredTime.text(correction.sentAt?.wall), correction.sentAt?.bootID,
                correction.sentAt?.secondsSinceBoot, correction.decision?.verdict.rawValue, correction.decision?.by,
                StoredTime.text(correction.decision?.at), correction.decision?.reason,
                correction.heldBy?.rawValue, correction.decision?.overrides?.rawValue
            ])
        try MutationTable(database: self.database).save(correction.mutations, of: correction.id)
    }

    func all(of resource: ResourceIdentity?, includingFinal: Bool) throws -> [CorrectionRecord] {
        let pending = "state NOT IN ('settled', 'superseded')"
        let ranked =
            includingFinal
            ? "SELECT *, row_number() OVER (PARTITION BY identity, \(pending) ORDER BY updated_at DESC, id) AS rank FROM corrections"
            : "SELECT *, 0 AS rank FROM corrections WHERE \(pending)"
        return try self.database.rows(
            """
            SELECT c.*, \(IdentityTable.columns) FROM (\(ranked)) c JOIN identities ON identities.id = c.identity
            WHERE (rank <= \(Self.finalMax) OR \(pending)) AND (?1 IS NULL OR identities.key = ?1)
            ORDER BY planned_at, c.id
            """, [resource?.key]
        ).map { try self.correction($0) }
    }

    /// Oldest first.
    func all(account: String, updatedSince date: Date) throws -> [CorrectionRecord] {
        try self.database.rows(
            """
            SELECT c.*, \(IdentityTable.columns) FROM corrections c JOIN identities ON identities.id = c.identity
            WHERE identities.account = ? AND c.updated_at >= ? ORDER BY c.updated_at, c.id
            """, [account, StoredTime.text(date)]
        ).map { try self.correction($0) }
    }

    private func correction(_ row: Row) throws -> CorrectionRecord {
        let stored = StoredRow(row, table: "corrections", id: "id")
        let id = try stored.text("id")
        guard let stage = Self.stage(try stored.text("stage")) else { throw stored.fault("stage", "is none of the words it may be") }
        let draft = CorrectionDraft(
            aspects: try stored.texts("aspects").map { AspectName(parsing: $0) }, stage: stage,
            mutations: try MutationTable(database: self.database).all(of: id), reason: try stored.text("plan_reason"))
        var correction = CorrectionRecord(
            id: id, resource: try stored.identity(), draft: draft, driftIDs: try stored.texts("drift_ids"),
            state: try stored.oneCase("state", of: CorrectionState.self), reason: try stored.optionalText("reason"),
            attempts: try stored.integer("attempts"), notBefore: try stored.optionalDate("not_before"),
            passID: try stored.integer("pass"), plannedAt: try stored.date("planned_at"))
        correction.updatedAt = try stored.date("updated_at")
        correction.sentAt = try stored.optionalInstant("sent")
        correction.decision = try Self.decision(stored)
        correction.heldBy = try stored.optionalCase("held_by", of: GuardName.self)
        return correction
    }

    private static func decision(_ stored: StoredRow) throws(StoreError) -> CorrectionDecision? {
        guard let verdict = try stored.optionalCase("verdict", of: CorrectionDecision.Verdict.self) else { return nil }
        return CorrectionDecision(
            verdict: verdict, by: try stored.text("decided_by"), at: try stored.date("decided_at"),
            reason: try stored.optionalText("decision_reason"), overrides: try stored.optionalCase("overrides", of: GuardName.self))
    }

    /// Stages are stored by name: their numbers are an order, in which others may come between.
    private static func word(_ stage: CorrectionStage) -> String { "\(stage)" }
    private static func stage(_ word: String) -> CorrectionStage? { CorrectionStage.allCases.first { Self.word($0) == word } }
}
