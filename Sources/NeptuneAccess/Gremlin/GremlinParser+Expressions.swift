/// Expressions: operands with operators between them.
extension GremlinParser {
    /// - Returns: the shape of the value.
    mutating func expression() throws(QuerySyntaxFault) -> GremlinShape {
        try self.enter()
        defer { self.leave() }
        var shape = try self.operand()
        while true {
            if self.isAt(.question) {
                shape = try self.choice(of: shape)
            } else if let rest = try self.worded(shape) {
                shape = rest
            } else if self.isAtOperator {
                try self.checkOperand(shape)
                let mark = self.advance().mark
                // `>>` and `>>>` come as single marks.
                while mark == .greater, self.isAt(.greater) { self.advance() }
                let right = try self.operand()
                try self.checkOperand(right)
                shape = mark == .range ? .list : mark == .sign && shape == .text ? .text : .object
            } else {
                return shape
            }
        }
    }

    private var isAtOperator: Bool {
        switch self.token.mark {
        case .sign, .star, .operation, .less, .greater, .range: true
        default: false
        }
    }

    /// Operators take values; behind a traversal there is a dot or its end.
    private func checkOperand(_ shape: GremlinShape) throws(QuerySyntaxFault) {
        guard shape.contains(.variable) || shape.isDisjoint(with: [.traversal, .source, .transaction, .predicate]) else {
            throw self.unexpected("an operator takes no traversal: something else is expected")
        }
    }

    private mutating func choice(of condition: GremlinShape) throws(QuerySyntaxFault) -> GremlinShape {
        try self.checkOperand(condition)
        self.advance()
        let first = try self.expression()
        try self.expect(.colon, ":")
        return first.union(try self.expression()).union(.object)
    }

    /// The operators that are words.
    private mutating func worded(_ shape: GremlinShape) throws(QuerySyntaxFault) -> GremlinShape? {
        guard self.token.kind == .identifier, !self.token.followsLineBreak else { return nil }
        if self.isAt(word: "instanceof") || self.isAt(word: "as"), self.token(ahead: 1).kind == .identifier {
            try self.checkOperand(shape)
            self.advance()
            self.typeName()
            return shape.intersection(.parameter).union(.variable)
        }
        guard self.isAt(word: "in"), self.token(ahead: 1).mark != .openParenthesis else { return nil }
        try self.checkOperand(shape)
        self.advance()
        _ = try self.operand()
        return .flag
    }

    /// A class with its package, its parameters and `[]`.
    /// - Returns: the last of its names.
    @discardableResult
    mutating func typeName() -> String {
        var name = self.text(of: self.advance())
        while self.isAt(.dot), self.token(ahead: 1).kind == .identifier {
            self.advance()
            name = self.text(of: self.advance())
        }
        if self.isAt(.less), [.identifier, .mark].contains(self.token(ahead: 1).kind) { self.skipTypeParameters() }
        while self.isAt(.openBracket, sameLine: true), self.token(ahead: 1).mark == .closeBracket {
            self.advance()
            self.advance()
        }
        return name
    }

    /// `<…>`, where only types are in it.
    private mutating func skipTypeParameters() {
        var open = 0
        var distance = 0
        repeat {
            let token = self.token(ahead: distance)
            switch token.mark {
            case .less: open += 1
            case .greater: open -= 1
            case .comma, .question, .dot, .openBracket, .closeBracket: break
            default: if token.kind != .identifier { return }
            }
            distance += 1
        } while open > 0
        for _ in 0..<distance { self.advance() }
    }

