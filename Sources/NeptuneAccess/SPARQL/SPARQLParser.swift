/// Reads one SPARQL 1.1 request, a query or a sequence of updates, and collects what each form demands.
///
/// It builds no tree: what matters of a form is known when it has been read. The rules that the recommendation states as notes to the
/// grammar (scopes of variables and blank nodes) are kept as well, since Neptune refuses what breaks them.
struct SPARQLParser {
    let source: SPARQLSource
    let text: [UInt8]
    let tokens: [SPARQLToken]
    var position = 0
    var depth = 0
    var demands: [QueryActions.Reason] = []
    /// The prefixes that may be used, by name.
    var prefixes: Set<UInt64> = SPARQLParser.builtInPrefixes
    /// The variables of the group that is being read.
    var visible: Set<UInt64> = []
    var blankNodes = SPARQLBlankNodes()
    var expressions = SPARQLExpressionRules()

    /// Neptune declares these four itself; `hint` is its vocabulary of query hints.
    ///
    /// Source: Amazon Neptune User Guide, "SPARQL standards compliance in Amazon Neptune" and "SPARQL query hints".
    private static let builtInPrefixes: Set<UInt64> = Set(
        ["rdf", "rdfs", "owl", "xsd", "hint"].map {
            let name = Array($0.utf8)
            return NameNumber.of(name, from: 0, to: name.count)
        })

    init(_ source: SPARQLSource) throws(QuerySyntaxFault) {
        self.source = source
        self.text = source.bytes
        self.tokens = try SPARQLLexer.tokens(of: source)
    }

    /// The whole of the text.
    mutating func request() throws(QuerySyntaxFault) {
        try self.prologue()
        switch self.token.word {
        case .select, .construct, .describe, .ask:
            try self.query()
        default:
            try self.updates()
        }
        guard self.token.kind == .end else { throw self.fault(expected: "the end") }
    }

    mutating func prologue() throws(QuerySyntaxFault) {
        while self.token.kind == .word {
            if self.accept(.base) {
                try self.expect(.fullIRI)
            } else if self.accept(.prefix) {
                let name = self.token
                try self.expect(.namespace)
                try self.expect(.fullIRI)
                self.prefixes.insert(NameNumber.of(self.text, from: name.start, to: name.end - 1))
            } else {
                return
            }
        }
    }

    // MARK: - Pieces

    var token: SPARQLToken { self.tokens[self.position] }

    func token(ahead distance: Int) -> SPARQLToken {
        self.tokens[min(self.position + distance, self.tokens.count - 1)]
    }

    mutating func advance() {
        if self.position < self.tokens.count - 1 { self.position += 1 }
    }

    mutating func accept(_ kind: SPARQLTokenKind) -> Bool {
        guard self.token.kind == kind else { return false }
        self.advance()
        return true
    }

    mutating func accept(_ word: SPARQLWord) -> Bool {
        guard self.token.kind == .word, self.token.word == word else { return false }
        self.advance()
        return true
    }

    mutating func expect(_ kind: SPARQLTokenKind) throws(QuerySyntaxFault) {
        guard self.accept(kind) else { throw self.fault(expected: kind.name) }
    }

    mutating func expect(_ word: SPARQLWord) throws(QuerySyntaxFault) {
        guard self.accept(word) else { throw self.fault(expected: word.rawValue.uppercased()) }
    }

    /// - Returns: the number of the variable's name, without its mark: `?x` and `$x` are the same.
    mutating func variable() throws(QuerySyntaxFault) -> UInt64 {
        let token = self.token
        try self.expect(.variable)
        return NameNumber.of(self.text, from: token.start + 1, to: token.end)
    }

    /// An IRI in full or by prefix.
    mutating func iri() throws(QuerySyntaxFault) {
        guard try self.acceptIRI() else { throw self.fault(expected: "an IRI") }
    }

    mutating func acceptIRI() throws(QuerySyntaxFault) -> Bool {
        let token = self.token
        switch token.kind {
        case .fullIRI: break
        case .prefixedName, .namespace:
            var colon = token.start
            while colon < token.end, self.text[colon] != UInt8(ascii: ":") { colon += 1 }
            guard self.prefixes.contains(NameNumber.of(self.text, from: token.start, to: colon)) else {
                throw self.fault("the prefix is not declared", at: token)
            }
        default: return false
        }
        self.advance()
        return true
    }

    mutating func variableOrIRI() throws(QuerySyntaxFault) {
        if self.token.kind == .variable {
            self.visible.insert(try self.variable())
        } else {
            try self.iri()
        }
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

    mutating func demand(_ actions: [DataAction], _ because: String, at token: SPARQLToken) {
        let offset = self.source.origin(of: token.start)
        for action in actions {
            self.demands.append(QueryActions.Reason(action: action, because: because, offset: offset, basis: .derived))
        }
    }

    func fault(expected: String) -> QuerySyntaxFault {
        self.fault("expected \(expected), found \(self.token.kind.name)", at: self.token)
    }

    func fault(_ message: String, at token: SPARQLToken) -> QuerySyntaxFault {
        QuerySyntaxFault(message: message, offset: self.source.origin(of: token.start))
    }
}

/// Keeps that a blank node's label stays within one basic graph pattern, or within one operation of an update.
///
/// Source: W3C, "SPARQL 1.1 Query Language", section 5.1.1, and notes 8 and 10 to the grammar.
struct SPARQLBlankNodes {
    private var owners: [UInt64: Int] = [:]
    private var made = 0
    /// The pattern, template or operation that is being read.
    private(set) var current = 0

    /// What follows is another pattern.
    mutating func beginPattern() {
        self.made += 1
        self.current = self.made
    }

    /// What follows belongs to that pattern again, as after a filter.
    mutating func resume(_ pattern: Int) {
        self.current = pattern
    }

    /// False if the label belongs to another pattern.
    mutating func use(_ label: UInt64) -> Bool {
        let owner = self.owners[label, default: self.current]
        self.owners[label] = owner
        return owner == self.current
    }
}

/// What an expression may hold at its place, and which variables it used outside of aggregates.
struct SPARQLExpressionRules {
    var allowsAggregates = false
    var isInAggregate = false
    var hasAggregate = false
    /// The variables outside of aggregates, with the place of each.
    var uses: [(variable: UInt64, token: SPARQLToken)] = []
}
