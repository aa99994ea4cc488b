/// Answers which data actions a query could need, in any of Neptune's languages.
package enum QueryAnalysis {
    /// Longest query that is looked at, in bytes.
    package static let bytesMax = 8 << 20
    /// Deepest nesting of brackets, subqueries or expressions that is looked at.
    package static let depthMax = 256

    /// Never fails: what is not understood needs all three actions, with the basis `unknown`.
    package static func actions(of query: String, language: QueryLanguage) -> QueryActions {
        guard query.utf8.count <= self.bytesMax else {
            return QueryActions(notUnderstood: QuerySyntaxFault(message: "a query has at most \(self.bytesMax) bytes", offset: self.bytesMax))
        }
        do throws(QuerySyntaxFault) {
            return switch language {
            case .gremlin: try GremlinAnalysis.actions(of: query)
            case .openCypher: try OpenCypherAnalysis.actions(of: query)
            case .sparql: try SPARQLAnalysis.actions(of: query)
            }
        } catch {
            return QueryActions(notUnderstood: error)
        }
    }
}
