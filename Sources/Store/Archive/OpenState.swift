import Foundation
import GRDB
import IAMPolicy

/// What is open at a checkpoint of the journal, so that the entries behind it are enough to go on from.
///
/// An object with an array for each table; each row an object of its columns without the empty ones,
/// values in place of their hashes and keys in place of the numbers of identities.
struct OpenState {
    let database: Database

    /// Corrections that may still have an entry to come.
    static let openCorrections = """
        SELECT id FROM corrections WHERE state NOT IN ('settled', 'superseded')
        UNION SELECT correction FROM windows WHERE is_closed = 0
        """

    private static let tables = [
        (name: "corrections", condition: "id IN (\(openCorrections))", order: "id"),
        (name: "mutations", condition: "correction IN (\(openCorrections))", order: "correction, position"),
        (name: "mutation_writes", condition: "correction IN (\(openCorrections))", order: "correction, position, ordinal"),
        (name: "drifts", condition: "ended_at IS NULL", order: "id"),
        (name: "windows", condition: "is_closed = 0", order: "id"),
        (name: "exceptions", condition: "ended_at IS NULL", order: "id"),
        (name: "account_states", condition: "true", order: "name"),
        (name: "chain_links", condition: "is_told = 1", order: "identity, link")
    ]

    func json() throws -> JSONValue {
        var object = JSONObject()
        for table in Self.tables {
            let selection = try self.selection(of: table.name)
            let rows = try self.database.rows(
                "SELECT \(selection.columns) FROM \(table.name) WHERE \(table.condition) ORDER BY \(table.order)")
            object[table.name] = .array(try rows.map { try Self.json($0, table: table.name, jsonColumns: selection.values) })
        }
        return .object(object)
    }

    private func selection(of table: String) throws -> (columns: String, values: Set<String>) {
        var references: [String: String] = [:]
        for row in try self.database.rows("SELECT \"from\" AS origin, \"table\" AS target FROM pragma_foreign_key_list(?)", [table]) {
            references[row["origin"]] = row["target"]
        }
        let columns = try self.database.rows("SELECT name FROM pragma_table_info(?)", [table]).map { $0["name"] as String }
        let selected = columns.map { column in
            switch references[column] {
            case "contents": ContentTable.text("\(table).\(column)", as: column)
            case "identities": "(SELECT key FROM identities WHERE id = \(table).\(column)) AS \(column)"
            default: "\(table).\(column) AS \(column)"
            }
        }
        return (selected.joined(separator: ", "), Set(columns.filter { references[$0] == "contents" }))
    }

    private static func json(_ row: Row, table: String, jsonColumns: Set<String>) throws -> JSONValue {
        let stored = StoredRow(row, table: table, id: row.columnNames.first ?? "id")
        var object = JSONObject()
        for (column, value) in row {
            switch value.storage {
            case .null: continue
            case .int64(let number): object[column] = .number(String(number))
            case .double(let number): object[column] = .number(String(number))
            case .string(let text): object[column] = jsonColumns.contains(column) ? try stored.json(column) : .string(text)
            case .blob(let bytes): object[column] = .string(bytes.base64EncodedString())
            }
        }
        return .object(object)
    }
}
