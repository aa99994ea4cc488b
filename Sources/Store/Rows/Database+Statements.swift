import GRDB

extension Database {
    /// Runs a statement that is compiled once for each connection.
    func run(_ sql: String, _ arguments: StatementArguments = []) throws {
        try self.cachedStatement(sql: sql).execute(arguments: arguments)
    }

    func rows(_ sql: String, _ arguments: StatementArguments = []) throws -> [Row] {
        try Row.fetchAll(self.cachedStatement(sql: sql), arguments: arguments)
    }

    /// One row after the other, so that a long answer never stands in memory as rows; a row is valid until the next one.
    func eachRow<Value>(_ sql: String, _ arguments: StatementArguments = [], _ value: (Row) throws -> Value) throws -> [Value] {
        let cursor = try Row.fetchCursor(self.cachedStatement(sql: sql), arguments: arguments)
        var values: [Value] = []
        while let row = try cursor.next() { values.append(try value(row)) }
        return values
    }

    func firstRow(_ sql: String, _ arguments: StatementArguments = []) throws -> Row? {
        try Row.fetchOne(self.cachedStatement(sql: sql), arguments: arguments)
    }

    func integer(_ sql: String, _ arguments: StatementArguments = []) throws -> Int? {
        try Int.fetchOne(self.cachedStatement(sql: sql), arguments: arguments)
    }
}

/// `INSERT`, or `UPDATE` of the row with the same key where something differs: an unchanged row is not written.
struct Upsert {
    let sql: String

    /// The arguments of the statement are those of `key`, then those of `values`.
    init(_ table: String, key: [String], values: [String]) {
        let columns = key + values
        let marks = columns.map { _ in "?" }.joined(separator: ", ")
        let stored = values.map { "\(table).\($0)" }.joined(separator: ", ")
        let given = values.map { "excluded.\($0)" }.joined(separator: ", ")
        self.sql = """
            INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES (\(marks))
            ON CONFLICT (\(key.joined(separator: ", "))) DO UPDATE SET \(values.map { "\($0) = excluded.\($0)" }.joined(separator: ", "))
            WHERE (\(stored)) IS NOT (\(given))
            """
    }
}
