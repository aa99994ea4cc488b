extension CypherParser {
    mutating func variableOrCall() throws(QuerySyntaxFault) -> CypherValue {
        if self.token(ahead: 1).kind == .doubleColon {
            // A resource by its prefixed name, in openCypher over RDF.
            try self.anyName()
            return .unknown
        }
        var last = 0
        while self.token(ahead: last + 1).kind == .dot {
            let name = self.token(ahead: last + 2).kind
            guard name == .name || name == .quotedName else { break }
            last += 2
        }
        guard self.token(ahead: last + 1).kind == .openParenthesis else { return try self.boundVariable() }
        return try self.functionCall(nameLength: last + 1)
    }

    private mutating func functionCall(nameLength: Int) throws(QuerySyntaxFault) -> CypherValue {
        let start = self.token
        let word = nameLength == 1 && start.kind == .name ? start.word : .other
        for _ in 0..<nameLength { self.advance() }
        let rules = self.rules
        self.rules.barEndsLabels = false
        if word == .exists { self.rules.allowsPatterns = true }
        if word.isAggregate {
            guard rules.allowsAggregates else { throw self.fault("nothing is aggregated here", at: start) }
            guard !rules.isInAggregate else { throw self.fault("an aggregate cannot hold another", at: start) }
            self.rules.isInAggregate = true
            self.rules.hasAggregate = true
        }
        try self.expect(.openParenthesis)
        let arguments = try self.arguments(of: word)
        try self.expect(.closeParenthesis)
        self.rules.restore(rules)
        if let name = CypherFunction(self.text, nameLength == 1 ? start : nil), arguments.count == 1 {
            guard name.takes(arguments[0]) else { throw self.fault("the function takes another kind of value", at: start) }
            return name.result
        }
        return word == .count ? .integer : word == .collect ? .list : .unknown
    }

    /// - Returns: what is known of each.
    private mutating func arguments(of word: CypherWord) throws(QuerySyntaxFault) -> [CypherValue] {
        if word == .count, self.accept(.star) { return [] }
        if self.token.word == .distinct, self.token(ahead: 1).kind != .closeParenthesis, self.token(ahead: 1).kind != .dot { self.advance() }
        var values: [CypherValue] = []
        guard self.token.kind != .closeParenthesis else { return values }
        repeat {
            let value = try self.expression()
            if values.count < 4 { values.append(value) }
        } while self.accept(.comma)
        return values
    }

    /// `CASE value WHEN … THEN … ELSE … END`, with or without the value.
    mutating func caseExpression() throws(QuerySyntaxFault) -> CypherValue {
        let allowsPatterns = self.rules.allowsPatterns
        self.rules.allowsPatterns = true
        try self.expect(.case)
        let hasValue = self.token.word != .when
        if hasValue { _ = try self.expression() }
        guard self.token.word == .when else { throw self.fault(expected: "WHEN") }
        while self.accept(.when) {
            repeat { try self.caseCondition(hasValue: hasValue) } while hasValue && self.accept(.comma)
            try self.expect(.then)
            _ = try self.expression()
        }
        if self.accept(.else) { _ = try self.expression() }
        self.rules.allowsPatterns = allowsPatterns
        try self.expect(.end)
        return .unknown
    }

    /// A value to compare with, or the rest of a comparison (`WHEN > 5`).
    private mutating func caseCondition(hasValue: Bool) throws(QuerySyntaxFault) {
        if hasValue {
            switch self.token.kind {
            case .equal, .notEqual, .less, .greater, .lessOrEqual, .greaterOrEqual, .matches: self.advance()
            case .name where self.token.word == .is:
                self.advance()
                _ = self.accept(.not)
                return try self.expect(.null)
            default: break
            }
        }
        _ = try self.expression()
    }
}

/// Functions of one argument that refuse some kinds of it before the query runs.
enum CypherFunction: String, CaseIterable {
    case labels, type, properties, keys, nodes, relationships, length, size, id, exists

    private static let table = KeywordTable<CypherFunction>()

    /// Nil for a name with namespaces and for any other function.
    init?(_ text: [UInt8], _ token: CypherToken?) {
        guard let token, token.kind == .name, let function = Self.table.word(text, from: token.start, to: token.end) else { return nil }
        self = function
    }

    func takes(_ value: CypherValue) -> Bool {
        switch self {
        case .labels: value.mayBe(.node)
        case .type: value.mayBe(.relationship)
        case .properties, .keys: value.mayBe(.node) || value == .relationship || value == .map
        case .nodes, .relationships: value.mayBe(.path)
        case .length: value.mayBe(.path) || value == .list || value == .string
        case .size: value.mayBe(.list) || value == .string || value == .map
        case .id: value.mayBe(.node) || value == .relationship
        case .exists: true
        }
    }

    var result: CypherValue {
        switch self {
        case .labels, .keys, .nodes, .relationships: .list
        case .type: .string
        case .properties: .map
        case .length, .size: .integer
        case .exists: .boolean
        case .id: .unknown
        }
    }
}
