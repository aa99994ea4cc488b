import Foundation
import GRDB
import IAMPolicy
import ReconcileCore
import Testing

@testable import Store

@Suite struct JournalArchiveTests {
    private func entry(_ seconds: Double, correction: String? = nil) -> JournalDraft {
        JournalDraft(.driftDetected, at: Samples.later(seconds), resource: Samples.role, correctionID: correction)
    }

    private func bench(_ entries: [JournalDraft], corrections: [CorrectionRecord] = []) async throws -> Bench {
        let bench = try Bench()
        var commit = Commit()
        commit.journal = entries
        commit.corrections = corrections
        _ = try await bench.store.commit(commit)
        return bench
    }

    private func sequences(_ store: any StateQueries) async throws -> [Int] {
        try await store.journal(fromSequence: 1, countMax: 100_000).map(\.sequence)
    }

    /// Keeps the journal for 100 seconds, and nothing else.
    private func prune(_ store: SQLiteStore, at seconds: Double) async throws {
        try await store.prune(Retention(journalSeconds: 100, snapshotsSeconds: 0), at: Samples.later(seconds))
    }

    private func fault(_ entries: [JournalEntry], after checkpoint: JournalHead?) -> String? {
        var head = checkpoint ?? JournalHead(entries: 0, hash: JournalChain.genesisHash)
        for entry in entries {
            if let fault = JournalChain.fault(in: entry, afterSequence: head.entries, previousHash: head.hash) { return fault }
            head = JournalHead(entries: entry.sequence, hash: entry.hash)
        }
        return nil
    }

    private func archived(_ bench: Bench) throws -> [JournalEntry] {
        let files = bench.folder.names.filter { $0.contains(".journal-") }
        let lines = try files.flatMap { String(decoding: try bench.folder.bytes($0), as: UTF8.self).split(separator: "\n") }
        return try lines.map { line in
            let json = try JSONReader.parse(String(line))
            return JournalEntry(
                sequence: json["sequence"]?.intValue ?? -1, body: json["body"]?.stringValue ?? "",
                previousHash: json["previousHash"]?.stringValue ?? "", hash: json["hash"]?.stringValue ?? "")
        }.sorted { $0.sequence < $1.sequence }
    }

    /// Retention is half-open: what is exactly as old as it is kept.
    @Test(arguments: [(100.0, 0), (100.002, 1), (101.002, 2), (1e6, 4)])
    func onlyEntriesOlderThanTheRetentionGo(now: Double, count: Int) async throws {
        let bench = try await self.bench((0..<4).map { self.entry(Double($0)) })
        let head = try await bench.store.journalHead()
        let whole = try await bench.store.journal(fromSequence: 1, countMax: 10)
        #expect(try await bench.store.journalCheckpoint() == nil)
        try await self.prune(bench.store, at: now)
        #expect(try await self.sequences(bench.store) == Array(count..<4).map { $0 + 1 })
        let checkpoint = try await bench.store.journalCheckpoint()
        #expect(checkpoint?.entries == (count > 0 ? count : nil) && checkpoint?.hash == (count > 0 ? whole[count - 1].hash : nil))
        #expect(try self.archived(bench) == Array(whole.prefix(count)))
        #expect(try await bench.store.journalHead() == head)
        #expect(self.fault(try await bench.store.journal(fromSequence: 1, countMax: 10), after: checkpoint) == nil)
    }

    @Test func zeroIsForEver() async throws {
        let bench = try await self.bench([self.entry(0)])
        try await bench.store.prune(Retention(journalSeconds: 0, snapshotsSeconds: 1), at: Samples.later(1e9))
        #expect(try await self.sequences(bench.store) == [1])
        #expect(try await bench.store.journalCheckpoint() == nil)
    }

    @Test func theChainGoesOnAcrossArchivings() async throws {
        let bench = try await self.bench([self.entry(0), self.entry(1)])
        try await self.prune(bench.store, at: 1000)
        var commit = Commit()
        commit.journal = [self.entry(1000), self.entry(1001)]
        #expect(try await bench.store.commit(commit).head.entries == 4)
        try await self.prune(bench.store, at: 1000.5 + 100)
        #expect(try await bench.store.journalCheckpoint()?.entries == 3)
        #expect(try await self.sequences(bench.store) == [4])
        #expect(bench.folder.names.filter { $0.contains(".journal-") } == ["state.sqlite.journal-1-2.jsonl", "state.sqlite.journal-3-3.jsonl"])
        let last = try await bench.store.journal(fromSequence: 1, countMax: 10)
        #expect(self.fault(try self.archived(bench) + last, after: nil) == nil, "files and database are one chain")
        try bench.store.close()
        let again = try bench.folder.store()
        #expect(try await again.commit(commit).head.entries == 6)
    }

