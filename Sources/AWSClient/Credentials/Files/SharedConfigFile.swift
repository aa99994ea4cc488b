/// The sections of one of AWS's shared files, as written.
///
/// Values may be keys: printing it, also by reflection, shows none.
/// - SeeAlso: AWS SDKs and Tools Reference Guide, "Shared config and credentials files"; where that is silent, botocore decides.
package struct SharedConfigFile: Hashable, Sendable {
    /// Why a file cannot be used.
    package struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
        /// From 1 up.
        package let line: Int
        package let message: String

        package var description: String { "line \(self.line): \(self.message)" }
    }

    /// What stands below one line in brackets.
    package struct Section: Hashable, Sendable {
        /// Where it begins, from 1 up.
        package let line: Int
        /// By name in lower case.
        package fileprivate(set) var settings: [String: Setting] = [:]
    }

    /// What stands behind one `=`, and where.
    package struct Setting: Hashable, Sendable {
        let text: SecretText
        /// From 1 up.
        package let line: Int
        /// The indented settings below one without a value, as under `s3 =`.
        package fileprivate(set) var nested: [String: Setting] = [:]

        /// Empty where nothing stands behind the `=`.
        package var value: String { self.text.revealed }
    }

    /// For messages.
    package let path: String
    /// By the text between the brackets: `profile prod`.
    package private(set) var sections: [String: Section] = [:]

    /// No sections.
    package init(path: String = "") { self.path = path }

    package init(parsing text: String, path: String = "") throws(Fault) {
        self.path = path
        var cursor = Cursor()
        // A carriage return and a line feed are one character to Swift, and not equal to a line feed.
        let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        for (index, line) in lines.enumerated() { try self.read(line, number: index + 1, &cursor) }
    }
}

// Reading.
extension SharedConfigFile {
    private struct Cursor {
        var section: String?
        var setting: String?
        /// How far the last setting was indented.
        var indentation = 0
    }

    private mutating func read(_ rawLine: Substring, number: Int, _ cursor: inout Cursor) throws(Fault) {
        let line = Self.trimmed(rawLine)
        if line.isEmpty || line.hasPrefix("#") || line.hasPrefix(";") { return }
        let indentation = rawLine.prefix { $0 == " " || $0 == "\t" }.count
        if let section = cursor.section, let setting = cursor.setting, indentation > cursor.indentation {
            return try self.readNested(line, number: number, section: section, setting: setting)
        }
        if line.hasPrefix("[") {
            let name = try Self.sectionName(line, line: number)
            if self.sections[name] == nil { self.sections[name] = Section(line: number) }
            cursor = Cursor(section: name)
            return
        }
        guard let name = cursor.section else { throw Fault(line: number, message: "a setting before the first section") }
        let (key, value) = try Self.setting(line, line: number)
        guard self.sections[name]?.settings[key] == nil else { throw Fault(line: number, message: "\(key) is set twice in [\(name)]") }
        self.sections[name]?.settings[key] = Setting(text: SecretText(value), line: number)
        (cursor.setting, cursor.indentation) = (key, indentation)
    }

    private mutating func readNested(_ line: Substring, number: Int, section: String, setting: String) throws(Fault) {
        guard self.sections[section]?.settings[setting]?.value.isEmpty == true else {
            throw Fault(line: number, message: "an indented line below \(setting), which has a value; settings of one section begin in one column")
        }
        let (key, value) = try Self.setting(line, line: number)
        guard self.sections[section]?.settings[setting]?.nested[key] == nil else {
            throw Fault(line: number, message: "\(key) is set twice below \(setting)")
        }
        self.sections[section]?.settings[setting]?.nested[key] = Setting(text: SecretText(value), line: number)
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
