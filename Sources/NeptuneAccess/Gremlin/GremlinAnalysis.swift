/// Finds the data actions of a query in Gremlin.
///
/// Reads gremlin-lang, the grammar of Apache TinkerPop, and around it what Groovy scripts hold: variables, several statements, closures,
/// method calls on results. Everything in the text counts, run or not.
enum GremlinAnalysis {
    /// - Throws: where the query is not of the language, calls what nobody knows, or nests too deep.
    static func actions(of query: String) throws(QuerySyntaxFault) -> QueryActions {
        var parser = try GremlinParser(Array(query.utf8))
        try parser.script()
        // A step is noted when its name is read, a call when its arguments are known: the order of the text comes back here.
        let demands = parser.demands.enumerated().sorted { ($0.element.offset, $0.offset) < ($1.element.offset, $1.offset) }
        return QueryActions(demands: demands.map(\.element))
    }
}
