import Crypto
import Foundation
import GRDB
import ReconcileCore

/// What decisions rest on: corrections and what people said to them, open drifts, exceptions, and the latches of accounts.
struct DecisionTable {
    let database: Database

    /// Each selects texts that change with every decision, in a fixed order. `?1` is the account, or NULL.
    private static let parts = [
        """
        SELECT 'c', c.id, c.state, c.updated_at, ifnull(c.verdict, ''), ifnull(c.decided_at, '') FROM corrections c
        JOIN identities i ON i.id = c.identity
        WHERE (?1 IS NULL OR i.account = ?1) AND (c.state NOT IN ('settled', 'superseded') OR c.verdict IS NOT NULL) ORDER BY c.id
        """,
        """
        SELECT 'd', d.id, d.state, ifnull(d.correction, '') FROM drifts d JOIN identities i ON i.id = d.identity
        WHERE (?1 IS NULL OR i.account = ?1) AND d.ended_at IS NULL ORDER BY d.id
        """,
        "SELECT 'e', id, ifnull(until, '') FROM exceptions WHERE (?1 IS NULL OR account = ?1) AND ended_at IS NULL ORDER BY id",
        """
        SELECT 'a', name, is_silence_latched, ifnull(last_complete_at, '') FROM account_states
        WHERE (?1 IS NULL OR name = ?1) ORDER BY name
        """
    ]

    func stamp(account: String?) throws -> DecisionStamp {
        var hasher = SHA256()
        for part in Self.parts {
            for row in try self.database.rows(part, [account]) {
                let texts = row.databaseValues.map { String.fromDatabaseValue($0) ?? "\($0)" }
                hasher.update(data: Data((texts.joined(separator: "\u{0}") + "\n").utf8))
            }
        }
        return DecisionStamp(account: account, digest: Data(hasher.finalize()).base64EncodedString())
    }

    /// Whether nobody has decided anything since these were read.
    func hold(_ stamps: [DecisionStamp]) throws -> Bool { try stamps.allSatisfy { try self.stamp(account: $0.account) == $0 } }
}
