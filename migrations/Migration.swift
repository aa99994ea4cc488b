/// One step of the database schema.
package struct Migration: Hashable, Sendable {
    /// From 1, without gaps; what `PRAGMA user_version` says once it has been applied.
    package let number: Int
    /// The file's name without its ending: `0001_initial`.
    package let name: String
    package let sql: String

    package init(number: Int, name: String, sql: String) {
        self.number = number
        self.name = name
        self.sql = sql
    }

    /// Those embedded in this program, in the order in which they are applied.
    package static let all: [Migration] = embeddedMigrations.enumerated().map { index, file in
        Migration(number: index + 1, name: file.name, sql: file.sql)
    }
}
