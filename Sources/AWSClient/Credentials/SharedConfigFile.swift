/// The sections of one of AWS's shared files, as written.
///
/// - SeeAlso: AWS SDKs and Tools Reference Guide, "Shared config and credentials files".
package struct SharedConfigFile: Hashable, Sendable {
    /// Why a file cannot be used.
    package struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
        /// From 1 up.
        package let line: Int
        package let message: String

        package var description: String { "line \(self.line): \(self.message)" }
    }

    /// The text between the brackets, `profile prod`, to its settings; names of settings are in lower case.
    package private(set) var sections: [String: [String: String]] = [:]

    package init() {}

    /// Settings within a setting (indented lines, as under `s3 =`) are left out.
    package init(parsing text: String) throws(Fault) {
        var section: String?
        // A carriage return and a line feed are one character to Swift, and not equal to a line feed.
        let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        for (index, rawLine) in lines.enumerated() {
            let isIndented = rawLine.first.map { $0 == " " || $0 == "\t" } ?? false
            let line = Self.trimmed(rawLine)
            if line.isEmpty || line.hasPrefix("#") || line.hasPrefix(";") { continue }
            if line.hasPrefix("[") {
                section = try Self.sectionName(line, line: index + 1)
                self.sections[section ?? "", default: [:]].merge([:]) { old, _ in old }
                continue
            }
            guard let name = section else { throw Fault(line: index + 1, message: "a setting before the first section") }
            if isIndented { continue }
            let (key, value) = try Self.setting(line, line: index + 1)
            guard self.sections[name]?.updateValue(value, forKey: key) == nil else {
                throw Fault(line: index + 1, message: "\(key) is set twice in [\(name)]")
            }
        }
    }

    private static func sectionName(_ text: Substring, line: Int) throws(Fault) -> String {
        guard let end = text.firstIndex(of: "]") else { throw Fault(line: line, message: "the section's name has no `]`") }
        let words = text[..<end].dropFirst().split { $0 == " " || $0 == "\t" }
        let name = words.joined(separator: " ").replacing("\"", with: "").replacing("'", with: "")
        if name.isEmpty { throw Fault(line: line, message: "the section has no name") }
        return name
    }

    private static func setting(_ text: Substring, line: Int) throws(Fault) -> (key: String, value: String) {
        // The line itself may be a secret: it is not quoted.
        guard let equals = text.firstIndex(of: "=") else { throw Fault(line: line, message: "neither a section nor `name = value`") }
        let key = Self.trimmed(text[..<equals]).lowercased()
        if key.isEmpty { throw Fault(line: line, message: "a setting without a name") }
        return (key, String(Self.trimmed(text[text.index(after: equals)...])))
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let start = text.drop(while: \.isWhitespace)
        let end = start.lastIndex { !$0.isWhitespace }
        return end.map { start[...$0] } ?? ""
    }
}
