import Foundation
import GRDB

/// Looks for damage before anything is written.
enum IntegrityProbe {
    /// Above this size only the schema is looked at: reading all of a large file would delay each start.
    private static let quickCheckBytesMax = 64 << 20

    /// - Throws: `corrupt`.
    static func check(_ database: Database, path: String) throws {
        let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
        let pageSize = try Int.fetchOne(database, sql: "PRAGMA page_size") ?? 0
        let (bytes, overflow) = pages.multipliedReportingOverflow(by: pageSize)
        guard !overflow, bytes <= Self.quickCheckBytesMax else {
            _ = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema")
            return
        }
        let verdict = try String.fetchOne(database, sql: "PRAGMA quick_check(1)") ?? "no answer"
        guard verdict == "ok" else {
            throw StoreError(
                code: .corrupt,
                message: "the database \(path) is damaged (\(verdict)): nothing was changed in it; stop the daemon, keep the file, "
                    + "and put a backup in its place",
                extendedResultCode: ResultCode.SQLITE_CORRUPT.rawValue)
        }
    }
}
