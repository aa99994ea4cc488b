/// Finds the data actions of a query or an update in SPARQL 1.1.
///
/// Amazon Neptune's documentation gives no sample of SPARQL: the demands are concluded from what each form does.
enum SPARQLAnalysis {
    /// - Throws: where the query is not of the language, or breaks a rule of scopes that the language states beside its grammar.
    static func actions(of query: String) throws(QuerySyntaxFault) -> QueryActions {
        var parser = try SPARQLParser(SPARQLSource(query))
        try parser.request()
        return QueryActions(demands: parser.demands, readBasis: .derived)
    }
}
