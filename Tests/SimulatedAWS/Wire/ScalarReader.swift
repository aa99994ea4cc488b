import AWSClient
import Foundation
import IAMPolicy

/// Reads scalars that arrive as text.
enum ScalarReader {
    static func value(_ text: String, as shape: Shape, named name: String) throws(ServiceFault) -> JSONValue {
        switch shape {
        case .boolean:
            if text == "true" || text == "false" { return .bool(text == "true") }
        case .integer: if Int64(text) != nil { return .number(text) }
        case .float: if Double(text) != nil { return .number(text) }
        case .timestamp:
            if let date = try? Date(text, strategy: .iso8601) { return JSONValue(Int(date.timeIntervalSince1970)) }
            if Double(text) != nil { return .number(text) }
        case .string, .blob, .document, .list, .map, .structure: return .string(text)
        }
        throw ServiceFault("MalformedInput", "\(name) is not of its type")
    }
}
