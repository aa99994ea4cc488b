/// What GROUP BY and HAVING said.
struct SPARQLGrouping {
    var isGrouped = false
    /// What a column may use: plain keys and named ones.
    var variables: Set<UInt64> = []
    /// The names that AS gave to keys.
    var named: Set<UInt64> = []
    /// Whether HAVING or ORDER BY aggregates.
    var hasAggregate = false
}

extension SPARQLParser {
    @discardableResult
    mutating func modifiers(selecting: Bool = false) throws(QuerySyntaxFault) -> SPARQLGrouping {
        var grouping = SPARQLGrouping()
        if self.token.word == .group { try self.groupBy(&grouping) }
        if self.accept(.having) {
            repeat { grouping.hasAggregate = try self.constraint(aggregates: true) || grouping.hasAggregate } while self.beginsConstraint
        }
        if self.token.word == .order {
            grouping.hasAggregate = try self.orderBy(aggregates: selecting) || grouping.hasAggregate
        }
        var hasLimit = false
        var hasOffset = false
        while true {
            if !hasLimit, self.accept(.limit) {
                hasLimit = true
            } else if !hasOffset, self.accept(.offset) {
                hasOffset = true
            } else {
                return grouping
            }
            try self.integer()
        }
    }

    private mutating func integer() throws(QuerySyntaxFault) {
        let token = self.token
        try self.expect(.number)
        for place in token.start..<token.end where !self.text[place].isDecimalDigit {
            throw self.fault("expected a whole number", at: token)
        }
    }

    private mutating func groupBy(_ grouping: inout SPARQLGrouping) throws(QuerySyntaxFault) {
        try self.expect(.group)
        try self.expect(.by)
        grouping.isGrouped = true
        repeat {
            if self.token.kind == .variable {
                grouping.variables.insert(try self.variable())
            } else if self.accept(.openParenthesis) {
                try self.expression()
                if self.accept(.as) {
                    let name = self.token
                    let variable = try self.variable()
                    guard !self.visible.contains(variable), grouping.named.insert(variable).inserted else {
                        throw self.fault("the name after AS is already in use", at: name)
                    }
                    grouping.variables.insert(variable)
                }
                try self.expect(.closeParenthesis)
            } else {
                try self.constraint(aggregates: false)
            }
        } while self.beginsConstraint || self.token.kind == .variable
    }

    private mutating func orderBy(aggregates: Bool) throws(QuerySyntaxFault) -> Bool {
        try self.expect(.order)
        try self.expect(.by)
        var hasAggregate = false
        repeat {
            if self.accept(.asc) || self.accept(.desc) {
                guard self.token.kind == .openParenthesis else { throw self.fault(expected: "\"(\"") }
                hasAggregate = try self.constraint(aggregates: aggregates) || hasAggregate
            } else if self.token.kind == .variable {
                _ = try self.variable()
            } else {
                hasAggregate = try self.constraint(aggregates: aggregates) || hasAggregate
            }
        } while self.beginsConstraint || self.token.kind == .variable || self.token.word == .asc || self.token.word == .desc
        return hasAggregate
    }

    /// Whether what comes can begin a bracketed expression or a call.
    var beginsConstraint: Bool {
        switch self.token.kind {
        case .openParenthesis, .fullIRI, .prefixedName, .namespace: return true
        case .word:
            let word = self.token.word
            return word.argumentCounts != nil || word.isAggregate || word == .bound || word == .exists || word == .not
        default: return false
        }
    }

    /// A bracketed expression or a call.
    /// - Returns: whether it aggregates.
    @discardableResult
    mutating func constraint(aggregates: Bool) throws(QuerySyntaxFault) -> Bool {
        let outside = self.expressions
        self.expressions = SPARQLExpressionRules(allowsAggregates: aggregates)
        guard self.beginsConstraint else { throw self.fault(expected: "a condition in brackets or a call") }
        if self.accept(.openParenthesis) {
            try self.expression()
            try self.expect(.closeParenthesis)
        } else {
            let isName = self.token.kind != .word
            try self.primary()
            // An IRI alone is a value, not a call.
            if isName, self.tokens[self.position - 1].kind != .closeParenthesis { throw self.fault(expected: "the arguments of a call") }
        }
        let hasAggregate = self.expressions.hasAggregate
        self.expressions = outside
        return hasAggregate
    }

    /// VALUES with its rows.
    /// - Returns: the variables that it binds.
    mutating func inlineData() throws(QuerySyntaxFault) -> [UInt64] {
        try self.expect(.values)
        var variables: [UInt64] = []
        let isList = self.accept(.openParenthesis)
        if isList {
            while self.token.kind == .variable { variables.append(try self.variable()) }
            try self.expect(.closeParenthesis)
        } else {
            variables.append(try self.variable())
        }
        try self.expect(.openBrace)
        while self.token.kind != .closeBrace {
            let row = self.token
            if isList { try self.expect(.openParenthesis) }
            var count = 0
            repeat {
                if isList, self.token.kind == .closeParenthesis { break }
                try self.dataValue()
                count += 1
            } while isList
            guard count == variables.count else { throw self.fault("a row of VALUES has \(variables.count) values", at: row) }
            if isList { try self.expect(.closeParenthesis) }
        }
        try self.expect(.closeBrace)
        return variables
    }

    private mutating func dataValue() throws(QuerySyntaxFault) {
        if self.accept(.undef) { return }
        if try self.acceptIRI() { return }
        guard try self.acceptLiteral() else { throw self.fault(expected: "a value") }
    }
}
