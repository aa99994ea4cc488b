package import IAMPolicy

/// The journal as it leaves the product.
package enum JournalReport {
    /// Longest page that is given at once. Unit: entries.
    package static let pageMax = 1000

    /// `{"entries": [entry…], "head": {"entries", "hash"}, "archived": null | {"entries", "hash"}}`.
    ///
    /// `archived` is the last entry that is kept in a file beside the database and no longer here.
    /// - Parameter fromSequence: from 1; below that, the last `countMax` entries.
    package static func gather(from queries: some StateQueries, fromSequence: Int, countMax: Int) async throws -> JSONValue {
        let head = try await queries.journalHead()
        let count = min(max(countMax, 1), Self.pageMax)
        let first = fromSequence < 1 ? max(1, head.entries - count + 1) : fromSequence
        let checkpoint = try await queries.journalCheckpoint()
        let entries = try await queries.journal(fromSequence: first, countMax: count)
        return ["entries": .array(entries.map(Self.json)), "head": Self.json(head), "archived": checkpoint.map(Self.json) ?? .null]
    }

    private static func json(_ head: JournalHead) -> JSONValue { ["entries": JSONValue(head.entries), "hash": .string(head.hash)] }

    /// - Returns: the last archived entry that a page of the journal tells; `nil` where all entries are in the journal.
    package static func checkpoint(ofPage page: JSONValue) -> JournalHead? {
        guard let archived = page["archived"], let entries = archived["entries"]?.intValue, let hash = archived["hash"]?.stringValue else {
            return nil
        }
        return JournalHead(entries: entries, hash: hash)
    }

    /// Sequence, time, kind, resource and correction first, then what the entry bears, the two hashes last.
    ///
    /// Without `previousHash` and `hash` the canonical form of this object is the text that was hashed.
    package static func json(_ entry: JournalEntry) -> JSONValue {
        guard case .object(let body)? = try? JSONReader.parse(entry.body, limits: .init(depthMax: 256, bytesMax: 64 << 20)) else {
            return [
                "sequence": JSONValue(entry.sequence), "unreadable": .string(entry.body), "previousHash": .string(entry.previousHash),
                "hash": .string(entry.hash)
            ]
        }
        let leading = ["sequence", "at", "kind", "resource", "correction"]
        var object = JSONObject()
        for name in leading { object[name] = body[name] }
        for member in body.members where !leading.contains(member.name) { object[member.name] = member.value }
        object["previousHash"] = .string(entry.previousHash)
        object["hash"] = .string(entry.hash)
        return .object(object)
    }

    /// What `json` was made of.
    /// - Returns: `nil` where the value is no journal entry.
    package static func entry(_ json: JSONValue) -> JournalEntry? {
        guard
            case .object(var body) = json, let sequence = body["sequence"]?.intValue, let hash = body["hash"]?.stringValue,
            let previousHash = body["previousHash"]?.stringValue
        else { return nil }
        body["hash"] = nil
        body["previousHash"] = nil
        let text = body["unreadable"]?.stringValue ?? JSONWriter.canonical(.object(body))
        return JournalEntry(sequence: sequence, body: text, previousHash: previousHash, hash: hash)
    }

    package static func resource(of entry: JournalEntry) -> ResourceIdentity? {
        (try? JSONReader.parse(entry.body))?["resource"]?.stringValue.flatMap(ResourceIdentity.init)
    }
}
