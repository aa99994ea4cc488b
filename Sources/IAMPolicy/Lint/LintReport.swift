/// Where rules put what they find.
struct LintReport {
    /// One finding whose place is not yet a line.
    struct Entry {
        let code: LintCode
        let severity: LintSeverity
        let message: String
        let path: JSONPath
        /// Whether the name of the member is meant, not its value.
        let isAtName: Bool
        let fix: LintFix?
    }

    /// Beyond this a document is not one that a person will mend finding by finding.
    static let entriesMax = 500

    private(set) var entries: [Entry] = []

    var isFull: Bool { self.entries.count >= Self.entriesMax }

    /// - Parameter severity: If it is not the code's own.
    mutating func add(
        _ code: LintCode, _ message: String, at path: JSONPath, onName: Bool = false, severity: LintSeverity? = nil, fix: LintFix? = nil
    ) {
        if self.isFull { return }
        self.entries.append(
            Entry(code: code, severity: severity ?? code.severity, message: message, path: path, isAtName: onName, fix: fix))
    }
}
