/// What keeps a text from being JSON.
enum SyntaxFindings {
    static let comment = LintCode("JSON_COMMENT", .error, "A comment: JSON has none, and AWS refuses it.")
    static let duplicateName = LintCode(
        "JSON_DUPLICATE_KEY", .error, "A member that occurs twice in one object, so that nobody can say which of them counts.")
    static let syntax = LintCode("JSON_SYNTAX_ERROR", .error, "The text is not JSON.")
    static let codes = [Self.comment, Self.duplicateName, Self.syntax]

    static func fault(_ fault: JSONSyntaxError) -> LintFinding {
        let code = fault.code == .duplicateName ? Self.duplicateName : Self.syntax
        return LintFinding(
            code: code.name, severity: .error, message: fault.message, path: "", line: fault.line, column: fault.column, fix: nil)
    }

    /// - Parameter range: In UTF-8 bytes of `text`.
    static func comment(at range: Range<Int>, in text: String) -> LintFinding {
        let position = JSONPosition(ofOffset: range.lowerBound, in: Array(text.utf8))
        return LintFinding(
            code: Self.comment.name, severity: .error, message: "a comment stands here; JSON has none and AWS refuses it", path: "",
            line: position.line, column: position.column, fix: LintFix("remove the comment", edit: .blank(range)))
    }
}
