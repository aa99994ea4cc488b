/// What Neptune asks for before it runs a step, by the step's name.
///
/// Sources: Amazon Neptune User Guide, "Using query actions in Neptune data-access policy statements" (addV, addE, drop, property);
/// Apache TinkerPop, the marker interfaces `Writing` and `Deleting` (mergeV, mergeE).
struct GremlinEffect {
    let action: DataAction
    let because: String
    let basis: ActionBasis

    /// - Parameter name: of a step or of a method of an element or of the graph.
    /// - Returns: empty for what only reads.
    static func of(_ name: String) -> [GremlinEffect] { Self.byName[name] ?? [] }

    /// A service that nobody knows, or a traversal that is not in the text.
    static func anything(_ because: String) -> [GremlinEffect] {
        DataAction.allCases.map { GremlinEffect(action: $0, because: because, basis: .derived) }
    }

    /// Services that come with TinkerPop and only read.
    static let readingServices: Set<String> = ["--list", "tinker.search", "tinker.degree.centrality"]

    private static let byName: [String: [GremlinEffect]] = [
        "addV": [
            Self(action: .readDataViaQuery, because: "addV() looks whether a vertex with the id exists", basis: .documented),
            Self(action: .writeDataViaQuery, because: "addV() inserts a vertex", basis: .documented)
        ],
        "addE": [
            Self(action: .readDataViaQuery, because: "addE() reads both vertices, and whether the edge exists", basis: .documented),
            Self(action: .writeDataViaQuery, because: "addE() inserts an edge", basis: .documented)
        ],
        "drop": [
            Self(action: .readDataViaQuery, because: "drop() reads what it deletes", basis: .documented),
            Self(action: .deleteDataViaQuery, because: "drop() deletes", basis: .documented)
        ],
        "property": [
            Self(action: .readDataViaQuery, because: "property() reads the present value", basis: .documented),
            Self(action: .writeDataViaQuery, because: "property() inserts the value", basis: .documented),
            Self(action: .deleteDataViaQuery, because: "property() deletes a present value", basis: .documented)
        ],
        "mergeV": Self.merging("mergeV()", "a vertex"),
        "mergeE": Self.merging("mergeE()", "an edge"),
        "io": [Self(action: .readDataViaQuery, because: "io() reads or writes a file", basis: .derived)],
        "read": [
            Self(action: .readDataViaQuery, because: "io().read() looks what exists", basis: .derived),
            Self(action: .writeDataViaQuery, because: "io().read() inserts what the file holds", basis: .derived)
        ],
        "write": [Self(action: .readDataViaQuery, because: "io().write() reads the graph", basis: .derived)],
        "addVertex": Self.structure("addVertex()"),
        "addEdge": Self.structure("addEdge()"),
        "addInE": Self.structure("addInE()"),
        "addOutE": Self.structure("addOutE()"),
        "readGraph": Self.structure("readGraph()"),
        "remove": [
            Self(action: .readDataViaQuery, because: "remove() reads what it deletes", basis: .derived),
            Self(action: .deleteDataViaQuery, because: "remove() may delete an element", basis: .derived)
        ]
    ]

    private static func merging(_ step: String, _ what: String) -> [GremlinEffect] {
        [
            Self(action: .readDataViaQuery, because: "\(step) looks for \(what)", basis: .marker),
            Self(action: .writeDataViaQuery, because: "\(step) inserts \(what) where none is found", basis: .marker),
            Self(action: .deleteDataViaQuery, because: "\(step) may replace properties of what is found", basis: .marker)
        ]
    }

    private static func structure(_ method: String) -> [GremlinEffect] {
        [
            Self(action: .readDataViaQuery, because: "\(method) looks what exists", basis: .derived),
            Self(action: .writeDataViaQuery, because: "\(method) inserts", basis: .derived)
        ]
    }
}
