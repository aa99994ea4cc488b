import Foundation
import GRDB
import Migrations

/// Brings a database to the newest schema, one migration a transaction.
struct SchemaMigrator {
    let path: String
    let migrations: [Migration]

    /// Copies kept beside the database for one and the same step.
    private static let copiesMax = 9

    /// - Throws: `migrationFailed`, and then the database is as before the failing migration.
    func migrate(_ pool: DatabasePool) throws {
        try pool.writeWithoutTransaction { database in
            let version = try SchemaVersion.current(database)
            try SchemaVersion.requireNotNewer(version, than: self.migrations.count, path: self.path)
            let pending = self.migrations.filter { $0.number > version }
            guard let first = pending.first else { return }
            if version > 0 { try self.copy(database, before: first) }
            for migration in pending { try self.apply(migration, to: database) }
        }
    }

    private func apply(_ migration: Migration, to database: Database) throws {
        // Tables are rebuilt without their references being enforced meanwhile: https://www.sqlite.org/lang_altertable.html#otheralter
        try database.execute(sql: "PRAGMA foreign_keys = OFF")
        defer { try? database.execute(sql: "PRAGMA foreign_keys = ON") }
        do {
            try database.inTransaction(.immediate) {
                try database.execute(
                    sql: """
                        CREATE TABLE IF NOT EXISTS schema_migrations (
                            number INTEGER PRIMARY KEY, name TEXT NOT NULL, sql_hash TEXT NOT NULL, applied_at TEXT NOT NULL
                        ) STRICT
                        """)
                try database.execute(sql: migration.sql)
                try database.checkForeignKeys()
                try database.execute(
                    sql: "INSERT INTO schema_migrations VALUES (?, ?, ?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))",
                    arguments: [migration.number, migration.name, ContentHash(of: migration.sql).hexadecimal])
                try database.execute(sql: "PRAGMA user_version = \(migration.number)")
                return .commit
            }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_ERROR || error.resultCode == .SQLITE_CONSTRAINT {
            throw StoreError(
                code: .migrationFailed,
                message: "the database \(self.path) cannot be brought to schema \(migration.name): \(error.message ?? "no message"); "
                    + "it is as before, with the version that wrote it everything works",
                extendedResultCode: error.extendedResultCode.rawValue)
        }
    }

    /// `<database>.before-NNNN`, complete and durable before anything is changed; an earlier copy is never overwritten.
    private func copy(_ database: Database, before migration: Migration) throws {
        let number = String(migration.number)
        let base = self.path + ".before-" + String(repeating: "0", count: max(0, 4 - number.count)) + number
        let candidates = [base] + (2...Self.copiesMax).map { "\(base)-\($0)" }
        for candidate in candidates {
            let descriptor = open(candidate, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o640)
            if descriptor < 0 && errno == EEXIST { continue }
            guard descriptor >= 0 else { throw DatabaseFile.failure(opening: candidate, errno: errno) }
            defer { _ = close(descriptor) }
            do {
                try database.execute(sql: "VACUUM INTO ?", arguments: [candidate])
            } catch {
                _ = unlink(candidate)
                throw error
            }
            guard fsync(descriptor) == 0 else { throw DatabaseFile.failure(opening: candidate, errno: errno) }
            return
        }
        throw StoreError(
            code: .migrationFailed,
            message: "no copy of the database could be made before migrating: \(candidates.count) copies \(base)… are there already; "
                + "find out why earlier attempts failed, and move them away")
    }
}
