import Foundation
import GRDB
import IAMPolicy
import ReconcileCore

/// A row that may hold anything: somebody may have edited the file by hand.
///
/// Each accessor throws `corruptRow` with table, row and column where a value is not what the column is for.
struct StoredRow {
    let table: String
    private let row: Row

    /// Names the row in messages.
    private let id: String

    init(_ row: Row, table: String, id column: String) {
        self.row = row
        self.table = table
        self.id = Self.plainText(row[column] as DatabaseValue)
    }

    func fault(_ column: String, _ what: String) -> StoreError {
        StoreError(
            code: .corruptRow,
            message: "row \(self.id) of the table \(self.table) is damaged: \(column) \(what); put it right by hand, or put back a backup")
    }

    func optionalText(_ column: String) throws(StoreError) -> String? {
        switch (self.row[column] as DatabaseValue).storage {
        case .null: nil
        case .string(let text): text
        case .int64, .double, .blob: throw self.fault(column, "is no text")
        }
    }

    func text(_ column: String) throws(StoreError) -> String {
        guard let text = try self.optionalText(column) else { throw self.fault(column, "is missing") }
        return text
    }

    func integer(_ column: String) throws(StoreError) -> Int {
        guard case .int64(let number) = (self.row[column] as DatabaseValue).storage else { throw self.fault(column, "is no whole number") }
        return Int(number)
    }

    func optionalInteger(_ column: String) throws(StoreError) -> Int? {
        (self.row[column] as DatabaseValue).isNull ? nil : try self.integer(column)
    }

    func real(_ column: String) throws(StoreError) -> Double {
        switch (self.row[column] as DatabaseValue).storage {
        case .double(let number): number
        case .int64(let number): Double(number)
        case .null, .string, .blob: throw self.fault(column, "is no number")
        }
    }

    func flag(_ column: String) throws(StoreError) -> Bool {
        switch try self.integer(column) {
        case 0: false
        case 1: true
        default: throw self.fault(column, "is neither 0 nor 1")
        }
    }

    func optionalDate(_ column: String) throws(StoreError) -> Date? {
        guard let text = try self.optionalText(column) else { return nil }
        guard let date = RFC3339.date(text) else { throw self.fault(column, "is no time") }
        return date
    }

    func date(_ column: String) throws(StoreError) -> Date {
        guard let date = try self.optionalDate(column) else { throw self.fault(column, "is missing") }
        return date
    }

    func optionalCase<Value: RawRepresentable>(
        _ column: String, of type: Value.Type
    ) throws(StoreError) -> Value? where Value.RawValue == String {
        guard let text = try self.optionalText(column) else { return nil }
        guard let value = Value(rawValue: text) else { throw self.fault(column, "is none of the words it may be") }
        return value
    }

    func oneCase<Value: RawRepresentable>(
        _ column: String, of type: Value.Type
    ) throws(StoreError) -> Value where Value.RawValue == String {
        guard let value = try self.optionalCase(column, of: type) else { throw self.fault(column, "is missing") }
        return value
    }

    private static func plainText(_ value: DatabaseValue) -> String {
        switch value.storage {
        case .null: "NULL"
        case .int64(let number): String(number)
        case .double(let number): String(number)
        case .string(let text): text
        case .blob: "(bytes)"
        }
    }
}
