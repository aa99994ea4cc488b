import Foundation
import GRDB
import IAMPolicy
import ReconcileCore
import Testing

@testable import Store

@Suite struct CommitTests {
    private func everything() -> Commit {
        var commit = Commit()
        commit.journal = [Samples.entry()]
        commit.drifts = [Samples.drift()]
        commit.corrections = [Samples.correction()]
        commit.windows = [Samples.window()]
        commit.observed = [Samples.observed()]
        commit.accounts = [AccountState(name: "prod")]
        commit.exceptions = [
            OperatorException(
                id: "x-1", kind: .pause, account: "prod", resource: Samples.role, aspect: nil, reason: "r", owner: "o", createdAt: Samples.start,
                until: nil)
        ]
        commit.chains = [ChainRecord(blueprint: Samples.role, link: ChainLink("a", .ok), since: Samples.start, position: 0)]
        commit.notices = [Samples.change()]
        return commit
    }

    private static let tables = [
        "journal", "drifts", "corrections", "mutations", "mutation_writes", "windows", "observed_resources", "observed_aspects",
        "account_states", "exceptions", "chain_links", "notice_changes", "contents", "identities"
    ]

    /// Each breaks another part of the commit; the last ones only as the transaction ends.
    @Test(arguments: ["pass", "window", "drift", "journal", "length"])
    func nothingOfAFailingCommitStays(part: String) async throws {
        let bench = try Bench()
        var commit = self.everything()
        switch part {
        case "pass": commit.pass = PassRecord(id: 99, account: "prod", isWhole: true, startedAt: Samples.start)
        case "window": commit.windows = [Samples.window(correction: "c-nowhere")]
        case "drift":
            var drift = Samples.drift()
            drift.correctionID = "c-nowhere"
            commit.drifts = [drift]
        case "journal":
            try await bench.sql("CREATE TRIGGER broken BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'injected'); END")
        default:
            let window = Samples.window()
            commit.windows = [
                PropagationWindow(
                    id: window.id, resource: window.resource, correctionID: window.correctionID, write: window.write,
                    openedAt: window.openedAt, length: .infinity)
            ]
        }
        let failing = commit
        let error = await storeError { _ = try await bench.store.commit(failing) }
        let codes: [String: StoreError.Code] = ["pass": .notFound, "length": .unusableValue]
        #expect(error?.code == codes[part] ?? .constraintViolated)
        for table in Self.tables { #expect(try await bench.count(table) == 0, "\(table) is not empty") }
    }

    @Test func aWholeCommitStays() async throws {
        let bench = try Bench()
        _ = try await bench.store.commit(self.everything())
        for table in Self.tables { #expect(try await bench.count(table) > 0, "\(table) is empty") }
    }

    @Test func aDriftMayNameACorrectionOfTheSameCommit() async throws {
        let bench = try Bench()
        var commit = self.everything()
        commit.drifts[0].correctionID = commit.corrections[0].id
        _ = try await bench.store.commit(commit)
        #expect(try await bench.store.drifts(of: nil, includingEnded: false).map(\.correctionID) == ["c-0000000000000001"])
    }

    @Test func aCancelledTaskStillRecords() async throws {
        let bench = try Bench()
        let commit = self.everything()
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            _ = try await bench.store.commit(commit)
            return try await bench.store.journalHead().entries
        }
        task.cancel()
        #expect(try await task.value == 1)
    }

    @Test func commitsFromManyTasksGiveOneChain() async throws {
        let bench = try Bench()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<50 {
                group.addTask {
                    var commit = Commit()
                    commit.journal = [Samples.entry(.driftDetected, "\(number)"), Samples.entry(.driftEnded, "\(number)")]
                    _ = try await bench.store.commit(commit)
                    _ = try await bench.store.drifts(of: nil, includingEnded: true)
                }
            }
            try await group.waitForAll()
        }
        var head = JournalHead(entries: 0, hash: JournalChain.genesisHash)
        for entry in try await bench.store.journal(fromSequence: 1, countMax: 1000) {
            #expect(JournalChain.fault(in: entry, afterSequence: head.entries, previousHash: head.hash) == nil)
            head = JournalHead(entries: entry.sequence, hash: entry.hash)
        }
        #expect(head.entries == 100)
    }

    @Test func equalValuesAreStoredOnce() async throws {
        let bench = try Bench()
        var commit = Commit()
        commit.drifts = (1...20).map { Samples.drift("d-\($0)") }
        commit.corrections = (1...20).map { Samples.correction("c-\($0)") }
        commit.observed = [Samples.observed(), Samples.observed(Samples.key)]
        _ = try await bench.store.commit(commit)
        let copies = try await bench.store.access.read { database in
            try Int.fetchOne(
                database, sql: "SELECT count(*) FROM contents WHERE text = ?", arguments: [JSONWriter.compact(Samples.document)]) ?? -1
        }
        #expect(copies == 1)
        #expect(try await bench.count("contents") < 15)
    }

    @Test(arguments: [
        ("UPDATE drifts SET first_seen_at = 'yesterday'", "drifts", "d-0000000000000001"),
        ("UPDATE drifts SET passed = 1", "", ""),
        ("UPDATE contents SET text = '{' WHERE hash = (SELECT desired FROM drifts)", "drifts", "d-0000000000000001"),
        ("PRAGMA foreign_keys = OFF; DELETE FROM contents WHERE hash = (SELECT desired FROM drifts)", "drifts", "d-0000000000000001"),
        ("UPDATE corrections SET stage = 'later'", "corrections", "c-0000000000000001"),
        ("UPDATE corrections SET aspects = '[1]'", "corrections", "c-0000000000000001"),
        ("UPDATE account_states SET unreadable_code = 'x', unreadable_message = 'y'", "account_states", "prod"),
        ("UPDATE observed_resources SET spelled_differently = '{}'", "observed_resources", "prod/Role/neptune-load"),
        ("UPDATE exceptions SET created_at = 'once'", "exceptions", "x-1"),
        ("UPDATE windows SET opened_at = ''", "windows", "w-0000000000000001")
    ])
    func aRowEditedByHandIsAnErrorThatNamesIt(sql: String, table: String, row: String) async throws {
        let bench = try Bench()
        _ = try await bench.store.commit(self.everything())
        guard !table.isEmpty else {
            #expect(await storeError { try await bench.sql(sql) }?.code == .failed)
            return
        }
        try await bench.sql(sql)
        let error = await storeError {
            _ = try await bench.store.drifts(of: nil, includingEnded: true)
            _ = try await bench.store.corrections(of: nil, includingFinal: true)
            _ = try await bench.store.observedResources()
            _ = try await bench.store.accountStates()
            _ = try await bench.store.openWindows()
            _ = try await bench.store.exceptions(includingEnded: true)
        }
        #expect(error?.code == .corruptRow)
        #expect(error?.message.contains("row \(row) of the table \(table) ") == true)
    }
}
