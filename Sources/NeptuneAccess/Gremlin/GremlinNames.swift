/// Predicates, enumerations and functions that stand without a traversal before them.
enum GremlinNames {
    /// Of `P` and `TextP`.
    static let predicates = GremlinFormTable.read(
        """
        eq: value
        neq: value
        lt: value
        lte: value
        gt: value
        gte: value
        inside: value value
        outside: value value
        between: value value
        within: value*
        without: value*
        not: test
        typeOf: type
        test: value | value value | code | code value
        containing: text
        notContaining: text
        startingWith: text
        notStartingWith: text
        endingWith: text
        notEndingWith: text
        regex: text
        notRegex: text
        """)

    /// What a predicate has.
    static let predicateMethods: Set<String> = ["and", "or", "negate", "test", "clone", "toString", "getValue", "hashCode", "equals"]

    /// Functions that give a value, and take values.
    static let functions: [String: GremlinShape] = [
        "datetime": .date, "DateTime": .date, "date": .date, "duration": .object, "Duration": .object, "uuid": .object, "UUID": .object,
        "binary": .object, "Binary": .object, "Vertex": .vertex, "ReferenceVertex": .vertex, "single": .cardinality, "set": .cardinality,
        "list": .cardinality, "traversal": .source, "println": .object, "print": .object, "printf": .object, "sleep": .object
    ]

    /// The members of TinkerPop's enumerations and constants, by the name before the dot.
    static let members: [String: (shape: GremlinShape, names: Set<String>)] = [
        "T": (.token, ["id", "label", "key", "value"]),
        "Scope": (.scope, ["local", "global"]),
        "Order": (.order, ["incr", "decr", "asc", "desc", "shuffle"]),
        "Column": (.column, ["keys", "values"]),
        "Pop": (.pop, ["first", "last", "all", "mixed"]),
        "Cardinality": (.cardinality, ["single", "set", "list"]),
        "Direction": (.direction, ["IN", "OUT", "BOTH", "from", "to"]),
        "Operator": (.reduction, ["addAll", "and", "assign", "div", "max", "min", "minus", "mult", "or", "sum", "sumLong"]),
        "Merge": (.merge, ["onCreate", "onMatch", "outV", "inV"]),
        "Pick": (.pick, ["any", "none", "unproductive"]),
        "DT": (.unit, ["second", "minute", "hour", "day"]),
        "Barrier": (.barrier, ["normSack"]),
        "GType": (.type, Self.types),
        "N": (
            .type,
            [
                "byte", "short", "int", "long", "float", "double", "bigInt", "bigDecimal", "byte_", "short_", "int_", "long_", "nbyte", "nshort",
                "nint", "nlong", "nfloat", "ndouble"
            ]
        ),
        "WithOptions": (.option, ["tokens", "none", "ids", "labels", "keys", "values", "all", "indexer", "list", "map"]),
        "IO": (.option, ["reader", "writer", "gryo", "graphson", "graphml", "registry"]),
        "ConnectedComponent": (.option, ["component", "edges", "propertyName"]),
        "PageRank": (.option, ["edges", "times", "propertyName"]),
        "PeerPressure": (.option, ["edges", "times", "propertyName"]),
        "ShortestPath": (.option, ["target", "edges", "distance", "maxDistance", "includeEdges"])
    ]

    private static let types: Set<String> = [
        "BIGDECIMAL", "BIGINT", "BINARY", "BOOLEAN", "BYTE", "CHAR", "DATETIME", "DOUBLE", "DURATION", "EDGE", "FLOAT", "GRAPH", "INT", "LIST",
        "LONG", "MAP", "NULL", "NUMBER", "PATH", "PROPERTY", "SET", "SHORT", "STRING", "TREE", "UUID", "VERTEX", "VPROPERTY"
    ]

    /// Members that are written without their enumeration as well; no parameter of a request has such a name.
    static let bareMembers: Set<String> = Set(Self.members.values.flatMap(\.names))
}
