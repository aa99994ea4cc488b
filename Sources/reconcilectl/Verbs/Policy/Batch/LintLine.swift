import IAMPolicy

/// `policy lint` for one line.
struct LintLine: LineJudge {
    static let form = #""policy""#

    /// For lines that do not say.
    let defaultType: PolicyType?

    /// `{"findings"}`; places are those of the string, or of the value written without white space.
    func judge(_ line: LineMembers) throws(LineFault) -> JSONValue {
        let policy = try line.required("policy")
        let text = policy.stringValue.map(PolicyText.decode) ?? JSONWriter.compact(policy)
        let findings = PolicyLint.lint(text: text, type: try line.type() ?? self.defaultType)
        return ["findings": .array(findings.map(Self.json))]
    }

    /// `{"code", "severity", "message", "path", "line", "column", "fix"?}`.
    static func json(_ finding: LintFinding) -> JSONValue {
        var object: JSONObject = [
            "code": .string(finding.code), "severity": .string(finding.severity.rawValue), "message": .string(finding.message),
            "path": .string(finding.path), "line": JSONValue(finding.line), "column": JSONValue(finding.column)
        ]
        if let fix = finding.fix { object["fix"] = .string(fix.text) }
        return .object(object)
    }
}
