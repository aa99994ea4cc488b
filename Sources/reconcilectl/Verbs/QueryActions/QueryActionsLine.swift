import IAMPolicy
import NeptuneAccess

/// `query-actions` for one line.
struct QueryActionsLine: LineJudge {
    static let form = #""language" and "query""#

    /// For lines that do not say.
    let defaultLanguage: QueryLanguage?

    /// `{"actions", "basis", "reasons", "furtherNeeds"?, "fault"?}`.
    func judge(_ line: LineMembers) throws(LineFault) -> JSONValue {
        let language = try self.language(line)
        let query = try line.required("query")
        // An empty text is an answer too: nothing that anybody could understand.
        guard let text = query.stringValue else { throw line.wrong("query", "a string", query) }
        return .object(QueryActionsReport.object(QueryAnalysis.actions(of: text, language: language)))
    }

    private func language(_ line: LineMembers) throws(LineFault) -> QueryLanguage {
        if let language = self.defaultLanguage, line.value("language") == nil { return language }
        let name = try line.requiredText("language")
        guard let language = QueryActionsVerb.language(name) else {
            throw LineFault(code: .invalidLine, message: "\"language\" is \"\(name)\"; the languages are \(QueryActionsVerb.languages)")
        }
        return language
    }
}
