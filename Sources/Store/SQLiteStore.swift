package import Foundation
import GRDB
import Migrations
package import ReconcileCore

/// The state of the product in one SQLite file.
///
/// Each call is one transaction on one consistent state. Errors are `StoreError`s.
package struct SQLiteStore: Sendable {
    let access: any DatabaseAccess

    /// Unit: seconds. How long a lock held by somebody else is waited for.
    static let busySeconds = 5.0

    /// The daemon's database: made where there is none (its folder must exist), migrated where its schema is older.
    ///
    /// Take the `InstanceLock` first. Nothing is changed in a file that is damaged, newer, or of another application;
    /// before a migration a copy is made, `<path>.before-NNNN`. Blocks.
    package static func open(path: String) throws(StoreError) -> SQLiteStore {
        try Self.open(path: path, migrations: Migration.all, busySeconds: Self.busySeconds)
    }

    /// The operator's view of the database of a daemon that is up, has stopped or was killed. Creates and writes nothing.
    /// - Throws: `cannotOpen`, `notOurs`, `corrupt`, `schemaTooNew`, `schemaTooOld`. Blocks.
    package static func openReadOnly(path: String) throws(StoreError) -> any StateQueries {
        let file = DatabaseFile(path: path)
        let access = ReadOnlyAccess(path: file.path)
        // Tells a file that is missing from one that may not be opened.
        let version = try access.readNow { database in
            guard try file.check() == .database else {
                throw StoreError(code: .cannotOpen, message: "the database \(file.path) is empty: has the daemon run, and is that its path?")
            }
            return try SchemaVersion.current(database)
        }
        try SchemaVersion.requireReadable(version, known: Migration.all.count, path: file.path)
        return SQLiteStore(access: access)
    }

    static func open(path: String, migrations: [Migration], busySeconds: Double) throws(StoreError) -> SQLiteStore {
        SQLiteStore(access: try PoolAccess(path: path, migrations: migrations, busySeconds: busySeconds))
    }

    /// Writes the log back into the file, as a clean stop does; calls after it throw `closed`.
    package func close() throws(StoreError) { try self.access.close() }
}

extension SQLiteStore: StateStore {
    package func applyDesired(_ change: DesiredChange) async throws -> DesiredChangeResult {
        try await self.access.write { try DesiredTable(database: $0).apply(change) }
    }

    package func beginPass(account: String, isWhole: Bool, at date: Date) async throws -> PassRecord {
        try await self.access.write { try PassTable(database: $0).begin(account: account, isWhole: isWhole, at: date) }
    }

    package func commit(_ commit: Commit) async throws -> CommitReceipt {
        if commit.isEmpty { return CommitReceipt(head: try await self.journalHead()) }
        return try await self.access.write { database in
            for correction in commit.corrections { try CorrectionTable(database: database).save(correction) }
            for drift in commit.drifts { try DriftTable(database: database).save(drift) }
            for window in commit.windows { try WindowTable(database: database).save(window) }
            for observed in commit.observed { try ObservedTable(database: database).save(observed) }
            for identity in commit.forgotten { try ObservedTable(database: database).forget(identity) }
            for account in commit.accounts { try AccountTable(database: database).save(account) }
            if let pass = commit.pass { try PassTable(database: database).update(pass) }
            for change in commit.notices { try OutboxTable(database: database).collect(change) }
            return CommitReceipt(head: try JournalTable(database: database).append(commit.journal))
        }
    }

    package func sealNotices(
        passID: Int?, events: [NoticeEvent]?, webhooks: [WebhookSettings], at date: Date
    ) async throws -> [Notice] {
        try await self.access.write { database in
            try OutboxTable(database: database).seal(passID: passID, events: events, webhooks: webhooks, at: date)
        }
    }

    package func dueDeliveries(webhook: String, at date: Date, countMax: Int) async throws -> [Delivery] {
        try await self.access.read { try DeliveryTable(database: $0).due(webhook: webhook, at: date, countMax: countMax) }
    }

    package func updateDelivery(_ delivery: Delivery) async throws {
        try await self.access.write { try DeliveryTable(database: $0).update(delivery) }
    }

    package func recordDaemon(_ run: DaemonRun) async throws {
        try await self.access.write { try DaemonTable(database: $0).save(run) }
    }

    package func prune(_ retention: Retention, at date: Date) async throws {
        if retention.snapshotsSeconds > 0 {
            let limit = date.addingTimeInterval(-retention.snapshotsSeconds)
            try await self.access.write { try RetentionSweep(database: $0).deleteOlder(than: limit) }
            try await self.access.maintain { try RetentionSweep.deleteUnreferenced($0) }
        }
        try await self.access.maintain { try RetentionSweep.giveBackSpace($0) }
    }
}
