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

    /// A copy of the database as it is at one instant, made with a connection that only reads; the daemon may be at work. Blocks.
    ///
    /// `destination` gets mode 0640, and appears only when it is complete, durable and checked; until then it is `<destination>.partial`.
    /// - Throws: `destinationExists`, `cannotOpen`, `notOurs`, `corrupt`, `diskFull`, `readOnly`, `busy` while another backup to it runs.
    package static func backup(from path: String, to destination: String) throws(StoreError) {
        try DatabaseBackup(source: DatabaseFile(path: path).path, destination: DatabaseFile(path: destination).path).make()
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
        let receipt = try await self.access.write { database -> CommitReceipt? in
            guard try DecisionTable(database: database).hold(commit.basis) else { return nil }
            return CommitReceipt(head: try CommitWriter(database: database).write(commit))
        }
        guard let receipt else { throw StateConflict() }
        return receipt
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
        // Last, because it needs room on the disk before it makes any.
        if retention.journalSeconds > 0 { try await self.archiveJournal(olderThan: date.addingTimeInterval(-retention.journalSeconds), at: date) }
    }

    private func archiveJournal(olderThan limit: Date, at date: Date) async throws {
        for portion in 1...JournalArchive.portionsMax {
            guard try await self.archivePortion(olderThan: limit, at: date) else {
                if portion > 1 { try await self.access.maintain { try RetentionSweep.giveBackSpace($0) } }
                return
            }
        }
    }

    /// - Returns: whether there was anything to archive.
    private func archivePortion(olderThan limit: Date, at date: Date) async throws -> Bool {
        let found = try await self.access.read { database -> (portion: JournalArchive.Portion, lines: String)? in
            let archive = JournalArchive(database: database)
            return try archive.portion(olderThan: limit).map { ($0, try archive.lines(of: $0)) }
        }
        guard let found else { return false }
        let file = ArchiveFile(database: self.access.path, portion: found.portion)
        try file.write(found.lines)
        return try await self.access.write { database in
            let archive = JournalArchive(database: database)
            // A correction that has been opened meanwhile keeps its entries.
            guard try archive.portion(olderThan: limit) == found.portion else { return false }
            try archive.release(found.portion, archive: file.path, at: date)
            return true
        }
    }
}
