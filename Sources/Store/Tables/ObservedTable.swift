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

    static func json(gaps: [String: ReadGap]) -> JSONValue {
        let members = gaps.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { name, gap in
            JSONObject.Member(name: name, value: ["code": .string(gap.code.rawValue), "message": .string(gap.message)])
        }
        return .object(JSONObject(members))
    }
}
