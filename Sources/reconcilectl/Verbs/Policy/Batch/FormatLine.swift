import IAMPolicy

/// `policy format` for one line.
struct FormatLine: LineJudge {
    static let form = #""policy""#

    /// `{"policy"}` in canonical form.
    func judge(_ line: LineMembers) throws(LineFault) -> JSONValue {
        ["policy": CanonicalPolicy(try line.document("policy").document).document.jsonValue]
    }
}
