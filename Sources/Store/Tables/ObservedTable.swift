import Foundation
import GRDB
import IAMPolicy
import ReconcileCore

/// What the last looks showed of each resource. Aspects that have not changed are not written again.
struct ObservedTable {
    let database: Database

    private static let saveResource = Upsert(
        "observed_resources", key: ["identity"],
        values: [
            "state", "bound_arn", "bound_unique_id", "last_read_at", "gap_code", "gap_message", "spelled_differently", "live_arn",
            "live_unique_id", "live_gaps", "live_facts"
        ])
    private static let saveAspect = Upsert("observed_aspects", key: ["identity", "aspect"], values: ["value"])

    func save(_ observed: ObservedResource) throws {
        let id = try IdentityTable(database: self.database).id(of: observed.identity)
        let contents = ContentTable(database: self.database)
        let live = observed.live
        let gaps = try contents.store(live.map { Self.json(gaps: $0.gaps) })
        let facts = try contents.store(live.map { .object($0.facts) })
        try self.database.run(
            Self.saveResource.sql,
            [
                id, observed.state.rawValue, observed.binding?.arn, observed.binding?.uniqueID, StoredTime.text(observed.lastReadAt),
                observed.gap?.code.rawValue, observed.gap?.message,
                StoredRow.list(observed.spelledDifferently.map(\.description)), live?.arn, live?.uniqueID, gaps, facts
            ])
        try self.saveAspects(live?.aspects ?? [:], of: id)
    }

    func forget(_ identity: ResourceIdentity) throws {
        guard let id = try IdentityTable(database: self.database).existingID(of: identity) else { return }
        try self.database.run("DELETE FROM observed_resources WHERE identity = ?", [id])
    }

    func all() throws -> [ObservedResource] {
        let aspects = try self.aspects()
        return try self.database.eachRow(
            """
            SELECT observed_resources.*, \(IdentityTable.columns), identities.key AS identity_key,
                \(ContentTable.text("live_gaps", as: "gaps")), \(ContentTable.text("live_facts", as: "facts"))
            FROM observed_resources JOIN identities ON identities.id = observed_resources.identity ORDER BY identities.key
            """
        ) { row in
            let stored = StoredRow(row, table: "observed_resources", id: "identity_key")
            return try Self.resource(stored, aspects: aspects[try stored.integer("identity")] ?? [:])
        }
    }

    private func saveAspects(_ aspects: [AspectName: JSONValue], of id: Int) throws {
        var stored: [String: Data] = [:]
        for row in try self.database.rows("SELECT aspect, value FROM observed_aspects WHERE identity = ?", [id]) {
            stored[row["aspect"]] = row["value"]
        }
        for (aspect, value) in aspects {
            let name = aspect.description
            let text = JSONWriter.compact(value)
            let hash = ContentHash(of: text)
            if stored.removeValue(forKey: name) == hash.bytes { continue }
            let reference = try ContentTable(database: self.database).store(text: text, hash: hash)
            try self.database.run(Self.saveAspect.sql, [id, name, reference])
        }
        for name in stored.keys.sorted() {
            try self.database.run("DELETE FROM observed_aspects WHERE identity = ? AND aspect = ?", [id, name])
        }
    }

    private func aspects() throws -> [Int: [AspectName: JSONValue]] {
        var aspects: [Int: [AspectName: JSONValue]] = [:]
        // Resources are much alike: what many of them have is read once, and stands in memory once.
        var read: [Data: JSONValue] = [:]
        _ = try self.database.eachRow(
            "SELECT identity, aspect, value, \(ContentTable.text("value", as: "text")) FROM observed_aspects ORDER BY identity"
        ) { row in
            let stored = StoredRow(row, table: "observed_aspects", id: "identity")
            let name = AspectName(parsing: try stored.text("aspect"))
            let hash: Data? = if case .blob(let bytes) = (row["value"] as DatabaseValue).storage { bytes } else { nil }
            let value = try hash.flatMap { read[$0] } ?? stored.json("text")
            if let hash { read[hash] = value }
            aspects[try stored.integer("identity"), default: [:]][name] = value
        }
        return aspects
    }

    private static func resource(_ stored: StoredRow, aspects: [AspectName: JSONValue]) throws -> ObservedResource {
        var live: LiveResource?
        if let arn = try stored.optionalText("live_arn") {
            live = LiveResource(
                arn: arn, uniqueID: try stored.optionalText("live_unique_id"), aspects: aspects, gaps: try Self.gaps(stored),
                facts: try stored.object("facts"))
        }
        let binding = try stored.optionalText("bound_arn").map { arn in
            Binding(arn: arn, uniqueID: try stored.optionalText("bound_unique_id"))
        }
        return ObservedResource(
            identity: try stored.identity(), state: try stored.oneCase("state", of: ObservedResource.State.self), binding: binding,
            lastReadAt: try stored.optionalDate("last_read_at"), gap: try stored.gap("gap"),
            spelledDifferently: try stored.texts("spelled_differently").map { AspectName(parsing: $0) }, live: live)
    }

    private static func json(gaps: [String: ReadGap]) -> JSONValue {
        let members = gaps.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { name, gap in
            JSONObject.Member(name: name, value: ["code": .string(gap.code.rawValue), "message": .string(gap.message)])
        }
        return .object(JSONObject(members))
    }

    private static func gaps(_ stored: StoredRow) throws(StoreError) -> [String: ReadGap] {
        var gaps: [String: ReadGap] = [:]
        for member in try stored.object("gaps").members {
            guard let code = member.value["code"]?.stringValue.flatMap({ ReadGap.Code(rawValue: $0) }),
                let message = member.value["message"]?.stringValue
            else { throw stored.fault("live_gaps", "holds no reasons") }
            gaps[member.name] = ReadGap(code: code, message: message)
        }
        return gaps
    }
}
