extension CypherParser {
    mutating func atom() throws(QuerySyntaxFault) -> CypherValue {
        switch self.token.kind {
        case .integer: return self.literal(.integer)
        case .float: return self.literal(.float)
        case .string: return self.literal(.string)
        case .parameter: return self.literal(.unknown)
        case .openParenthesis:
            if self.looksLikePattern(at: self.position) { return try self.patternPredicate() }
            let rules = self.rules
            self.rules.barEndsLabels = false
            self.advance()
            let value = try self.expression()
            self.rules.restore(rules)
            try self.expect(.closeParenthesis)
            return value
        case .openBracket: return try self.list()
        case .openBrace: return try self.mapOrParameter()
        case .name: return try self.named()
        case .quotedName: return try self.variableOrCall()
        default: throw self.fault(expected: "a value")
        }
    }

    private mutating func literal(_ value: CypherValue) -> CypherValue {
        self.advance()
        return value
    }

    private mutating func named() throws(QuerySyntaxFault) -> CypherValue {
        let following = self.token(ahead: 1).kind
        switch self.token.word {
        case .null where following != .openParenthesis: return self.literal(.null)
        case .true where following != .openParenthesis, .false where following != .openParenthesis: return self.literal(.boolean)
        case .case where following != .dot && following != .comma && following != .closeParenthesis: return try self.caseExpression()
        case .exists where following == .openBrace, .count where following == .openBrace, .collect where following == .openBrace:
            return try self.subqueryExpression()
        case .all where following == .openParenthesis, .any where following == .openParenthesis, .none where following == .openParenthesis,
            .single where following == .openParenthesis, .extract where following == .openParenthesis, .filter where following == .openParenthesis:
            guard self.token(ahead: 3).word == .in else { return try self.variableOrCall() }
            return try self.quantified()
        case .reduce where following == .openParenthesis && self.token(ahead: 3).kind == .equal: return try self.reduction()
        case .shortestPath where following == .openParenthesis, .allShortestPaths where following == .openParenthesis:
            var relationships: Set<UInt64> = []
            try self.pattern(.predicate, &relationships)
            return .unknown
        default: return try self.variableOrCall()
        }
    }

    // MARK: - Patterns as values

    private mutating func patternPredicate() throws(QuerySyntaxFault) -> CypherValue {
        guard self.rules.allowsPatterns else { throw self.fault("a pattern is no value here", at: self.token) }
        var relationships: Set<UInt64> = []
        try self.element(.predicate, &relationships)
        return .unknown
    }

    /// Whether a bracket at that place opens the first node of a pattern with a relationship.
    func looksLikePattern(at place: Int) -> Bool {
        let open = self.token(at: place)
        guard open.kind == .openParenthesis else { return false }
        let first = self.token(at: place + 1)
        let second = self.token(at: place + 2)
        switch first.kind {
        case .closeParenthesis, .colon, .openBrace: break
        case .name, .quotedName:
            guard [.closeParenthesis, .colon, .openBrace, .parameter].contains(second.kind) || second.word == .where || second.word == .is else {
                return false
            }
        default: return false
        }
        var next = open.partner + 1
        if self.token(at: next).kind == .less { next += 1 }
        guard self.token(at: next).kind == .minusSign else { return false }
        next += 1
        if self.token(at: next).kind == .openBracket { next = self.token(at: next).partner + 1 }
        guard self.token(at: next).kind == .minusSign else { return false }
        next += self.token(at: next + 1).kind == .greater ? 2 : 1
        return self.token(at: next).kind == .openParenthesis
    }

    // MARK: - Lists and maps

    private mutating func list() throws(QuerySyntaxFault) -> CypherValue {
        let rules = self.rules
        try self.expect(.openBracket)
        self.rules.barEndsLabels = true
        let isPath = self.isName && self.token(ahead: 1).kind == .equal && self.looksLikePattern(at: self.position + 2)
        if isPath || self.looksLikePattern(at: self.position) {
            try self.patternComprehension()
        } else if self.isName, self.token(ahead: 1).word == .in, self.token(ahead: 1).kind == .name {
            try self.listComprehension(endingAt: .closeBracket)
        } else if self.token.kind != .closeBracket {
            self.rules.barEndsLabels = false
            let first = try self.expression()
            var element = first
            while self.accept(.comma) {
                if try self.expression() != first { element = .unknown }
            }
            self.elementOfLastList = element
        }
        self.rules.restore(rules)
        try self.expect(.closeBracket)
        return .list
    }

