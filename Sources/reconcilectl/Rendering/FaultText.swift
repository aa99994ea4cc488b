import IAMPolicy

/// Faults as editors and people read them: `file:line:column: message`.
enum FaultText {
    /// - Parameter fault: `{"file", "line", "column", "message"}`; what is missing is left out.
    static func line(_ fault: JSONValue) -> String {
        let place = [
            fault["file"]?.stringValue, fault["line"]?.intValue.map { "\($0)" }, fault["column"]?.intValue.map { "\($0)" }
        ]
        let text = fault["message"]?.stringValue ?? JSONWriter.compact(fault)
        let prefix = place.prefix { $0 != nil }.compactMap(\.self).joined(separator: ":")
        return prefix.isEmpty ? text : "\(prefix): \(text)"
    }
}
