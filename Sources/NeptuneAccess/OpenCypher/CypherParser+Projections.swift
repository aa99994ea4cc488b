extension CypherParser {
    /// What the items of WITH or RETURN name.
    private struct Projection {
        var columns: [UInt64] = []
        var values: [UInt64: CypherValue] = [:]
        var isStar = false
        var isDistinct = false
        var hasAggregate = false
        /// The spellings of the items without aggregates.
        var keys: Set<UInt64> = []
        /// The spellings of all items.
        var spellings: Set<UInt64> = []
        /// Variables that are columns in brackets.
        var orderable: Set<UInt64> = []
        /// Operands beside an aggregate, each of which must be a key.
        var mixed: [CypherGrouping.Operand] = []
    }

    mutating func with() throws(QuerySyntaxFault) {
        let start = self.token
        try self.expect(.with)
        self.demand([.readDataViaQuery], "WITH reads", .documented, at: start)
        let projection = try self.projection(namesEverything: true)
        try self.orderSkipLimit(projection)
        let mark = self.scope.mark
        for (name, value) in projection.values { self.scope.bindLocally(name, value) }
        try self.whereClause()
        self.scope.restore(to: mark)
        if projection.isStar {
            for (name, value) in projection.values { self.scope.bind(name, value) }
        } else {
            self.scope.replace(with: projection.values)
        }
    }

    /// - Returns: the names of the columns; nil where they are not known.
    mutating func returnClause() throws(QuerySyntaxFault) -> [UInt64]? {
        let start = self.token
        try self.expect(.return)
        self.demand([.readDataViaQuery], "RETURN reads", .documented, at: start)
        let projection = try self.projection(namesEverything: false)
        guard !projection.isStar || !self.scope.isEmpty else { throw self.fault("RETURN * finds no variables", at: start) }
        try self.orderSkipLimit(projection)
        if projection.isStar { self.columnsOfStar = projection.columns + self.scope.ownNames }
        return projection.isStar ? nil : projection.columns
    }

    private mutating func projection(namesEverything: Bool) throws(QuerySyntaxFault) -> Projection {
        var projection = Projection()
        if self.token.word == .distinct, self.token.kind == .name, self.beginsAfterDistinct {
            self.advance()
            projection.isDistinct = true
        }
        if self.accept(.star) {
            projection.isStar = true
            guard self.accept(.comma) else { return projection }
        }
        repeat { try self.item(&projection, mustBeNamed: namesEverything) } while self.accept(.comma)
        for operand in projection.mixed where !projection.isStar {
            guard projection.keys.contains(operand.spelling) || projection.keys.contains(operand.variable) else {
                throw self.fault("beside an aggregate stands what is no column of its own", at: operand.token)
            }
        }
        return projection
    }

    /// Whether DISTINCT is meant as the word and not as a variable of that name.
    private var beginsAfterDistinct: Bool {
        let following = self.token(ahead: 1)
        switch following.kind {
        case .comma, .dot, .finis, .closeBrace, .semicolon: return false
        case .name: return following.word != .as
        default: return true
        }
    }

    private mutating func item(_ projection: inout Projection, mustBeNamed: Bool) throws(QuerySyntaxFault) {
        let rules = self.rules
        self.rules.allowsAggregates = true
        self.rules.allowsPatterns = false
        self.rules.hasAggregate = false
        let start = self.position
        let grouping = self.grouping
        self.grouping = CypherGrouping(depth: self.depth + 1, mark: self.scope.mark)
        let value = try self.expression()
        let spelling = self.spelling(from: start)
        projection.spellings.insert(spelling)
        if self.rules.hasAggregate {
            projection.hasAggregate = true
            projection.mixed += self.grouping?.operands ?? []
        } else {
            projection.keys.insert(spelling)
            if let inner = self.bracketedName(from: start) { projection.orderable.insert(self.name(of: inner)) }
        }
        self.grouping = grouping
        self.rules = rules
        let first = self.token(at: start)
        let isVariable = self.position == start + 1 && (first.kind == .name || first.kind == .quotedName) && value != .boolean && value != .null
        let name: UInt64
        if self.accept(.as) {
            name = try self.anyName()
        } else if isVariable || (self.position == start + 1 && self.scope.value(of: self.name(of: first)) != nil) {
            name = self.name(of: first)
        } else if mustBeNamed {
            throw self.fault(expected: "AS")
        } else {
            let last = self.token(at: self.position - 1)
            name = NameNumber.of(self.text, from: first.start, to: last.end)
        }
        guard projection.values.updateValue(value, forKey: name) == nil else { throw self.fault("two columns have the same name", at: first) }
        projection.columns.append(name)
    }

    /// `(n)` alone as a column, as in `DISTINCT(n)`: n can still be ordered by.
    private func bracketedName(from start: Int) -> CypherToken? {
        guard self.position == start + 3, self.token(at: start).kind == .openParenthesis, self.token(at: start + 1).isVariableLike else { return nil }
        return self.token(at: start + 1)
    }

    private mutating func orderSkipLimit(_ projection: Projection) throws(QuerySyntaxFault) {
        let mark = self.scope.mark
        if self.accept(.order) {
            try self.expect(.by)
            for (name, value) in projection.values { self.scope.bindLocally(name, value) }
            let rules = self.rules
            self.rules.allowsAggregates = projection.hasAggregate
            self.rules.allowsPatterns = false
            repeat {
                try self.orderKey(projection)
                if !self.accept(.asc), !self.accept(.ascending), !self.accept(.desc) { _ = self.accept(.descending) }
            } while self.accept(.comma)
            self.rules = rules
            self.scope.restore(to: mark)
        }
        if self.accept(.skip) || self.accept(.offset) { try self.amount() }
        if self.accept(.limit) { try self.amount() }
    }

    /// After grouping, only what the columns say can be ordered by.
    private mutating func orderKey(_ projection: Projection) throws(QuerySyntaxFault) {
        guard projection.hasAggregate || projection.isDistinct, !projection.isStar else {
            _ = try self.expression()
            return
        }
        let start = self.position
        let grouping = self.grouping
        self.grouping = CypherGrouping(depth: 0, mark: self.scope.mark, known: projection.spellings)
        _ = try self.expression()
        let uses = self.grouping?.uses ?? []
        self.grouping = grouping
        guard !projection.spellings.contains(self.spelling(from: start)) else { return }
        for use in uses where projection.values[use.name] == nil && !projection.orderable.contains(use.name) {
            // A variable that is a column under another name can still be ordered by.
            let spelling = NameNumber.of(self.text, from: use.token.start, to: use.token.end)
            guard !projection.spellings.contains(spelling) else { continue }
            throw self.fault("the variable is not among the columns", at: use.token)
        }
    }

    /// What SKIP and LIMIT take: an expression without variables that is no negative number.
    private mutating func amount() throws(QuerySyntaxFault) {
        let start = self.token
        if start.kind == .minusSign, self.token(ahead: 1).kind == .integer { throw self.fault("the number is negative", at: start) }
        self.scope.enter(seesOutside: false)
        let value = try self.expression()
        self.scope.leave()
        guard value == .integer || value == .unknown || value == .null else { throw self.fault("expected a whole number", at: start) }
    }
}