    private mutating func patternComprehension() throws(QuerySyntaxFault) {
        let mark = self.scope.mark
        var relationships: Set<UInt64> = []
        try self.pattern(.comprehension, &relationships)
        try self.elementCondition()
        try self.expect(.pipe)
        try self.withoutAggregates()
        self.scope.restore(to: mark)
    }

    /// `x IN list WHERE condition | value`, the closing bracket is left. Without a condition and a value it may be a list of truths.
    private mutating func listComprehension(endingAt close: CypherTokenKind) throws(QuerySyntaxFault) {
        let name = self.token
        self.advance()
        self.advance()
        let source = self.position
        _ = try self.expression()
        let isWrittenOut = self.token(at: source).kind == .openBracket && self.token(at: source).partner == self.position - 1
        let mark = self.scope.mark
        if self.token.kind == .comma {
            guard close == .closeBracket, self.bound(name) != nil else { throw self.fault("the variable is not bound", at: name) }
            while self.accept(.comma) { _ = try self.expression() }
            return
        }
        self.scope.bindLocally(self.name(of: name), isWrittenOut ? self.elementOfLastList : .unknown)
        try self.elementCondition()
        if self.accept(.pipe) { try self.withoutAggregates() }
        self.scope.restore(to: mark)
    }

    private mutating func elementCondition() throws(QuerySyntaxFault) {
        guard self.token.word == .where, self.token.kind == .name else { return }
        try self.whereClause()
    }

    /// An expression that is made for each element, so that it cannot aggregate rows.
    private mutating func withoutAggregates() throws(QuerySyntaxFault) {
        let allowsAggregates = self.rules.allowsAggregates
        self.rules.allowsAggregates = false
        _ = try self.expression()
        self.rules.allowsAggregates = allowsAggregates
    }

    /// `all(x IN list WHERE condition)` and its kin.
    private mutating func quantified() throws(QuerySyntaxFault) -> CypherValue {
        let rules = self.rules
        let isList = self.token.word == .extract || self.token.word == .filter
        self.advance()
        try self.expect(.openParenthesis)
        self.rules.barEndsLabels = true
        try self.listComprehension(endingAt: .closeParenthesis)
        self.rules.restore(rules)
        try self.expect(.closeParenthesis)
        return isList ? .list : .boolean
    }

    /// `reduce(sum = 0, x IN list | sum + x)`.
    private mutating func reduction() throws(QuerySyntaxFault) -> CypherValue {
        let rules = self.rules
        self.advance()
        try self.expect(.openParenthesis)
        self.rules.barEndsLabels = true
        let sum = try self.anyName()
        try self.expect(.equal)
        _ = try self.expression()
        try self.expect(.comma)
        let element = try self.anyName()
        try self.expect(.in)
        _ = try self.expression()
        let mark = self.scope.mark
        self.scope.bindLocally(sum, .unknown)
        self.scope.bindLocally(element, .unknown)
        try self.expect(.pipe)
        try self.withoutAggregates()
        self.scope.restore(to: mark)
        self.rules.restore(rules)
        try self.expect(.closeParenthesis)
        return .unknown
    }

    /// A map, or a parameter in the old form `{name}`.
    mutating func mapOrParameter() throws(QuerySyntaxFault) -> CypherValue {
        let open = self.token
        try self.expect(.openBrace)
        if open.partner == self.position + 1, self.isName {
            self.advance()
            self.advance()
            return .unknown
        }
        let rules = self.rules
        self.rules.barEndsLabels = false
        if self.token.kind != .closeBrace {
            repeat {
                try self.anyName()
                try self.expect(.colon)
                _ = try self.expression()
            } while self.accept(.comma)
        }
        self.rules.restore(rules)
        try self.expect(.closeBrace)
        return .map
    }
}
