/// A query language of Neptune's data plane; the raw value is what the command line takes.
package enum QueryLanguage: String, Sendable, CaseIterable {
    case gremlin
    case openCypher = "opencypher"
    case sparql

    /// The value of the condition key `neptune-db:QueryLanguage`, where upper and lower case count.
    ///
    /// Source: Amazon Neptune User Guide, "Condition keys available in Neptune IAM data-access policy statements".
    package var conditionValue: String {
        switch self {
        case .gremlin: "Gremlin"
        case .openCypher: "OpenCypher"
        case .sparql: "Sparql"
        }
    }
}
