import Foundation
import IAMPolicy
import ReconcileCore

extension JSONValue {
    /// The text of a member; empty where there is none.
    func text(_ name: String) -> String { self[name]?.stringValue ?? "" }

    /// The number of a member; 0 where there is none.
    func number(_ name: String) -> Int { self[name]?.intValue ?? 0 }

    /// The elements of a member; none where it is no array.
    func list(_ name: String) -> [JSONValue] { self[name]?.arrayValue ?? [] }

    func date(_ name: String) -> Date? { self[name]?.stringValue.flatMap(RFC3339.date) }

    /// A member that is there and not `null`.
    func present(_ name: String) -> JSONValue? {
        guard let value = self[name], value != .null else { return nil }
        return value
    }
}
