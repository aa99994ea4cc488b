import GRDB
import Migrations

/// How the schema of a database relates to the one that this program knows.
enum SchemaVersion {
    static func current(_ database: Database) throws -> Int {
        try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    }

    static func requireNotNewer(_ found: Int, than known: Int, path: String) throws(StoreError) {
        guard found <= known else {
            throw StoreError(
                code: .schemaTooNew,
                message: "the database \(path) was written by a newer version (schema \(found), this version knows \(known)): "
                    + "nothing was changed in it; install that version, or put back the copy made before its upgrade")
        }
    }

    /// For readers, who cannot migrate.
    static func requireReadable(_ found: Int, known: Int, path: String) throws(StoreError) {
        try Self.requireNotNewer(found, than: known, path: path)
        guard found == known else {
            throw StoreError(
                code: .schemaTooOld,
                message: "the database \(path) has the older schema \(found) (this version reads \(known)): "
                    + "start `reconciled` of this version once, which migrates it")
        }
    }
}