    @Test(arguments: CorrectionState.allCases)
    func entriesOfOpenCorrectionsStayAndSoDoesWhatFollows(state: CorrectionState) async throws {
        let entries = [self.entry(0), self.entry(1, correction: "c-1"), self.entry(2)]
        let bench = try await self.bench(entries, corrections: [Samples.correction("c-1", state: state)])
        try await self.prune(bench.store, at: 1e6)
        #expect(try await self.sequences(bench.store) == (state.isFinal ? [] : [2, 3]))
    }

    @Test func anOpenWindowKeepsTheEntriesOfItsCorrection() async throws {
        let bench = try await self.bench(
            [self.entry(0, correction: "c-1")], corrections: [Samples.correction("c-1", state: .superseded)])
        var commit = Commit()
        commit.windows = [Samples.window(correction: "c-1")]
        _ = try await bench.store.commit(commit)
        try await self.prune(bench.store, at: 1e6)
        #expect(try await self.sequences(bench.store) == [1])
        commit.windows[0].isClosed = true
        _ = try await bench.store.commit(commit)
        try await self.prune(bench.store, at: 1e6)
        #expect(try await self.sequences(bench.store).isEmpty)
    }

    @Test func theCheckpointCarriesWhatIsOpen() async throws {
        let bench = try await self.bench(
            [self.entry(0), self.entry(1, correction: "c-1")],
            corrections: [Samples.correction("c-1", state: .queued), Samples.correction("c-2", state: .settled)])
        var commit = Commit()
        var ended = Samples.drift("d-2")
        ended.end = DriftEnd(reason: .settled, at: Samples.start)
        commit.drifts = [Samples.drift("d-1"), ended]
        commit.windows = [Samples.window("w-1", correction: "c-1")]
        _ = try await bench.store.commit(commit)
        try await self.prune(bench.store, at: 1e6)
        let text = try await bench.store.access.read { database in
            try String.fetchOne(
                database, sql: "SELECT text FROM journal_checkpoints JOIN contents ON contents.hash = journal_checkpoints.state")
        }
        let state = try JSONReader.parse(try #require(text))
        #expect(state["corrections"]?.arrayValue?.map { $0["id"] } == ["c-1"])
        #expect(state["corrections"]?.arrayValue?.first?["identity"] == .string(Samples.role.key))
        #expect(state["mutations"]?.arrayValue?.first?["operation"] == "PutRolePolicy")
        #expect(state["mutations"]?.arrayValue?.first?["pre_image"] == ["document": Samples.document])
        #expect(state["mutation_writes"]?.arrayValue?.count == 2)
        #expect(state["drifts"]?.arrayValue?.map { $0["id"] } == ["d-1"])
        #expect(state["drifts"]?.arrayValue?.first?["desired"] == Samples.document)
        #expect(state["drifts"]?.arrayValue?.first?["live"] == nil, "absent is not null")
        #expect(state["windows"]?.arrayValue?.first?["pre_image"] == .null)
        try await bench.store.prune(Retention(journalSeconds: 100, snapshotsSeconds: 1), at: Samples.later(1e9))
        let problems = try await bench.store.access.read { try Row.fetchAll($0, sql: "PRAGMA foreign_key_check").count }
        #expect(problems == 0, "the state outlasts the sweep of unused values")
    }

    @Test func nothingLeavesTheDatabaseThatIsNotInAFile() async throws {
        let bench = try await self.bench([self.entry(0)])
        let inTheWay = bench.folder.database + ".journal-1-1.jsonl"
        try FileManager.default.createDirectory(atPath: inTheWay + "/x", withIntermediateDirectories: true)
        #expect(await storeError { try await self.prune(bench.store, at: 1e6) }?.code == .cannotOpen)
        #expect(try await self.sequences(bench.store) == [1])
        #expect(try await bench.store.journalCheckpoint() == nil)
        #expect(!bench.folder.names.contains { $0.hasSuffix(".partial") })
        try FileManager.default.removeItem(atPath: inTheWay)
        try Data("half".utf8).write(to: URL(fileURLWithPath: inTheWay))
        try await self.prune(bench.store, at: 1e6)
        #expect(try self.archived(bench).map(\.sequence) == [1], "what was interrupted is done again")
        let mode = try FileManager.default.attributesOfItem(atPath: inTheWay)[.posixPermissions] as? Int
        #expect(mode == 0o640)
    }

    @Test func aLargeJournalGoesInPortions() async throws {
        let count = JournalArchive.entriesMax + 1
        let bench = try await self.bench((0..<count).map { _ in self.entry(0) })
        try await self.prune(bench.store, at: 1e6)
        #expect(try await self.sequences(bench.store).isEmpty)
        #expect(try await bench.count("journal_checkpoints") == 2)
        #expect(try await bench.store.journalHead().entries == count)
        let archived = try self.archived(bench)
        #expect(archived.count == count && self.fault(archived, after: nil) == nil)
    }
}
