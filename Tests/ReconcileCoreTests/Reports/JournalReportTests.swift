import Foundation
import IAMPolicy
import Testing

@testable import ReconcileCore

@Suite struct JournalReportTests {
    private static func chain(_ count: Int) -> [JournalEntry] {
        var entries: [JournalEntry] = []
        for number in 0..<count {
            let draft = JournalDraft(
                .mutationIntended, at: ReportSamples.moment, resource: ReportSamples.role, correctionID: "c-\(number)",
                details: JSONObject([.init(name: "operation", value: "PutRolePolicy"), .init(name: "aspects", value: ["b", "a"])]))
            entries.append(
                JournalChain.entry(draft, afterSequence: number, previousHash: entries.last?.hash ?? JournalChain.genesisHash))
        }
        return entries
    }

    private static func verify(_ entries: [JournalEntry], head: JournalHead? = nil, expectedHead: String? = nil) -> JournalVerification {
        var verification = JournalVerification(expectedHead: expectedHead)
        for entry in entries { verification.add([entry]) }
        verification.finish(storedHead: head)
        return verification
    }

    @Test func `an entry is flat, with its place and time first and its hashes last`() throws {
        let entry = try #require(Self.chain(1).first)
        let expected = """
            {"sequence":1,"at":"2030-03-17T17:46:40.000Z","kind":"mutation.intended","resource":"prod/Role/neptune-export",\
            "correction":"c-0","aspects":["b","a"],"format":1,"operation":"PutRolePolicy",\
            "previousHash":"\(JournalChain.genesisHash)","hash":"\(entry.hash)"}
            """
        #expect(JSONWriter.compact(JournalReport.json(entry)) == expected)
    }

    @Test func `what leaves can be verified elsewhere`() {
        let chain = Self.chain(3)
        #expect(chain.map(JournalReport.json).compactMap(JournalReport.entry) == chain)
    }

    @Test func `an entry that is no JSON is told as it is`() {
        let entry = JournalEntry(sequence: 4, body: "{broken", previousHash: "a", hash: "b")
        #expect(JournalReport.json(entry)["unreadable"] == "{broken")
        #expect(JournalReport.entry(JournalReport.json(entry)) == entry)
        #expect(JournalReport.resource(of: entry) == nil)
    }

    @Test func `a whole chain is verified, an empty one too`() {
        let chain = Self.chain(3)
        let head = JournalHead(entries: 3, hash: chain[2].hash)
        #expect(Self.verify(chain, head: head).fault == nil)
        #expect(Self.verify(chain, head: head, expectedHead: chain[1].hash.uppercased()).exit == .fine)
        #expect(Self.verify([], head: JournalHead(entries: 0, hash: JournalChain.genesisHash)).exit == .fine)
    }

    @Test func `the first fault is told and ends the walk`() {
        var chain = Self.chain(4)
        chain[1] = JournalEntry(
            sequence: 2, body: chain[1].body.replacing("PutRolePolicy", with: "DeleteRole"), previousHash: chain[1].previousHash, hash: chain[1].hash)
        let verification = Self.verify(chain)
        #expect(verification.fault == "entry 2 was changed: its hash does not fit its content")
        #expect(verification.entries == 1)
        #expect(verification.exit == .error)
    }

    @Test func `a missing entry and a tail that was cut off are found`() {
        let chain = Self.chain(4)
        #expect(Self.verify([chain[0], chain[2]]).fault == "entry 2 is missing: the next one stored is 3")
        #expect(Self.verify(Array(chain.prefix(2)), head: JournalHead(entries: 4, hash: chain[3].hash)).fault == "entries 3 to 4 are missing")
        #expect(Self.verify(Array(chain.prefix(2)), expectedHead: chain[3].hash).fault?.hasPrefix("the expected head is not among the 2") == true)
    }

