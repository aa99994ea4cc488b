import Crypto
import Foundation
import IAMPolicy

/// The arithmetic of the journal: how an entry is written, hashed and checked.
///
/// `hash = SHA-256(previous hash ‖ "reconciled-journal-v1" ‖ canonical JSON)`,
/// where the JSON bears the sequence number and the version of its format.
package enum JournalChain {
    package static let domain = "reconciled-journal-v1"
    package static let formatVersion = 1
    package static let genesisHash = String(repeating: "0", count: 64)

    /// The entry that follows one with that sequence number and hash.
    package static func entry(_ draft: JournalDraft, afterSequence sequence: Int, previousHash: String) -> JournalEntry {
        let number = sequence + 1
        var object = JSONObject([
            .init(name: "format", value: JSONValue(Self.formatVersion)),
            .init(name: "sequence", value: JSONValue(number)),
            .init(name: "at", value: .string(RFC3339.string(draft.at))),
            .init(name: "kind", value: .string(draft.kind.rawValue))
        ])
        if let resource = draft.resource { object["resource"] = .string(resource.description) }
        if let correctionID = draft.correctionID { object["correction"] = .string(correctionID) }
        for member in draft.details.members where object[member.name] == nil { object[member.name] = member.value }
        let body = JSONWriter.canonical(.object(object))
        return JournalEntry(
            sequence: number, body: body, previousHash: previousHash, hash: Self.hash(body: body, previousHash: previousHash))
    }

    package static func hash(body: String, previousHash: String) -> String {
        var hasher = SHA256()
        hasher.update(data: Data(Self.bytes(ofHex: previousHash)))
        hasher.update(data: Data(Self.domain.utf8))
        hasher.update(data: Data(body.utf8))
        return hasher.finalize().map { Self.hexadecimal($0) }.joined()
    }

    /// The first thing that is wrong with `entry` as the one after `sequence` and `previousHash`.
    package static func fault(in entry: JournalEntry, afterSequence sequence: Int, previousHash: String) -> String? {
        if entry.sequence != sequence + 1 { return "entry \(sequence + 1) is missing: the next one stored is \(entry.sequence)" }
        if entry.previousHash != previousHash { return "entry \(entry.sequence) does not follow the one before it" }
        if entry.hash != Self.hash(body: entry.body, previousHash: previousHash) {
            return "entry \(entry.sequence) was changed: its hash does not fit its content"
        }
        guard let body = try? JSONReader.parse(entry.body), body["sequence"]?.intValue == entry.sequence else {
            return "entry \(entry.sequence) bears another number inside"
        }
        return nil
    }

    private static func bytes(ofHex text: String) -> [UInt8] {
        let digits = text.utf8.map { byte -> UInt8 in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
            default: 0xFF
            }
        }
        return stride(from: 0, to: digits.count - digits.count % 2, by: 2).map { digits[$0] << 4 | (digits[$0 + 1] & 0x0F) }
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        let text = String(byte, radix: 16)
        return text.count == 1 ? "0" + text : text
    }
}
