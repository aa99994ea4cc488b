import IAMPolicy
import Manifests

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
        return ["findings": .array(findings.map { Self.json($0) })]
    }

    /// `{"code", "severity", "message", "path", "line", "column", "fix"?}`, with `"file"` before `line` where there is a file.
    /// - Parameter place: Where the finding stands, if that is not a line and a column of the text.
    static func json(_ finding: LintFinding, at place: SourcePlace? = nil) -> JSONValue {
        var object: JSONObject = [
            "code": .string(finding.code), "severity": .string(finding.severity.rawValue), "message": .string(finding.message),
            "path": .string(finding.path)
        ]
        if let place { object["file"] = .string(place.file) }
        object["line"] = JSONValue(place?.line ?? finding.line)
        object["column"] = JSONValue(place?.column ?? finding.column)
        if let fix = finding.fix { object["fix"] = .string(fix.text) }
        return .object(object)
    }
}