    /// A primary with the signs before it and the members behind it.
    mutating func operand() throws(QuerySyntaxFault) -> GremlinShape {
        var sign: GremlinToken?
        var isIncremented = false
        while self.isAt(.sign) || self.isAt(.prefix) || self.isAt(.increment) {
            isIncremented = isIncremented || self.isAt(.increment)
            sign = self.advance()
        }
        let start = self.token
        let shape = try self.members(of: try self.primary())
        guard let sign else { return shape }
        if sign.mark == .prefix { return try self.negated(shape) }
        let numbers: GremlinShape = isIncremented ? [.object, .variable] : [.whole, .decimal, .object, .variable]
        guard !shape.isDisjoint(with: numbers) else { throw QuerySyntaxFault(message: "a sign stands before a number", offset: start.start) }
        return shape
    }

    private func negated(_ shape: GremlinShape) throws(QuerySyntaxFault) -> GremlinShape {
        try self.checkOperand(shape)
        return .flag
    }

    // MARK: Primaries

    mutating func primary() throws(QuerySyntaxFault) -> GremlinShape {
        let isRoot = self.isAtStatementRoot
        self.isAtStatementRoot = false
        let token = self.token
        switch token.kind {
        case .whole:
            self.advance()
            return .whole
        case .decimal:
            self.advance()
            return .decimal
        case .text:
            self.advance()
            if token.isInterpolated { try self.interpolations(of: token) }
            return .text
        case .identifier: return try self.word(isRoot: isRoot)
        case .mark:
            switch token.mark {
            case .openParenthesis:
                self.isAtStatementRoot = isRoot
                return try self.parentheses()
            case .openBracket: return try self.brackets()
            case .openBrace: return try self.braces()
            default: throw self.unexpected("a value is missing")
            }
        case .end: throw self.unexpected("a value is missing")
        }
    }

    /// A group, a cast, or the parameters of a function.
    private mutating func parentheses() throws(QuerySyntaxFault) -> GremlinShape {
        if self.isAtArrowParameters {
            self.isAtStatementRoot = false
            self.advance()
            try self.parameters(until: .closeParenthesis)
            self.advance()
            return try self.arrowBody()
        }
        let isCast = self.isCast
        self.advance()
        if isCast {
            self.typeName()
            try self.expect(.closeParenthesis, ")")
            try self.enter()
            defer { self.leave() }
            return try self.operand().union(.variable)
        }
        var shape = try self.expression()
        if self.skip(.assign) { shape = try self.expression() }
        try self.expect(.closeParenthesis, ")")
        return shape
    }

    /// `(Type)` with an operand right behind it.
    private var isCast: Bool {
        guard self.token(ahead: 1).kind == .identifier else { return false }
        var distance = 2
        while distance < 64 {
            switch self.token(ahead: distance).mark {
            case .dot, .less, .greater, .comma, .openBracket, .closeBracket: distance += 1
            case .closeParenthesis:
                let next = self.token(ahead: distance + 1)
                guard !next.followsLineBreak else { return false }
                if next.kind == .identifier { return !["as", "in", "instanceof"].contains(self.text(of: next)) }
                return [.text, .whole, .decimal].contains(next.kind) || next.mark == .openBrace
                    || (next.mark == .openBracket && self.isTypeLike(self.token(ahead: 1)))
            default:
                guard self.token(ahead: distance).kind == .identifier, self.token(ahead: distance - 1).kind != .identifier else { return false }
                distance += 1
            }
        }
        return false
    }

    private func isTypeLike(_ token: GremlinToken) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self.bytes[token.start]) }

    /// `(a, b) ->`, as far as it can be seen from here.
    private var isAtArrowParameters: Bool {
        var distance = 1
        while distance < 64, self.token(ahead: distance).kind == .identifier || self.token(ahead: distance).mark == .comma { distance += 1 }
        return self.token(ahead: distance).mark == .closeParenthesis && self.token(ahead: distance + 1).mark == .arrow
    }

    /// At the arrow.
    mutating func arrowBody() throws(QuerySyntaxFault) -> GremlinShape {
        self.advance()
        if self.isAt(.openBrace) {
            _ = try self.braces()
        } else {
            _ = try self.expression()
        }
        return .code
    }
}
