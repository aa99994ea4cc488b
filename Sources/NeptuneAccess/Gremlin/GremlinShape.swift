/// What an expression of a Gremlin text could be; several bits where the text alone leaves it open.
struct GremlinShape: OptionSet {
    let rawValue: UInt64

    // Traversals and where they come from.
    static let source = Self(rawValue: 1 << 0)
    /// Begun from a source.
    static let spawned = Self(rawValue: 1 << 1)
    /// Begun with `__` or a bare step.
    static let anonymous = Self(rawValue: 1 << 2)
    static let transaction = Self(rawValue: 1 << 3)
    /// The graph itself, as consoles and servers bind it.
    static let graph = Self(rawValue: 1 << 4)

    // Literals.
    static let text = Self(rawValue: 1 << 8)
    static let whole = Self(rawValue: 1 << 9)
    static let decimal = Self(rawValue: 1 << 10)
    static let flag = Self(rawValue: 1 << 11)
    static let null = Self(rawValue: 1 << 12)
    static let date = Self(rawValue: 1 << 13)
    static let map = Self(rawValue: 1 << 14)
    static let list = Self(rawValue: 1 << 15)
    static let set = Self(rawValue: 1 << 16)
    static let vertex = Self(rawValue: 1 << 17)
    static let predicate = Self(rawValue: 1 << 18)

    // Members of TinkerPop's enumerations.
    static let token = Self(rawValue: 1 << 24)
    static let scope = Self(rawValue: 1 << 25)
    static let order = Self(rawValue: 1 << 26)
    static let column = Self(rawValue: 1 << 27)
    static let pop = Self(rawValue: 1 << 28)
    static let cardinality = Self(rawValue: 1 << 29)
    static let direction = Self(rawValue: 1 << 30)
    static let reduction = Self(rawValue: 1 << 31)
    static let merge = Self(rawValue: 1 << 32)
    static let pick = Self(rawValue: 1 << 33)
    static let unit = Self(rawValue: 1 << 34)
    static let barrier = Self(rawValue: 1 << 35)
    static let type = Self(rawValue: 1 << 36)
    /// Of `WithOptions`, `IO`, `PageRank` and the like.
    static let option = Self(rawValue: 1 << 37)

    // Groovy.
    static let code = Self(rawValue: 1 << 44)
    static let strategy = Self(rawValue: 1 << 45)
    /// A value that a call gave; no traversal.
    static let object = Self(rawValue: 1 << 46)
    /// Anything: a variable, a cast.
    static let variable = Self(rawValue: 1 << 47)
    /// A variable that the text does not set: a parameter of the request.
    static let parameter = Self(rawValue: 1 << 48)

    static let traversal: Self = [.spawned, .anonymous]
    static let members: Self = [
        .token, .scope, .order, .column, .pop, .cardinality, .direction, .reduction, .merge, .pick, .unit, .barrier, .type, .option
    ]
    /// What stands for data, and so may be an argument such as an id.
    static let value: Self = [
        .text, .whole, .decimal, .flag, .null, .date, .map, .list, .set, .vertex, .object, .anonymous, .strategy, .members
    ]

    /// Whether an argument of this shape may stand where `slot` is asked for.
    func fits(_ slot: Self) -> Bool { self.contains(.variable) || !self.isDisjoint(with: slot) }

    /// For people, as part of "has() does not take (a number, a text)".
    var name: String {
        let names: [(Self, String)] = [
            (.variable, "a variable"), (.source, "a traversal source"), (.traversal, "a traversal"), (.transaction, "a transaction"),
            (.graph, "the graph"), (.text, "a text"), ([.whole, .decimal], "a number"), (.flag, "a boolean"), (.null, "null"), (.date, "a date"),
            (.map, "a map"), (.list, "a list"), (.set, "a set"), (.vertex, "a vertex"), (.predicate, "a predicate"),
            (.members, "an enumeration's member"), (.code, "a closure"), (.strategy, "a strategy")
        ]
        return names.first { !self.isDisjoint(with: $0.0) }?.1 ?? "an object"
    }
}
