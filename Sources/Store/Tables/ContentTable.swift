import Foundation
import GRDB
import IAMPolicy

/// The values, each stored once under the hash of its text.
struct ContentTable {
    let database: Database

    /// - Returns: the hash under which other rows refer to the value.
    func store(_ value: JSONValue) throws -> Data {
        let text = JSONWriter.compact(value)
        return try self.store(text: text, hash: ContentHash(of: text))
    }

    /// - Returns: `nil` for the absence of a value.
    func store(_ value: JSONValue?) throws -> Data? {
        guard let value else { return nil }
        let hash: Data = try self.store(value)
        return hash
    }

    func store(text: String, hash: ContentHash) throws -> Data {
        try self.database.run("INSERT INTO contents (hash, text) VALUES (?, ?) ON CONFLICT (hash) DO NOTHING", [hash.bytes, text])
        return hash.bytes
    }

    /// Deletes what no row refers to any more. The references are asked of the schema, so that none can be forgotten.
    func deleteUnreferenced() throws {
        let references = try self.database.rows(
            """
            SELECT t.name AS child, f."from" AS reference FROM sqlite_schema t, pragma_foreign_key_list(t.name) f
            WHERE t.type = 'table' AND f."table" = 'contents'
            """
        ).map { (table: $0["child"] as String, column: $0["reference"] as String) }
        guard !references.isEmpty else { return }
        let used = references.map { "SELECT \($0.column) FROM \($0.table) WHERE \($0.column) IS NOT NULL" }.joined(separator: " UNION ALL ")
        try self.database.execute(sql: "DELETE FROM contents WHERE hash NOT IN (\(used))")
    }

    /// Selects the text that `column` refers to. A text that is missing, though referred to, comes as an empty one,
    /// which is no JSON: it must never be taken for the absence of a value.
    static func text(_ column: String, as name: String) -> String {
        "iif(\(column) IS NULL, NULL, coalesce((SELECT text FROM contents WHERE hash = \(column)), '')) AS \(name)"
    }
}
