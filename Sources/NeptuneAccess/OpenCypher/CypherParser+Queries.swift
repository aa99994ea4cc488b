/// Where a query stands, which decides how it may end.
enum CypherQueryPlace: Sendable {
    case statement
    /// In CALL { }.
    case subquery
    /// In EXISTS { } or COUNT { }, where RETURN may be left out.
    case predicate
    /// In COLLECT { }.
    case collection
}

extension CypherParser {
    /// What a clause leaves to be done.
    private enum ClauseEnd {
        /// Rows that somebody must still use.
        case open
        /// The query may end here.
        case closed
        /// The query ends here.
        case final(columns: [UInt64]?)
    }

    /// Queries joined by UNION.
    /// - Returns: the names of the columns; nil where they are not known.
    @discardableResult
    mutating func query(_ place: CypherQueryPlace) throws(QuerySyntaxFault) -> [UInt64]? {
        var columns: [UInt64]?
        var joinedByAll: Bool?
        while true {
            self.scope.begin(isImporting: place == .subquery && self.token.word == .with)
            let branch = try self.singleQuery(place)
            if joinedByAll != nil, let columns, let branch, Set(columns) != Set(branch) {
                throw self.fault("the queries that UNION joins have other columns", at: self.token)
            }
            columns = branch
            let union = self.token
            guard self.accept(.union) else { return columns }
            let isAll = self.accept(.all)
            if !isAll { _ = self.accept(.distinct) }
            guard joinedByAll ?? isAll == isAll else { throw self.fault("UNION and UNION ALL are mixed", at: union) }
            joinedByAll = isAll
        }
    }

    private mutating func singleQuery(_ place: CypherQueryPlace) throws(QuerySyntaxFault) -> [UInt64]? {
        var count = 0
        var end = ClauseEnd.open
        while let next = try self.clause(isFirst: count == 0) {
            count += 1
            end = next
            if case .final(let columns) = next { return columns }
        }
        guard count > 0 else { throw self.fault(expected: "a clause") }
        switch (end, place) {
        case (.open, .predicate), (.closed, .statement), (.closed, .subquery), (.closed, .predicate): return nil
        default: throw self.fault("the query ends without RETURN or a change", at: self.token)
        }
    }

    /// Nil if no clause begins here.
    private mutating func clause(isFirst: Bool) throws(QuerySyntaxFault) -> ClauseEnd? {
        guard self.token.kind == .name else { return nil }
        switch self.token.word {
        case .match: try self.match()
        case .optional:
            if self.token(ahead: 1).word == .call {
                self.advance()
                return try self.call(isFirst: isFirst) ? .closed : .open
            }
            try self.match()
        case .unwind: try self.unwind()
        case .with: try self.with()
        case .return: return .final(columns: try self.returnClause())
        case .finish:
            self.advance()
            return .final(columns: [])
        case .load: try self.loadCSV()
        case .call: return try self.call(isFirst: isFirst) ? .closed : .open
        default: return try self.change() ? .closed : nil
        }
        return .open
    }

    // MARK: - Clauses that read

    private mutating func match() throws(QuerySyntaxFault) {
        let start = self.token
        _ = self.accept(.optional)
        try self.expect(.match)
        self.demand([.readDataViaQuery], "MATCH reads", .documented, at: start)
        try self.patterns(.match)
        while self.token.word == .using { try self.hint() }
        try self.whereClause()
    }

    mutating func whereClause() throws(QuerySyntaxFault) {
        let start = self.token
        guard self.accept(.where) else { return }
        let rules = self.rules
        self.rules.allowsPatterns = true
        self.rules.allowsAggregates = false
        let value = try self.expression()
        guard !value.isNeverBoolean, value != .node, value != .relationship, value != .path else {
            throw self.fault("WHERE takes a condition", at: start)
        }
        self.rules.restore(rules)
    }

    /// `USING INDEX n:Label(key)`, `USING SCAN n:Label`, `USING JOIN ON a, b`.
    private mutating func hint() throws(QuerySyntaxFault) {
        try self.expect(.using)
        while self.token.word == .index || self.token.word == .seek || self.token.word == .scan || self.token.word == .join { self.advance() }
        if self.accept(.on) {
            repeat { try self.anyName() } while self.accept(.comma)
            return
        }
        if self.token(ahead: 1).kind != .colon { try self.anyName() }
        try self.anyName()
        try self.expect(.colon)
        try self.anyName()
        guard self.accept(.openParenthesis) else { return }
        repeat { try self.anyName() } while self.accept(.comma)
        try self.expect(.closeParenthesis)
    }

    private mutating func unwind() throws(QuerySyntaxFault) {
        let start = self.token
        try self.expect(.unwind)
        self.demand([.readDataViaQuery], "UNWIND reads", .documented, at: start)
        _ = try self.expression()
        try self.expect(.as)
        try self.bindNew(.unknown)
    }

    private mutating func loadCSV() throws(QuerySyntaxFault) {
        let start = self.token
        try self.expect(.load)
        try self.expect(.csv)
        if self.accept(.with) { try self.expect(.headers) }
        try self.expect(.from)
        self.demand([.readDataViaQuery], "LOAD CSV reads", .derived, at: start)
        _ = try self.expression()
        try self.expect(.as)
        try self.bindNew(.unknown)
        if self.accept(.fieldterminator) { try self.expect(.string) }
    }

    // MARK: - Variables

    /// Binds the name that comes, which nothing may bear yet.
    mutating func bindNew(_ value: CypherValue) throws(QuerySyntaxFault) {
        let token = self.token
        let name = try self.anyName()
        guard self.scope.value(of: name) == nil else { throw self.fault("the variable is already bound", at: token) }
        self.scope.bind(name, value)
    }

    /// The variable that comes, which must be bound, here or by the rest of the pattern that is being read.
    mutating func boundVariable() throws(QuerySyntaxFault) -> CypherValue {
        let token = self.token
        let name = try self.anyName()
        if let value = self.scope.value(of: name) {
            if let mark = self.grouping?.mark, !self.scope.isLocal(name, since: mark) { self.grouping?.uses.append((name, token)) }
            return value
        }
        guard self.awaited != nil else { throw self.fault("the variable is not bound", at: token) }
        self.awaited?.append((name, token))
        return .unknown
    }
}
