/// Finds the data actions of a query in openCypher.
enum OpenCypherAnalysis {
    /// - Throws: where the query is not of the language, or uses variables against its rules of scope.
    static func actions(of query: String) throws(QuerySyntaxFault) -> QueryActions {
        var parser = try CypherParser(query)
        try parser.script()
        return QueryActions(demands: parser.demands, furtherNeeds: parser.furtherNeeds)
    }
}
