/// `Sid`.
///
/// Source: IAM User Guide, "IAM JSON policy elements: Sid".
enum SidRule: LintRule {
    static let illegal = LintCode("UNSUPPORTED_SID", .error, "A `Sid` with other characters than letters and digits, in a policy that IAM stores.")
    static let required = LintCode("UNIQUE_SIDS_REQUIRED", .error, "A `Sid` that occurs twice, in a policy that IAM stores.")
    static let recommended = LintCode("UNIQUE_SIDS_RECOMMENDED", .warning, "A `Sid` that occurs twice, where AWS takes that.")
    static let empty = LintCode("EMPTY_SID_VALUE", .suggestion, "An empty `Sid`.")
    static let codes = [Self.illegal, Self.required, Self.recommended, Self.empty]

    static func check(_ subject: LintSubject, _ report: inout LintReport) {
        let isStrict = subject.type.isStoredByIAM
        var taken = Set(subject.statements.compactMap(\.statement.sid))
        var seen: Set<String> = []
        for statement in subject.statements {
            guard let sid = statement.statement.sid else { continue }
            let path = statement.path.appending("Sid")
            if sid.isEmpty {
                report.add(Self.empty, "the Sid is empty", at: path, fix: LintFix("remove it", edit: .remove(path)))
                continue
            }
            let legal = String(decoding: sid.utf8.filter { JSONParser.isWordByte($0) && $0 != UInt8(ascii: "_") }, as: UTF8.self)
            if isStrict && legal != sid {
                let free = legal.isEmpty ? nil : taken.contains(legal) ? Self.numbered(legal, taken) : legal
                if let free { taken.insert(free) }
                let fix = LintFix("use letters and digits only\(free.map { ": \"\($0)\"" } ?? "")", edit: free.map { .replace(path, $0) })
                report.add(Self.illegal, "the Sid has characters other than letters and digits, which IAM refuses", at: path, fix: fix)
            }
            if seen.insert(sid).inserted { continue }
            let fix = legal == sid || !isStrict ? Self.fix(for: sid, at: path, &taken) : nil
            report.add(
                isStrict ? Self.required : Self.recommended, "another statement has the Sid \"\(sid)\" already", at: path, fix: fix)
        }
    }

    private static func numbered(_ sid: String, _ taken: Set<String>) -> String? {
        (2...999).lazy.map { "\(sid)\($0)" }.first { !taken.contains($0) }
    }

    /// A Sid is a label: another one changes no access.
    private static func fix(for sid: String, at path: JSONPath, _ taken: inout Set<String>) -> LintFix? {
        guard let name = Self.numbered(sid, taken) else { return nil }
        taken.insert(name)
        return LintFix("give each statement its own Sid, such as \"\(name)\"", edit: .replace(path, name))
    }
}
