/// What triples may hold at their place.
struct SPARQLTripleRules {
    let allowsPaths: Bool
    let allowsVariables: Bool
    let allowsBlankNodes: Bool

    static let pattern = Self(allowsPaths: true, allowsVariables: true, allowsBlankNodes: true)
    /// CONSTRUCT's and INSERT's templates.
    static let template = Self(allowsPaths: false, allowsVariables: true, allowsBlankNodes: true)
    /// DELETE's template and DELETE WHERE: a blank node there would match anything.
    static let deletion = Self(allowsPaths: false, allowsVariables: true, allowsBlankNodes: false)
    static let insertedData = Self(allowsPaths: false, allowsVariables: false, allowsBlankNodes: true)
    static let deletedData = Self(allowsPaths: false, allowsVariables: false, allowsBlankNodes: false)
}

extension SPARQLParser {
    /// Triples parted by dots, as in a template; the closing piece is left.
    mutating func triples(until end: SPARQLTokenKind, _ rules: SPARQLTripleRules) throws(QuerySyntaxFault) {
        while self.token.kind != end {
            try self.triplesSameSubject(rules)
            guard self.accept(.dot) else { return }
        }
    }

    mutating func triplesSameSubject(_ rules: SPARQLTripleRules) throws(QuerySyntaxFault) {
        let saysTriples = try self.node(rules)
        if saysTriples, !self.beginsVerb(rules) { return }
        try self.propertyList(rules)
    }

    private mutating func propertyList(_ rules: SPARQLTripleRules) throws(QuerySyntaxFault) {
        repeat {
            try self.verb(rules)
            repeat { _ = try self.node(rules) } while self.accept(.comma)
            guard self.token.kind == .semicolon else { return }
            while self.accept(.semicolon) {}
        } while self.beginsVerb(rules)
    }

    private func beginsVerb(_ rules: SPARQLTripleRules) -> Bool {
        switch self.token.kind {
        case .variable, .fullIRI, .prefixedName, .namespace: true
        case .word: self.token.word == .a
        case .caret, .bang, .openParenthesis: rules.allowsPaths
        default: false
        }
    }

    private mutating func verb(_ rules: SPARQLTripleRules) throws(QuerySyntaxFault) {
        if self.token.kind == .variable {
            try self.variableTerm(rules)
        } else if rules.allowsPaths {
            try self.path()
        } else if !self.acceptA() {
            try self.iri()
        }
    }

    private mutating func variableTerm(_ rules: SPARQLTripleRules) throws(QuerySyntaxFault) {
        guard rules.allowsVariables else { throw self.fault("data holds no variables", at: self.token) }
        self.visible.insert(try self.variable())
    }

    /// `a`, which alone of the keywords is written in lower case.
    private mutating func acceptA() -> Bool {
        guard self.token.word == .a, self.token.kind == .word, self.text[self.token.start] == UInt8(ascii: "a") else { return false }
        self.advance()
        return true
    }

    /// A subject or an object.
    /// - Returns: whether it says triples by itself, so that it may stand alone.
    private mutating func node(_ rules: SPARQLTripleRules) throws(QuerySyntaxFault) -> Bool {
        let token = self.token
        switch token.kind {
        case .variable:
            try self.variableTerm(rules)
            return false
        case .openParenthesis: return try self.collection(rules)
        case .openBracket: return try self.blankNodePropertyList(rules)
        case .blankNode:
            guard rules.allowsBlankNodes else { throw self.fault("blank nodes are not allowed here", at: token) }
            guard self.blankNodes.use(NameNumber.of(self.text, from: token.start, to: token.end)) else {
                throw self.fault("the blank node's label is used in another pattern", at: token)
            }
            self.advance()
            return false
        default:
            if try self.acceptIRI() { return false }
            guard try self.acceptLiteral() else { throw self.fault(expected: "a term") }
            return false
        }
    }

    private mutating func collection(_ rules: SPARQLTripleRules) throws(QuerySyntaxFault) -> Bool {
        let start = self.token
        try self.expect(.openParenthesis)
        if self.accept(.closeParenthesis) { return false }
        guard rules.allowsBlankNodes else { throw self.fault("blank nodes are not allowed here", at: start) }
        try self.enter()
        repeat { _ = try self.node(rules) } while self.token.kind != .closeParenthesis
        self.leave()
        try self.expect(.closeParenthesis)
        return true
    }

    private mutating func blankNodePropertyList(_ rules: SPARQLTripleRules) throws(QuerySyntaxFault) -> Bool {
        guard rules.allowsBlankNodes else { throw self.fault("blank nodes are not allowed here", at: self.token) }
        try self.expect(.openBracket)
        if self.accept(.closeBracket) { return false }
        try self.enter()
        try self.propertyList(rules)
        self.leave()
        try self.expect(.closeBracket)
        return true
    }

    /// A string with its tag or type, a number with its sign, or a truth value.
    mutating func acceptLiteral() throws(QuerySyntaxFault) -> Bool {
        switch self.token.kind {
        case .string:
            self.advance()
            if !self.accept(.language), self.accept(.doubleCaret) { try self.iri() }
        case .number: self.advance()
        case .plusSign, .minusSign:
            // The sign is part of the number: nothing may part them.
            let number = self.token(ahead: 1)
            guard number.kind == .number, number.start == self.token.end else { return false }
            self.advance()
            self.advance()
        case .word where self.token.word == .true || self.token.word == .false: self.advance()
        default: return false
        }
        return true
    }

    // MARK: - Paths

    private mutating func path() throws(QuerySyntaxFault) {
        try self.enter()
        repeat {
            _ = self.accept(.caret)
            try self.pathPrimary()
            if !self.accept(.star), !self.accept(.plusSign) { _ = self.accept(.question) }
        } while self.accept(.slash) || self.accept(.pipe)
        self.leave()
    }

    private mutating func pathPrimary() throws(QuerySyntaxFault) {
        if self.accept(.openParenthesis) {
            try self.path()
            try self.expect(.closeParenthesis)
        } else if self.accept(.bang) {
            guard self.accept(.openParenthesis) else { return try self.pathOneOfSet() }
            if self.accept(.closeParenthesis) { return }
            repeat { try self.pathOneOfSet() } while self.accept(.pipe)
            try self.expect(.closeParenthesis)
        } else if !self.acceptA() {
            try self.iri()
        }
    }

    private mutating func pathOneOfSet() throws(QuerySyntaxFault) {
        _ = self.accept(.caret)
        if !self.acceptA() { try self.iri() }
    }
}
