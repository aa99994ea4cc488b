import Foundation
import GRDB
import Migrations
import ReconcileCore
import Testing

@testable import Store

@Suite struct MigrationTests {
    /// What has been released never changes. A new file adds a line.
    private static let pinned = [
        "0001_initial": "14c30014153f042af490bc1e54a1b795240cfb4347e78e2a85d5989c70f555c8",
        "0002_decisions_and_exceptions": "8fc6228f64e768c66d3507a43aaf81f5bb5ecc0cc8e53fadc8cfb792da84eb3d",
        "0003_what_drifts_do_to_access": "64d2a9175693f93892a54ee8bb0b7d3645ea40ecba26e60cbaf9e12c3522bf19",
        "0004_older_database": "2688cb41393213e71376e103d69197cfc07cd6ac2a10170ca9808d020b94b96d",
        "0005_blueprints": "acfbb5daeebc15f9bc69163a6291972f9d2731bb32812143acca782a14a85acf",
        "0006_chains": "66639b3868a274c294a3530a8f3055519b3956f30cd7ef6b8b85d255f3b8629d",
        "0007_who_changed": "44cdffcba536a2de45ace4af323b8b104ec6c54e363eaf8f865b8d360963b6c5"
    ]

    @Test func releasedMigrationsAreUnchanged() {
        let found = Dictionary(uniqueKeysWithValues: Migration.all.map { ($0.name, ContentHash(of: $0.sql).hexadecimal) })
        #expect(found == Self.pinned)
        #expect(Migration.all.map(\.number) == Array(1...Self.pinned.count))
    }

    @Test(arguments: Migration.all.map(\.number))
    func eachReleasedSchemaIsBroughtForward(number: Int) async throws {
        let folder = try TemporaryFolder()
        let old = try folder.store(migrations: Array(Migration.all.prefix(number)))
        try old.close()
        let store = try folder.store()
        var commit = Commit()
        commit.journal = [Samples.entry()]
        _ = try await store.commit(commit)
        #expect(try await store.journalHead().entries == 1)
        let fresh = try Bench()
        let schema = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name"
        let migrated = try await store.access.read { try String.fetchAll($0, sql: schema) }
        #expect(try await fresh.store.access.read { try String.fetchAll($0, sql: schema) } == migrated)
    }

    /// What a daemon of the first release has stored of a correction.
    private static let firstCorrection = """
        INSERT INTO identities VALUES (1, 'prod/role/a', 'prod', NULL, 'Role', 'a');
        INSERT INTO corrections VALUES ('c-1', 1, '["path"]', '[]', 'grant', 'intended', 'why', 'plan', 2, NULL, 7,
            '2026-01-02T03:04:05.678Z', '2026-01-02T03:04:06.000Z');
        """

    @Test func aCorrectionOfTheFirstSchemaIsKept() async throws {
        let folder = try TemporaryFolder()
        try folder.store(migrations: Array(Migration.all.prefix(1))).close()
        try folder.raw { try $0.execute(sql: Self.firstCorrection) }
        let store = try folder.store()
        let kept = try #require(try await store.corrections(of: nil, includingFinal: false).first)
        #expect(kept.id == "c-1" && kept.state == .intended && kept.attempts == 2 && kept.aspects == [AspectName("path")])
        #expect(kept.sentAt == nil && kept.decision == nil)
        #expect(try await store.exceptions(includingEnded: true).isEmpty)
        #expect(folder.names.contains("state.sqlite.before-0002"))
    }

    /// What a daemon of the second release has stored of a drift.
    private static let secondDrift = """
        INSERT INTO identities VALUES (1, 'prod/role/a', 'prod', NULL, 'Role', 'a');
        INSERT INTO contents (hash, text) VALUES (zeroblob(32), '[]');
        INSERT INTO drifts VALUES ('d-1', 1, 'trustPolicy', 'modified', 'undetermined', 'high', 'open', NULL, zeroblob(32), NULL, NULL,
            '2026-01-02T03:04:05.678Z', '2026-01-02T03:04:06.000Z', 7, NULL, NULL, NULL);
        """

