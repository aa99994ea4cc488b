/// The words that mean something at some place of an openCypher query; the raw value is the spelling in lower case.
///
/// None of them is reserved: each may also name a variable, a label, a type or a key, so that a word counts only where the grammar
/// expects it.
enum CypherWord: String, CaseIterable, Sendable {
    case match, optional, unwind, with, `return`, union, all, distinct, `where`, order, by, skip, offset, limit, asc, ascending, desc, descending
    case create, merge, on, set, remove, delete, detach, nodetach, foreach, call, yield, load, csv, headers, from, fieldterminator, finish
    case `as`, and, or, xor, not, `in`, starts, ends, contains, `is`, null, `true`, `false`, `case`, when, then, `else`, end
    case exists, count, collect, any, none, single, reduce, shortestPath = "shortestpath", allShortestPaths = "allshortestpaths"
    case sum, avg, min, max, stdev, stdevp, percentileCont = "percentilecont", percentileDisc = "percentiledisc", size
    case extract, filter, normalized, nfc, nfd, nfkc, nfkd, typed
    case shortest, path, paths, group, groups
    case prefix, explain, profile, cypher, using, periodic, commit, query, index, seek, scan, join
    case transactions, concurrent, of, row, rows, error, `continue`, `break`, fail, report, status, use
    case other = ""

    static let table = KeywordTable<CypherWord>()

    /// Whether the function of that name gathers rows.
    var isAggregate: Bool {
        switch self {
        case .count, .collect, .sum, .avg, .min, .max, .stdev, .stdevp, .percentileCont, .percentileDisc: true
        default: false
        }
    }
}

/// What a piece of an openCypher text is.
enum CypherTokenKind: UInt8, Sendable {
    case name, quotedName, iri, string, integer, float, parameter
    case openParenthesis, closeParenthesis, openBracket, closeBracket, openBrace, closeBrace
    case comma, dot, dots, colon, doubleColon, semicolon, pipe, doublePipe, ampersand, exclamation, dollar
    case plusSign, minusSign, star, slash, percent, caret, equal, notEqual, less, greater, lessOrEqual, greaterOrEqual, matches, plusEqual
    case finis

    /// For messages: what a person would call it.
    var name: String {
        switch self {
        case .name, .quotedName: "a name"
        case .iri: "an IRI"
        case .string: "a string"
        case .integer, .float: "a number"
        case .parameter: "a parameter"
        case .finis: "the end"
        default: "\"\(Self.spellings[self] ?? "")\""
        }
    }

    private static let spellings: [CypherTokenKind: String] = [
        .openParenthesis: "(", .closeParenthesis: ")", .openBracket: "[", .closeBracket: "]", .openBrace: "{", .closeBrace: "}", .comma: ",",
        .dot: ".", .dots: "..", .colon: ":", .doubleColon: "::", .semicolon: ";", .pipe: "|", .doublePipe: "||", .ampersand: "&",
        .exclamation: "!", .dollar: "$", .plusSign: "+", .minusSign: "-", .star: "*", .slash: "/", .percent: "%", .caret: "^", .equal: "=",
        .notEqual: "<>", .less: "<", .greater: ">", .lessOrEqual: "<=", .greaterOrEqual: ">=", .matches: "=~", .plusEqual: "+="
    ]
}

/// One piece of an openCypher text.
struct CypherToken: Sendable {
    let kind: CypherTokenKind
    let word: CypherWord
    let start: Int
    let end: Int
    /// For a bracket, where among the pieces its other half is.
    var partner = 0

    init(_ kind: CypherTokenKind, from start: Int, to end: Int, word: CypherWord = .other) {
        self.kind = kind
        self.word = word
        self.start = start
        self.end = end
    }
}
