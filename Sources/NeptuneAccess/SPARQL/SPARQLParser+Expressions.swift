extension SPARQLParser {
    /// - Returns: what the expression used and whether it aggregates.
    mutating func expressionWithAggregates() throws(QuerySyntaxFault) -> SPARQLExpressionRules {
        let outside = self.expressions
        self.expressions = SPARQLExpressionRules(allowsAggregates: true)
        try self.expression()
        let inside = self.expressions
        self.expressions = outside
        return inside
    }

    mutating func expression() throws(QuerySyntaxFault) {
        try self.enter()
        repeat { try self.relation() } while self.accept(.or) || self.accept(.and)
        self.leave()
    }

    private mutating func relation() throws(QuerySyntaxFault) {
        try self.sum()
        switch self.token.kind {
        case .equal, .notEqual, .less, .greater, .lessOrEqual, .greaterOrEqual:
            self.advance()
            try self.sum()
        case .word where self.token.word == .in:
            self.advance()
            try self.expressionList()
        case .word where self.token.word == .not:
            self.advance()
            try self.expect(.in)
            try self.expressionList()
        default: break
        }
    }

    private mutating func sum() throws(QuerySyntaxFault) {
        repeat { try self.signed() } while self.accept(.plusSign) || self.accept(.minusSign) || self.accept(.star) || self.accept(.slash)
    }

    private mutating func signed() throws(QuerySyntaxFault) {
        if self.accept(.bang) { return try self.primary() }
        if self.accept(.plusSign) || self.accept(.minusSign), try self.acceptLiteral() { return }
        try self.primary()
    }

    mutating func primary() throws(QuerySyntaxFault) {
        let token = self.token
        switch token.kind {
        case .openParenthesis:
            self.advance()
            try self.expression()
            try self.expect(.closeParenthesis)
        case .variable:
            let variable = try self.variable()
            if self.expressions.allowsAggregates, !self.expressions.isInAggregate { self.expressions.uses.append((variable, token)) }
        case .fullIRI, .prefixedName, .namespace:
            try self.iri()
            if self.token.kind == .openParenthesis { try self.arguments() }
        case .word where token.word != .true && token.word != .false: try self.call()
        default:
            guard try self.acceptLiteral() else { throw self.fault(expected: "a value") }
        }
    }

    /// The arguments of a function that an IRI names.
    private mutating func arguments() throws(QuerySyntaxFault) {
        try self.expect(.openParenthesis)
        if self.accept(.closeParenthesis) { return }
        _ = self.accept(.distinct)
        repeat { try self.expression() } while self.accept(.comma)
        try self.expect(.closeParenthesis)
    }

    private mutating func expressionList() throws(QuerySyntaxFault) {
        try self.expect(.openParenthesis)
        if self.accept(.closeParenthesis) { return }
        repeat { try self.expression() } while self.accept(.comma)
        try self.expect(.closeParenthesis)
    }

    private mutating func call() throws(QuerySyntaxFault) {
        let token = self.token
        let word = token.word
        if word.isAggregate { return try self.aggregate() }
        if self.accept(.not) || word == .exists {
            try self.expect(.exists)
            return try self.exists()
        }
        self.advance()
        if word == .bound {
            try self.expect(.openParenthesis)
            let name = self.token
            let variable = try self.variable()
            if self.expressions.allowsAggregates, !self.expressions.isInAggregate { self.expressions.uses.append((variable, name)) }
            return try self.expect(.closeParenthesis)
        }
        guard let counts = word.argumentCounts else { throw self.fault("the word begins no value", at: token) }
        try self.expect(.openParenthesis)
        var count = 0
        if self.token.kind != .closeParenthesis {
            repeat {
                try self.expression()
                count += 1
            } while self.accept(.comma)
        }
        guard counts.contains(count) else { throw self.fault("the function takes another number of arguments", at: token) }
        try self.expect(.closeParenthesis)
    }

    private mutating func exists() throws(QuerySyntaxFault) {
        // The pattern inside has its own filters and columns.
        let outside = self.expressions
        let visible = self.visible
        self.expressions = SPARQLExpressionRules()
        _ = try self.group()
        self.expressions = outside
        self.visible = visible
    }

    private mutating func aggregate() throws(QuerySyntaxFault) {
        let token = self.token
        guard self.expressions.allowsAggregates else { throw self.fault("nothing is aggregated here", at: token) }
        guard !self.expressions.isInAggregate else { throw self.fault("an aggregate cannot hold another", at: token) }
        self.expressions.isInAggregate = true
        self.expressions.hasAggregate = true
        self.advance()
        try self.expect(.openParenthesis)
        _ = self.accept(.distinct)
        if token.word != .count || !self.accept(.star) { try self.expression() }
        if token.word == .groupConcat, self.accept(.semicolon) {
            try self.expect(.separator)
            try self.expect(.equal)
            try self.expect(.string)
        }
        try self.expect(.closeParenthesis)
        self.expressions.isInAggregate = false
    }
}