    @Test func `a chain whose beginning is archived is verified from there`() {
        let chain = Self.chain(5)
        let checkpoint = JournalHead(entries: 2, hash: chain[1].hash)
        func verify(_ entries: some Sequence<JournalEntry>, expectedHead: String? = nil) -> JournalVerification {
            var verification = JournalVerification(after: checkpoint, expectedHead: expectedHead)
            verification.add(Array(entries))
            verification.finish(storedHead: JournalHead(entries: 5, hash: chain[4].hash))
            return verification
        }
        let whole = verify(chain.dropFirst(2))
        #expect(whole.exit == .fine && whole.entries == 5 && whole.head == chain[4].hash)
        #expect(verify(chain.dropFirst(3)).fault == "entry 3 is missing: the next one stored is 4")
        #expect(verify(chain.dropFirst(1)).fault == "entry 3 is missing: the next one stored is 2")
        #expect(verify([]).fault == "entries 3 to 5 are missing")
        for seen in 1...4 { #expect(verify(chain.dropFirst(2), expectedHead: chain[seen].hash).exit == .fine) }
        let behind = verify(chain.dropFirst(2), expectedHead: chain[0].hash)
        #expect(behind.exit == .undetermined && behind.fault == nil)
        #expect(behind.doubt?.contains("one of the entries 1 to 2, which are archived") == true)
    }

    @Test func `a checkpoint of another chain does not verify`() {
        let chain = Self.chain(3)
        var verification = JournalVerification(after: JournalHead(entries: 1, hash: String(repeating: "a", count: 64)))
        verification.add(Array(chain.dropFirst()))
        #expect(verification.fault == "entry 2 does not follow the one before it")
    }

    @Test func `all entries may be archived`() {
        let head = JournalHead(entries: 7, hash: String(repeating: "a", count: 64))
        var verification = JournalVerification(after: head, expectedHead: head.hash)
        verification.finish(storedHead: head)
        #expect(verification.exit == .fine && verification.entries == 7 && verification.head == head.hash)
    }

    @Test func `a page says from where on entries are archived`() async throws {
        let chain = Self.chain(5)
        let checkpoint = JournalHead(entries: 3, hash: chain[2].hash)
        let page = try await JournalReport.gather(from: JournalOnly(entries: chain, checkpoint: checkpoint), fromSequence: 4, countMax: 2)
        #expect(page["archived"] == ["entries": 3, "hash": .string(chain[2].hash)])
        #expect(JournalReport.checkpoint(ofPage: page) == checkpoint)
        let whole = try await JournalReport.gather(from: JournalOnly(entries: chain), fromSequence: 4, countMax: 2)
        #expect(whole["archived"] == .null)
        #expect(JournalReport.checkpoint(ofPage: whole) == nil)
    }

    @Test func `a page goes backwards from the end where no start is named`() async throws {
        let queries = JournalOnly(entries: Self.chain(5))
        let last = try await JournalReport.gather(from: queries, fromSequence: 0, countMax: 2)
        #expect(last["entries"]?.arrayValue?.compactMap { $0["sequence"]?.intValue } == [4, 5])
        let first = try await JournalReport.gather(from: queries, fromSequence: 1, countMax: 2)
        #expect(first["entries"]?.arrayValue?.compactMap { $0["sequence"]?.intValue } == [1, 2])
        #expect(first["head"]?["entries"] == 5)
    }
}

/// A state of which only the journal is asked.
private struct JournalOnly: StateQueries {
    let entries: [JournalEntry]
    var checkpoint: JournalHead?

    func desiredResources() async throws -> [DesiredResource] { [] }
    func observedResources() async throws -> [ObservedResource] { [] }
    func drifts(of resource: ResourceIdentity?, includingEnded: Bool) async throws -> [DriftRecord] { [] }
    func corrections(of resource: ResourceIdentity?, includingFinal: Bool) async throws -> [CorrectionRecord] { [] }
    func corrections(account: String, updatedSince date: Date) async throws -> [CorrectionRecord] { [] }
    func exceptions(includingEnded: Bool) async throws -> [OperatorException] { [] }
    func openWindows() async throws -> [PropagationWindow] { [] }
    func accountStates() async throws -> [AccountState] { [] }
    func lastPasses() async throws -> [PassRecord] { [] }
    func pass(id: Int) async throws -> PassRecord? { nil }
    func deliveryCounts() async throws -> [Delivery.State: Int] { [:] }
    func journal(fromSequence sequence: Int, countMax: Int) async throws -> [JournalEntry] {
        Array(self.entries.filter { $0.sequence >= sequence }.prefix(countMax))
    }
    func journalHead() async throws -> JournalHead {
        JournalHead(entries: self.entries.count, hash: self.entries.last?.hash ?? JournalChain.genesisHash)
    }
    func journalCheckpoint() async throws -> JournalHead? { self.checkpoint }
    func decisionStamp(account: String?) async throws -> DecisionStamp { DecisionStamp(account: account, digest: "") }
    func daemonRun() async throws -> DaemonRun? { nil }
    func desiredRevision() async throws -> Int { 0 }
    func chainRecords() async throws -> [ChainRecord] { [] }
}
