package import IAMPolicy

/// Writes parameters in the form of AWS's query protocol.
///
/// Structures become `Name.Member`, lists `Name.member.1`, an empty list an empty value, null nothing.
/// - SeeAlso: Smithy 2.0 specification, "AWS query protocol".
package struct QueryEncoder: Sendable {
    /// For lists whose items are not called `member`: the list's own name to its items' name.
    package let itemNames: [String: String]

    package init(itemNames: [String: String] = [:]) { self.itemNames = itemNames }

    /// A form body, percent-encoded; `Action` and `Version` come first.
    package func body(action: String, version: String, parameters: JSONObject) -> [UInt8] {
        let pairs = [("Action", action), ("Version", version)] + self.pairs(parameters)
        return Array(pairs.map { "\(Self.formEncoded($0.0))=\(Self.formEncoded($0.1))" }.joined(separator: "&").utf8)
    }

    /// A blank as `+`, as forms have it and AWS's SDKs send it; a server that writes the form anew to check the
    /// signature then comes to the same bytes.
    private static func formEncoded(_ text: String) -> String { PercentEncoding.encode(text).replacing("%20", with: "+") }

    func pairs(_ parameters: JSONObject) -> [(String, String)] {
        parameters.members.flatMap { self.pairs($0.value, key: $0.name, name: $0.name) }
    }

    private func pairs(_ value: JSONValue, key: String, name: String) -> [(String, String)] {
        switch value {
        case .null: []
        case .bool(let value): [(key, value ? "true" : "false")]
        case .number(let text), .string(let text): [(key, text)]
        case .array(let items) where items.isEmpty: [(key, "")]
        case .array(let items):
            items.enumerated().flatMap { index, item in
                self.pairs(item, key: "\(key).\(self.itemNames[name] ?? "member").\(index + 1)", name: name)
            }
        case .object(let object):
            object.members.flatMap { self.pairs($0.value, key: "\(key).\($0.name)", name: $0.name) }
        }
    }
}
