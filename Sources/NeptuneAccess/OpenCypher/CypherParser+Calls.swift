extension CypherParser {
    /// CALL of a procedure or of a subquery.
    /// - Returns: whether the query may end with it.
    mutating func call(isFirst: Bool) throws(QuerySyntaxFault) -> Bool {
        let start = self.token
        try self.expect(.call)
        if self.token.kind == .openBrace || self.token.kind == .openParenthesis { return try self.callSubquery() }
        let nameStart = self.token
        repeat { try self.anyName() } while self.accept(.dot)
        let name = String(decoding: self.text[nameStart.start..<self.token(at: self.position - 1).end], as: UTF8.self)
        let hasArguments = self.token.kind == .openParenthesis
        if hasArguments { try self.callArguments() }
        try self.demand(CypherProcedure(name), at: start)
        let isStandalone = try self.yield(isFirst: isFirst)
        let isLast = self.token.kind == .finis || self.token.kind == .semicolon
        guard hasArguments || (isFirst && isLast) else {
            throw self.fault("within a query the arguments of a procedure are written", at: nameStart)
        }
        guard !isStandalone || (isFirst && isLast) else { throw self.fault("YIELD * ends a CALL that stands alone", at: nameStart) }
        return true
    }

    private mutating func callArguments() throws(QuerySyntaxFault) {
        try self.expect(.openParenthesis)
        if self.accept(.closeParenthesis) { return }
        repeat { _ = try self.expression() } while self.accept(.comma)
        try self.expect(.closeParenthesis)
    }

    /// - Returns: whether everything is yielded, which only a CALL that stands alone may.
    private mutating func yield(isFirst: Bool) throws(QuerySyntaxFault) -> Bool {
        guard self.accept(.yield) else { return false }
        if self.accept(.star) { return true }
        repeat {
            if self.token(ahead: 1).word == .as {
                try self.anyName()
                self.advance()
            }
            try self.bindNew(.unknown)
        } while self.accept(.comma)
        try self.whereClause()
        return false
    }

    private mutating func demand(_ procedure: CypherProcedure, at start: CypherToken) throws(QuerySyntaxFault) {
        guard !self.rules.isReadOnly || procedure.actions == [.readDataViaQuery] else {
            throw self.fault("nothing can be changed inside an expression", at: start)
        }
        self.demand(procedure.actions, procedure.because, procedure.basis, at: start)
        for need in procedure.furtherNeeds {
            self.furtherNeeds.append(QueryActions.FurtherNeed(action: need.action, because: need.because, offset: start.start))
        }
    }

    // MARK: - Subqueries

    private mutating func callSubquery() throws(QuerySyntaxFault) -> Bool {
        try self.enter()
        let rules = self.rules
        let hasList = self.token.kind == .openParenthesis
        try self.importing()
        self.rules = CypherRules(isInSubquery: true, isReadOnly: rules.isReadOnly)
        self.scope.enter(seesOutside: hasList)
        self.columnsOfStar = []
        try self.expect(.openBrace)
        let columns = try self.query(.subquery)
        try self.expect(.closeBrace)
        self.scope.leave()
        self.scope.leave()
        self.rules = rules
        for column in columns ?? self.columnsOfStar { self.scope.bind(column, .unknown) }
        if self.token.word == .in { try self.transactions() }
        self.leave()
        return true
    }

    /// Opens a frame with the variables that `CALL (a, b) { }` lists: all with a star, none without a list.
    private mutating func importing() throws(QuerySyntaxFault) {
        guard self.accept(.openParenthesis) else { return self.scope.enter(seesOutside: true) }
        if self.accept(.star) {
            self.scope.enter(seesOutside: true)
        } else {
            var imported: [UInt64: CypherValue] = [:]
            if self.token.kind != .closeParenthesis {
                repeat { imported[self.name(of: self.token)] = try self.boundVariable() } while self.accept(.comma)
            }
            self.scope.enter(seesOutside: false)
            self.scope.replace(with: imported)
        }
        try self.expect(.closeParenthesis)
    }

    private mutating func transactions() throws(QuerySyntaxFault) {
        try self.expect(.in)
        if self.token.word != .transactions, !self.accept(.concurrent) {
            _ = try self.expression()
            _ = self.accept(.concurrent)
        }
        try self.expect(.transactions)
        while true {
            if self.accept(.of) {
                _ = try self.expression()
                if !self.accept(.rows) { try self.expect(.row) }
            } else if self.accept(.on) {
                try self.expect(.error)
                guard self.accept(.continue) || self.accept(.break) || self.accept(.fail) else {
                    throw self.fault(expected: "CONTINUE, BREAK or FAIL")
                }
            } else if self.accept(.report) {
                try self.expect(.status)
                try self.expect(.as)
                try self.bindNew(.unknown)
            } else {
                return
            }
        }
    }

    /// EXISTS { }, COUNT { } and COLLECT { }: a query, or a pattern with its condition, that sees the variables around it.
    mutating func subqueryExpression() throws(QuerySyntaxFault) -> CypherValue {
        let word = self.token.word
        try self.enter()
        self.advance()
        try self.expect(.openBrace)
        let rules = self.rules
        let awaited = self.awaited
        let grouping = self.grouping
        self.rules = CypherRules(isInSubquery: rules.isInSubquery, isReadOnly: true)
        self.awaited = nil
        self.grouping = nil
        self.scope.enter(seesOutside: true)
        if self.token.kind == .name, self.token(ahead: 1).kind != .equal {
            try self.query(word == .collect ? .collection : .predicate)
        } else {
            try self.patterns(.match)
            try self.whereClause()
        }
        self.scope.leave()
        self.awaited = awaited
        self.grouping = grouping
        self.rules = rules
        try self.expect(.closeBrace)
        self.leave()
        return word == .exists ? .boolean : word == .count ? .integer : .list
    }
}