    @Test func aDriftOfTheSecondSchemaIsKeptToBeJudgedAgain() async throws {
        let folder = try TemporaryFolder()
        try folder.store(migrations: Array(Migration.all.prefix(2))).close()
        try folder.raw { try $0.execute(sql: Self.secondDrift) }
        let kept = try #require(try await folder.store().drifts(of: nil, includingEnded: false).first)
        #expect(kept.assessment == Assessment(.undetermined, .high) && kept.assessedOn == nil && kept.state == .open)
    }

    /// What a daemon of the fourth release has stored of a role that somebody wrote.
    private static let fourthResource = """
        INSERT INTO identities VALUES (1, 'prod/Role/a', 'prod', NULL, 'Role', 'a');
        INSERT INTO contents (hash, text) VALUES (zeroblob(32), '{}'), (randomblob(32), '{"ownership":"exclusive","deletion":"retain","ignore":[]}');
        INSERT INTO revisions VALUES (1, '2026-01-02T03:04:05.678Z', 'ann', NULL);
        INSERT INTO resources SELECT 1, zeroblob(32), hash, zeroblob(32), 'api', NULL, NULL, 1, 0 FROM contents WHERE text <> '{}';
        """

    @Test func aResourceOfTheFourthSchemaIsNobodysButItsAuthors() async throws {
        let folder = try TemporaryFolder()
        try folder.store(migrations: Array(Migration.all.prefix(4))).close()
        try folder.raw { try $0.execute(sql: Self.fourthResource) }
        let kept = try #require(try await folder.store().desiredResources().first)
        #expect(kept.identity.description == "prod/Role/a" && kept.blueprints.isEmpty && kept.ownSpec == nil && kept.isWritten)
    }

    private var broken: [Migration] {
        let number = Migration.all.count + 1
        return Migration.all + [Migration(number: number, name: "next", sql: "CREATE TABLE more (a TEXT) STRICT; CREATE TABLE more (b TEXT)")]
    }

    @Test func anOlderDatabaseIsCopiedBeforeItIsMigrated() async throws {
        let folder = try TemporaryFolder()
        let old = try folder.store()
        var commit = Commit()
        commit.journal = [Samples.entry()]
        let head = try await old.commit(commit).head
        try old.close()
        let more = Migration(number: Migration.all.count + 1, name: "next", sql: "ALTER TABLE passes ADD COLUMN note TEXT;")
        let store = try folder.store(migrations: Migration.all + [more])
        #expect(try await store.journalHead() == head)
        let copy = "state.sqlite.before-000\(Migration.all.count + 1)"
        #expect(folder.names.contains(copy))
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + "/" + copy)
        #expect(attributes[.posixPermissions] as? Int == 0o640)
        let before = try SQLiteStore.openReadOnly(path: folder.path + "/" + copy)
        #expect(try await before.journalHead() == head)
        let tooNew = #expect(throws: StoreError.self) { try SQLiteStore.openReadOnly(path: folder.database) }
        #expect(tooNew?.code == .schemaTooNew)
    }

    @Test func aFailingMigrationLeavesTheDatabaseAsItWas() async throws {
        let folder = try TemporaryFolder()
        try folder.store().close()
        for attempt in 1...2 {
            let error = #expect(throws: StoreError.self) { try folder.store(migrations: self.broken) }
            #expect(error?.code == .migrationFailed)
            #expect(folder.names.filter { $0.contains("before") }.count == attempt, "no copy is overwritten")
        }
        let store = try folder.store()
        #expect(try await store.access.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM sqlite_schema WHERE name = 'more'") } == 0)
    }

    @Test func anOlderSchemaIsNotReadByAReader() throws {
        let folder = try TemporaryFolder()
        try folder.store(migrations: []).close()
        let error = #expect(throws: StoreError.self) { try SQLiteStore.openReadOnly(path: folder.database) }
        #expect(error?.code == .schemaTooOld)
    }
}
