/// Reads the statements of an openCypher text and collects what each clause demands.
///
/// It builds no tree: what matters of a clause is known when it has been read. Beside the grammar it keeps the rules of scopes, since a
/// variable that is used before it is bound makes the whole query one that Neptune refuses.
/// Source: the openCypher 9 reference and its grammar; Amazon Neptune User Guide, "openCypher specification compliance".
struct CypherParser {
    let text: [UInt8]
    let tokens: [CypherToken]
    var position = 0
    var depth = 0
    var demands: [QueryActions.Reason] = []
    var furtherNeeds: [QueryActions.FurtherNeed] = []
    var scope = CypherScope()
    var rules = CypherRules()
    /// Variables that a pattern may still bind after they were used in it; nil where that is not so.
    var awaited: [(name: UInt64, token: CypherToken)]?
    /// What all values of the last list that was written out are, if they are of one kind.
    var elementOfLastList = CypherValue.unknown
    /// What the clause that is being read says of grouping; nil where nothing is grouped.
    var grouping: CypherGrouping?
    /// What the last RETURN * gave.
    var columnsOfStar: [UInt64] = []
    /// Where the variable of the last node began that was bound before its pattern.
    var reboundNode: Int?

    init(_ query: String) throws(QuerySyntaxFault) {
        self.text = Array(query.utf8)
        self.tokens = try CypherLexer.tokens(of: self.text)
    }

    /// The whole of the text: statements parted by semicolons.
    mutating func script() throws(QuerySyntaxFault) {
        var count = 0
        while true {
            while self.accept(.semicolon) {}
            if self.token.kind == .finis { break }
            guard count == 0 || self.tokens[self.position - 1].kind == .semicolon else { throw self.fault(expected: "\";\" or the end") }
            try self.statement()
            count += 1
        }
        guard count > 0 else { throw self.fault(expected: "a clause") }
    }

    private mutating func statement() throws(QuerySyntaxFault) {
        self.scope = CypherScope()
        self.rules = CypherRules()
        try self.prefixes()
        try self.query(.statement)
    }

    /// EXPLAIN, PROFILE, CYPHER with its options, hints for the whole of the query, and the prefixes of openCypher over RDF.
    private mutating func prefixes() throws(QuerySyntaxFault) {
        while true {
            if self.accept(.explain) || self.accept(.profile) {
                continue
            } else if self.accept(.cypher) {
                while self.token.kind == .float || self.token.kind == .integer || (self.token.kind == .name && self.token(ahead: 1).kind == .equal) {
                    if self.token.kind != .name {
                        self.advance()
                    } else {
                        self.advance()
                        self.advance()
                        try self.anyName()
                    }
                }
            } else if self.accept(.prefix) {
                if self.token.kind != .colon { try self.anyName() }
                try self.expect(.colon)
                try self.expect(.iri)
            } else if self.token.word == .using {
                try self.queryHint()
            } else {
                return
            }
        }
    }

    /// Neptune's `USING QUERY:NAME value`, and `USING PERIODIC COMMIT`.
    ///
    /// Source: Amazon Neptune User Guide, "openCypher query hints".
    private mutating func queryHint() throws(QuerySyntaxFault) {
        try self.expect(.using)
        if self.accept(.periodic) {
            try self.expect(.commit)
            _ = self.accept(.integer)
            return
        }
        try self.expect(.query)
        try self.expect(.colon)
        try self.anyName()
        switch self.token.kind {
        case .string, .integer, .float, .name, .parameter: self.advance()
        default: throw self.fault(expected: "the value of the hint")
        }
    }

    // MARK: - Pieces

    var token: CypherToken { self.tokens[self.position] }

    func token(ahead distance: Int) -> CypherToken {
        self.tokens[min(self.position + distance, self.tokens.count - 1)]
    }

    /// The piece at that place among all; the last for a place beyond.
    func token(at place: Int) -> CypherToken {
        self.tokens[max(0, min(place, self.tokens.count - 1))]
    }

    mutating func advance() {
        if self.position < self.tokens.count - 1 { self.position += 1 }
    }

    mutating func accept(_ kind: CypherTokenKind) -> Bool {
        guard self.token.kind == kind else { return false }
        self.advance()
        return true
    }

    mutating func accept(_ word: CypherWord) -> Bool {
        guard self.token.word == word else { return false }
        self.advance()
        return true
    }

    mutating func expect(_ kind: CypherTokenKind) throws(QuerySyntaxFault) {
        guard self.accept(kind) else { throw self.fault(expected: kind.name) }
    }

    mutating func expect(_ word: CypherWord) throws(QuerySyntaxFault) {
        guard self.accept(word) else { throw self.fault(expected: word.rawValue.uppercased()) }
    }

    var isName: Bool { self.token.kind == .name || self.token.kind == .quotedName }

    /// A label, type, key, column or part of a function's name: any word will do, also one with a prefix (`skos::exactMatch`).
    /// - Returns: the number of the name.
    @discardableResult
    mutating func anyName() throws(QuerySyntaxFault) -> UInt64 {
        guard self.isName else { throw self.fault(expected: "a name") }
        let name = self.name(of: self.token)
        self.advance()
        if self.endsPrefix {
            self.advance()
            self.advance()
        }
        return name
    }

    private var endsPrefix: Bool {
        guard self.token.kind == .doubleColon else { return false }
        let following = self.token(ahead: 1).kind
        return following == .name || following == .quotedName
    }

    /// The same for a name with and without back quotes.
    func name(of token: CypherToken) -> UInt64 {
        let quotes = token.kind == .quotedName ? 1 : 0
        return NameNumber.of(self.text, from: token.start + quotes, to: token.end - quotes)
    }

    mutating func enter() throws(QuerySyntaxFault) {
        self.depth += 1
        guard self.depth <= QueryAnalysis.depthMax else {
            throw self.fault("a query is at most \(QueryAnalysis.depthMax) levels deep", at: self.token)
        }
    }

    mutating func leave() {
        self.depth -= 1
    }

    mutating func demand(_ actions: [DataAction], _ because: String, _ basis: ActionBasis, at token: CypherToken) {
        let isNested = self.rules.isInSubquery && basis == .documented
        for action in actions {
            self.demands.append(
                QueryActions.Reason(action: action, because: because, offset: token.start, basis: isNested ? .derived : basis))
        }
    }

    func fault(expected: String) -> QuerySyntaxFault {
        self.fault("expected \(expected), found \(self.token.kind.name)", at: self.token)
    }

    func fault(_ message: String, at token: CypherToken) -> QuerySyntaxFault {
        QuerySyntaxFault(message: message, offset: token.start)
    }
}

/// What the place that is being read allows.
struct CypherRules {
    /// Whether it lies in CALL { }: that its clauses count is concluded, not documented.
    var isInSubquery = false
    /// Whether nothing may be changed, as in EXISTS { }.
    var isReadOnly = false
    /// Whether a pattern may stand as a predicate.
    var allowsPatterns = true
    var allowsAggregates = false
    var isInAggregate = false
    /// Whether the expression that is being read aggregates.
    var hasAggregate = false
    /// Whether a bar ends the labels that are asked of a value, as in a comprehension.
    var barEndsLabels = false

    /// As before, but keeps that something aggregated.
    mutating func restore(_ earlier: CypherRules) {
        let hasAggregate = self.hasAggregate
        self = earlier
        self.hasAggregate = hasAggregate
    }
}
