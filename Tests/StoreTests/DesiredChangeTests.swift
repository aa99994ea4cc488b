import Foundation
import IAMPolicy
import ReconcileCore
import Testing

@testable import Store

@Suite struct DesiredChangeTests {
    private func change(_ upserts: [DesiredResource] = [], delete: [ResourceIdentity] = [], orphan: [ResourceIdentity] = []) -> DesiredChange {
        DesiredChange(upserts: upserts, deletions: delete, orphaned: orphan, at: Samples.start, actor: "ann", reason: "r")
    }

    @Test func whatDeclaresTheSameIsNoRevision() async throws {
        let bench = try Bench()
        _ = try await bench.store.applyDesired(self.change([Samples.desired()]))
        let result = try await bench.store.applyDesired(self.change([Samples.desired(line: 40)]))
        #expect(result.revision == 1 && result.unchanged == [Samples.role] && result.changed.isEmpty)
        #expect(try await bench.store.journalHead().entries == 1)
        let stored = try await bench.store.desiredResources().first
        #expect(stored?.source == .directory(file: "/etc/reconciled/desired.d/a.yaml", line: 40), "its place is followed")
        #expect(stored?.revision == 1)
    }

    @Test func oneChangeIsOneRevisionWithAnEntryForEachResource() async throws {
        let bench = try Bench()
        _ = try await bench.store.applyDesired(self.change([Samples.desired(), Samples.desired(Samples.key)]))
        let result = try await bench.store.applyDesired(
            self.change([Samples.desired(description: "other")], delete: [Samples.key]))
        #expect(result.revision == 2 && result.changed == [Samples.role] && result.deleted == [Samples.key])
        #expect(try await bench.store.desiredRevision() == 2)
        #expect(try await bench.store.desiredResources().map(\.revision) == [2])
        let entries = try await bench.store.journal(fromSequence: 3, countMax: 9)
        let bodies = try entries.map { try JSONReader.parse($0.body) }
        #expect(bodies.compactMap { $0["kind"]?.stringValue } == ["desired.deleted", "desired.changed"])
        #expect(bodies.allSatisfy { $0["actor"] == "ann" && $0["revision"] == 2 && $0["reason"] == "r" })
    }

