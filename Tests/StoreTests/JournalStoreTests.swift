import Foundation
import GRDB
import ReconcileCore
import Testing

@testable import Store

@Suite struct JournalStoreTests {
    private func bench(entries: Int) async throws -> Bench {
        let bench = try Bench()
        for number in 0..<entries {
            var commit = Commit()
            commit.journal = [Samples.entry(.driftDetected, "entry \(number)")]
            _ = try await bench.store.commit(commit)
        }
        return bench
    }

    private func firstFault(_ store: any StateQueries, page: Int = 2) async throws -> String? {
        var head = JournalHead(entries: 0, hash: JournalChain.genesisHash)
        while true {
            let entries = try await store.journal(fromSequence: head.entries + 1, countMax: page)
            if entries.isEmpty { return nil }
            for entry in entries {
                if let fault = JournalChain.fault(in: entry, afterSequence: head.entries, previousHash: head.hash) { return fault }
                head = JournalHead(entries: entry.sequence, hash: entry.hash)
            }
        }
    }

    @Test func theChainVerifiesAcrossCommitsAndReopening() async throws {
        let bench = try await self.bench(entries: 5)
        try bench.store.close()
        let again = try bench.folder.store()
        var commit = Commit()
        commit.journal = [Samples.entry(), Samples.entry(.driftEnded)]
        let receipt = try await again.commit(commit)
        #expect(receipt.head.entries == 7)
        #expect(try await again.journalHead() == receipt.head)
        #expect(try await self.firstFault(again) == nil)
        #expect(try await again.journal(fromSequence: 6, countMax: 1).map(\.sequence) == [6])
        #expect(try await again.journal(fromSequence: 1, countMax: 0).isEmpty)
        #expect(try await again.journal(fromSequence: 1, countMax: -1).isEmpty)
        #expect(try await again.journal(fromSequence: .min, countMax: .max).count == 7)
    }

    @Test func anEmptyCommitWritesNothingAndTellsTheHead() async throws {
        let bench = try await self.bench(entries: 2)
        let before = try await bench.store.journalHead()
        #expect(try await bench.store.commit(Commit()).head == before)
    }

    @Test(arguments: [
        "UPDATE journal SET body = 'x' WHERE sequence = 2", "DELETE FROM journal WHERE sequence = 3", "DELETE FROM journal",
        "INSERT OR REPLACE INTO journal SELECT sequence, 'x', previous_hash, hash FROM journal WHERE sequence = 2",
        "INSERT INTO journal VALUES (5, 'x', printf('%064d', 0), printf('%064d', 0))",
        "INSERT INTO journal VALUES (4, 'x', printf('%064d', 0), printf('%064d', 0))",
        "INSERT INTO journal_checkpoints (up_to_sequence, hash, state, archive, archived_at) "
            + "SELECT 2, printf('%064d', 0), (SELECT hash FROM contents LIMIT 1), 'a', 't'"
    ])
    func theDatabaseItselfRefusesToRewriteHistory(sql: String) async throws {
        let bench = try await self.bench(entries: 3)
        try await bench.sql("INSERT INTO contents VALUES (randomblob(32), 'null')")
        let head = try await bench.store.journalHead()
        #expect(await storeError { try await bench.sql(sql) }?.code == .constraintViolated)
        #expect(try await bench.store.journalHead() == head)
        #expect(try await self.firstFault(bench.store) == nil)
    }

    @Test func entriesBehindAnArchivedCheckpointMayGoAndTheChainGoesOn() async throws {
        let bench = try await self.bench(entries: 4)
        try await bench.sql("INSERT INTO contents VALUES (randomblob(32), 'null')")
        try await bench.sql(
            """
            INSERT INTO journal_checkpoints (up_to_sequence, hash, state, archive, archived_at)
            SELECT 4, hash, (SELECT hash FROM contents LIMIT 1), '/a', 't' FROM journal WHERE sequence = 4
            """)
        let head = try await bench.store.journalHead()
        try await bench.sql("DELETE FROM journal")
        #expect(try await bench.store.journalHead() == head)
        var commit = Commit()
        commit.journal = [Samples.entry()]
        #expect(try await bench.store.commit(commit).head.entries == 5)
        #expect(await storeError { try await bench.sql("DELETE FROM journal") }?.code == .constraintViolated)
        #expect(await storeError { try await bench.sql("DELETE FROM journal_checkpoints") }?.code == .constraintViolated)
    }

    @Test func aRowThatSomebodyChangedIsFound() async throws {
        let bench = try await self.bench(entries: 4)
        try await bench.sql("DROP TRIGGER journal_entries_do_not_change")
        try await bench.sql("UPDATE journal SET body = replace(body, 'entry 2', 'entry X') WHERE sequence = 3")
        #expect(try await self.firstFault(bench.store) == "entry 3 was changed: its hash does not fit its content")
    }
}
