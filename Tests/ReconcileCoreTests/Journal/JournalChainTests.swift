import Foundation
import IAMPolicy
import ReconcileCore
import Testing

@Suite struct JournalChainTests {
    private static let drafts = [
        JournalDraft(
            .desiredChanged, at: Date(timeIntervalSince1970: 1_773_741_600),
            resource: ResourceIdentity(account: "prod", region: nil, kind: .role, name: "export"),
            details: ["change": "created", "actor": "alice"]),
        JournalDraft(
            .mutationIntended, at: Date(timeIntervalSince1970: 1_773_741_601.5),
            resource: ResourceIdentity(account: "prod", region: nil, kind: .role, name: "export"), correctionID: "c-0123456789abcdef",
            details: [
                "operation": "TagRole",
                "parameters": ["RoleName": "export", "Tags": [["Value": "gr\u{fc}n", "Key": "owner"]]]
            ])
    ]

    /// Bodies written by hand and hashes from Python's hashlib.
    private static let bodies = [
        #"{"actor":"alice","at":"2026-03-17T10:00:00.000Z","change":"created","format":1,"kind":"desired.changed","#
            + #""resource":"prod/Role/export","sequence":1}"#,
        #"{"at":"2026-03-17T10:00:01.500Z","correction":"c-0123456789abcdef","format":1,"kind":"mutation.intended","operation":"TagRole","#
            + #""parameters":{"RoleName":"export","Tags":[{"Key":"owner","Value":"grün"}]},"resource":"prod/Role/export","sequence":2}"#
    ]
    private static let hashes = [
        "93fde87b68bf3e2d8bfc366741f493c0e10b5a2fa700effd5e94c7393b16e4f9",
        "48512150546532acf2cd640e61e5175df92ffe3cd311726ef28a1c774ba03db9"
    ]

    private func chain(_ drafts: [JournalDraft] = Self.drafts) -> [JournalEntry] {
        var entries: [JournalEntry] = []
        for draft in drafts {
            entries.append(
                JournalChain.entry(
                    draft, afterSequence: entries.count, previousHash: entries.last?.hash ?? JournalChain.genesisHash))
        }
        return entries
    }

    private func firstFault(_ entries: [JournalEntry]) -> String? {
        var sequence = 0
        var previous = JournalChain.genesisHash
        for entry in entries {
            if let fault = JournalChain.fault(in: entry, afterSequence: sequence, previousHash: previous) { return fault }
            (sequence, previous) = (entry.sequence, entry.hash)
        }
        return nil
    }

    @Test func entriesAreWrittenAndHashedAsSpecified() {
        let entries = self.chain()
        #expect(entries.map(\.body) == Self.bodies)
        #expect(entries.map(\.hash) == Self.hashes)
        #expect(entries.map(\.previousHash) == [JournalChain.genesisHash, Self.hashes[0]])
    }

    @Test func anUntouchedChainHasNoFault() { #expect(self.firstFault(self.chain()) == nil) }

    @Test func detailsCannotPassForWhatTheChainItselfSays() {
        let draft = JournalDraft(.daemonStarted, at: Date(timeIntervalSince1970: 0), details: ["sequence": 99, "kind": "x", "pid": 1])
        #expect(
            self.chain([draft]).first?.body
                == #"{"at":"1970-01-01T00:00:00.000Z","format":1,"kind":"daemon.started","pid":1,"sequence":1}"#)
    }

    @Test func aChangedBodyIsFound() {
        var entries = self.chain()
        let changed = entries[0].body.replacingOccurrences(of: "alice", with: "mallory")
        entries[0] = JournalEntry(sequence: 1, body: changed, previousHash: entries[0].previousHash, hash: entries[0].hash)
        #expect(self.firstFault(entries)?.contains("entry 1 was changed") == true)
    }

    @Test func aChangedBodyWithItsOwnHashIsFoundAtTheNextEntry() {
        var entries = self.chain()
        let changed = entries[0].body.replacingOccurrences(of: "alice", with: "mallory")
        let hash = JournalChain.hash(body: changed, previousHash: JournalChain.genesisHash)
        entries[0] = JournalEntry(sequence: 1, body: changed, previousHash: JournalChain.genesisHash, hash: hash)
        #expect(self.firstFault(entries)?.contains("entry 2 does not follow") == true)
    }

    @Test func aMissingEntryIsFound() { #expect(self.firstFault(Array(self.chain().dropFirst()))?.contains("entry 1 is missing") == true) }

    @Test func entriesInAnotherOrderAreFound() { #expect(self.firstFault(self.chain().reversed()) != nil) }

    @Test func aRenumberedEntryIsFound() {
        var entries = self.chain()
        let body = entries[1].body.replacingOccurrences(of: "\"sequence\":2", with: "\"sequence\":3")
        let hash = JournalChain.hash(body: body, previousHash: entries[0].hash)
        entries[1] = JournalEntry(sequence: 2, body: body, previousHash: entries[0].hash, hash: hash)
        #expect(self.firstFault(entries)?.contains("another number inside") == true)
    }
}