    @Test(arguments: [
        (OperatorIdentity(name: "ann", uid: 1000, pid: 42, loginUID: nil), true), (OperatorIdentity(name: "manifests folder"), false)
    ])
    func theJournalTellsWhoItWas(actor: OperatorIdentity, isUser: Bool) async throws {
        let bench = try Bench()
        _ = try await bench.store.applyDesired(DesiredChange(upserts: [Samples.desired()], at: Samples.start, actor: actor))
        let body = try JSONReader.parse(try #require(try await bench.store.journal(fromSequence: 1, countMax: 1).first).body)
        #expect(body["actor"] == .string(actor.name))
        #expect(body["operator"] == (isUser ? ["name": "ann", "uid": 1000, "pid": 42, "loginUID": .null] : nil))
    }

    @Test func theConsequencesOfADeletionAreWrittenWithIt() async throws {
        let bench = try Bench()
        _ = try await bench.store.applyDesired(self.change([Samples.desired()]))
        var seen = Commit()
        seen.observed = [Samples.observed()]
        seen.drifts = [Samples.drift()]
        _ = try await bench.store.commit(seen)
        var change = self.change(delete: [Samples.role])
        var drift = Samples.drift()
        drift.end = DriftEnd(reason: .undeclared, at: Samples.start)
        change.consequences.drifts = [drift]
        change.consequences.forgotten = [Samples.role]
        change.consequences.journal = [Samples.entry(.driftEnded)]
        change.consequences.notices = [Samples.change()]
        var broken = change
        broken.consequences.windows = [Samples.window(correction: "c-nowhere")]
        let failing = broken
        #expect(await storeError { _ = try await bench.store.applyDesired(failing) }?.code == .constraintViolated)
        #expect(try await bench.store.desiredResources().count == 1, "all or nothing")
        #expect(try await bench.store.journalHead().entries == 1)

        let result = try await bench.store.applyDesired(change)
        #expect(result.deleted == [Samples.role])
        #expect(try await bench.store.observedResources().isEmpty)
        #expect(try await bench.store.drifts(of: nil, includingEnded: false).isEmpty)
        let kinds = try await bench.store.journal(fromSequence: 2, countMax: 9).map { try JSONReader.parse($0.body)["kind"] }
        #expect(kinds == ["desired.deleted", "drift.ended"])
        #expect(try await bench.count("notice_changes") == 1)
    }

    @Test func orphanedResourcesStayUntilTheyAreDeclaredAgain() async throws {
        let bench = try Bench()
        _ = try await bench.store.applyDesired(self.change([Samples.desired()]))
        let orphaned = try await bench.store.applyDesired(self.change(orphan: [Samples.role, Samples.key]))
        #expect(orphaned.orphaned == [Samples.role] && orphaned.revision == 2)
        #expect(try await bench.store.desiredResources().map(\.isOrphaned) == [true])
        #expect(try await bench.store.applyDesired(self.change(orphan: [Samples.role])).revision == 2)
        let back = try await bench.store.applyDesired(self.change([Samples.desired()]))
        #expect(back.changed == [Samples.role] && back.revision == 3)
        #expect(try await bench.store.desiredResources().map(\.isOrphaned) == [false])
    }

    @Test func namesThatAWSTakesForOneAreOneResource() async throws {
        let bench = try Bench()
        _ = try await bench.store.applyDesired(self.change([Samples.desired()]))
        let shouted = ResourceIdentity(account: "prod", region: nil, kind: .role, name: "NEPTUNE-LOAD")
        let result = try await bench.store.applyDesired(self.change([Samples.desired(shouted)]))
        #expect(result.created.isEmpty && result.changed == [Samples.role])
        #expect(try await bench.store.desiredResources().map(\.identity.name) == ["NEPTUNE-LOAD"])
    }

    @Test func deletingWhatIsNotThereIsNoRevision() async throws {
        let bench = try Bench()
        let result = try await bench.store.applyDesired(self.change(delete: [Samples.role]))
        #expect(result.revision == 0 && result.deleted.isEmpty)
        #expect(try await bench.store.journalHead().entries == 0)
    }

    @Test func whatItComesFromIsKeptAndCounts() async throws {
        let bench = try Bench()
        let blueprint = ResourceIdentity(account: "prod", region: nil, kind: ResourceKind("NeptuneBulkLoad"), name: "loads")
        var member = Samples.desired()
        member.blueprints = [blueprint]
        _ = try await bench.store.applyDesired(self.change([DesiredResource(identity: blueprint, spec: ["a": 1], source: .api), member]))
        let stored = try await bench.store.desiredResources()
        #expect(stored.map(\.identity) == [blueprint, Samples.role] && stored.map(\.blueprints) == [[], [blueprint]])
        #expect(stored.allSatisfy { $0.ownSpec == nil })
        member.ownSpec = ["description": "mine", "tags": .null]
        #expect(try await bench.store.applyDesired(self.change([member])).changed == [Samples.role])
        #expect(try await bench.store.desiredResources().last?.ownSpec == ["description": "mine", "tags": .null])
        #expect(try await bench.store.applyDesired(self.change([member])).unchanged == [Samples.role])
        try await bench.store.prune(Retention(), at: Samples.later(1e9))
        #expect(try await bench.store.desiredResources().last?.ownSpec == ["description": "mine", "tags": .null], "no sweep takes it")
        let entries = try await bench.store.journal(fromSequence: 1, countMax: 9).map { try JSONReader.parse($0.body) }
        #expect(entries.filter { $0["blueprints"] == ["prod/NeptuneBulkLoad/loads"] }.count == 2)
        #expect(try await bench.store.applyDesired(self.change([Samples.desired()])).changed == [Samples.role])
        #expect(try await bench.store.desiredResources().last?.blueprints == [])
    }

    @Test(arguments: ["[1]", "[\"nobody\"]", "{}", "x"])
    func aDamagedOriginIsNotTakenForNone(text: String) async throws {
        let folder = try TemporaryFolder()
        let store = try folder.store()
        _ = try await store.applyDesired(self.change([Samples.desired()]))
        try store.close()
        try folder.raw { try $0.execute(sql: "UPDATE resources SET blueprints = ?", arguments: [text]) }
        let again = try folder.store()
        #expect(await storeError { _ = try await again.desiredResources() }?.code == .corruptRow)
    }
}
