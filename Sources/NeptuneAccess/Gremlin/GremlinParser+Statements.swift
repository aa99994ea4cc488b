/// Statements: those of gremlin-lang are expressions, those of Groovy have words of their own.
extension GremlinParser {
    /// The whole text.
    mutating func script() throws(QuerySyntaxFault) {
        guard self.token.kind != .end else { throw QuerySyntaxFault(message: "there is no query", offset: 0) }
        var isFirst = true
        while self.token.kind != .end {
            let start = self.token
            self.isAtStatementRoot = true
            let shape = try self.statement()
            self.isAtStatementRoot = false
            if let shape { try self.checkStatement(shape, start, isFirst: isFirst) }
            isFirst = false
            if self.skip(.semicolon), self.isAt(.semicolon) { throw self.unexpected("a statement is missing") }
        }
    }

    /// What stands alone must be a query, or a value that a script gives back.
    private func checkStatement(_ shape: GremlinShape, _ start: GremlinToken, isFirst: Bool) throws(QuerySyntaxFault) {
        let queries: GremlinShape = [.source, .spawned, .object, .variable, .transaction, .graph]
        let isLiteral = [.text, .whole, .decimal].contains(start.kind)
        if !shape.isDisjoint(with: queries), !isLiteral { return }
        // gremlin-lang takes an empty text for an empty query.
        if shape == .text, start.kind == .text, self.content(of: start).isEmpty { return }
        if !isFirst, !shape.isDisjoint(with: [.null, .flag, .whole, .decimal, .list, .map]) { return }
        throw QuerySyntaxFault(message: "a query begins with g", offset: start.start)
    }

    /// - Returns: the shape of an expression's value; nil for the other statements.
    mutating func statement() throws(QuerySyntaxFault) -> GremlinShape? {
        try self.enter()
        defer { self.leave() }
        if self.token.kind == .identifier, let read = try self.worded() { return read ? nil : .object }
        if self.isAssignment {
            let name = self.text(of: self.advance())
            self.advance()
            self.isAtStatementRoot = false
            let shape = try self.expression()
            self.setName(name, to: shape)
            // `g` keeps its meaning: `g = traversal().withRemote(…)`.
            return shape.subtracting([.parameter, .anonymous]).union(.object)
        }
        let shape = try self.expression()
        guard self.isAt(.assign) else { return shape }
        guard shape.isDisjoint(with: [.traversal, .source, .text, .whole, .decimal]) else { throw self.unexpected("this cannot be set") }
        self.advance()
        _ = try self.expression()
        return .object
    }

    private var isAssignment: Bool { self.token.kind == .identifier && self.token(ahead: 1).mark == .assign }

    /// A statement that begins with a word of Groovy's.
    /// - Returns: true where it was read, false where it was read and has a value, nil where the word is none of them.
    private mutating func worded() throws(QuerySyntaxFault) -> Bool? {
        let next = self.token(ahead: 1)
        switch self.text(of: self.token) {
        case "import" where next.kind == .identifier, "package" where next.kind == .identifier: self.importing()
        case "def" where self.isNameOrOpen(next), "final" where next.kind == .identifier, "var" where next.kind == .identifier:
            self.advance()
            try self.declaration()
        case "return":
            self.advance()
            guard !self.isAtEndOfStatement else { return true }
            self.isAtStatementRoot = false
            _ = try self.expression()
            return false
        case "throw", "assert":
            self.advance()
            self.isAtStatementRoot = false
            _ = try self.expression()
            if self.skip(.colon) { _ = try self.expression() }
        case "if" where next.mark == .openParenthesis: try self.conditional()
        case "while" where next.mark == .openParenthesis:
            self.advance()
            try self.condition()
            try self.body()
        case "for" where next.mark == .openParenthesis: try self.loop()
        case "try" where next.mark == .openBrace: try self.attempt()
        case "break", "continue":
            guard self.isEnd(next) else { return nil }
            self.advance()
        case "println" where self.startsOperand(next), "print" where self.startsOperand(next):
            self.advance()
            self.isAtStatementRoot = false
            _ = try self.expression()
        default:
            guard self.isTypedDeclaration else { return nil }
            try self.declaration()
        }
        return true
    }

    private func isNameOrOpen(_ token: GremlinToken) -> Bool { token.kind == .identifier || token.mark == .openParenthesis }

    /// Whether a word followed by this is a call without parentheses.
    private func startsOperand(_ token: GremlinToken) -> Bool {
        !token.followsLineBreak && [.identifier, .text, .whole, .decimal].contains(token.kind)
    }

    private func isEnd(_ token: GremlinToken) -> Bool {
        token.kind == .end || token.followsLineBreak || token.mark == .semicolon || token.mark == .closeBrace
    }

    var isAtEndOfStatement: Bool { self.isEnd(self.token) }

    private mutating func importing() {
        self.advance()
        while self.token.kind == .identifier || self.isAt(.dot) || self.isAt(.star) || self.isAt(.otherDot) {
            if self.token.followsLineBreak { return }
            self.advance()
        }
    }

    // MARK: Declarations

    /// Longest type that is looked at, in tokens.
    private static let typeTokensMax = 64

    /// Whether a type stands here, and behind it a name that is set.
    private var isTypedDeclaration: Bool {
        var distance = 0
        var open = 0
        while distance < Self.typeTokensMax {
            let token = self.token(ahead: distance)
            switch token.mark {
            case .less: open += 1
            case .greater: open -= 1
            case .dot, .comma, .question, .openBracket, .closeBracket: break
            default:
                guard token.kind == .identifier else { return false }
                let before = distance > 0 ? self.token(ahead: distance - 1) : token
                let isBehindType = distance > 0 && open == 0 && (before.kind == .identifier || [.greater, .closeBracket].contains(before.mark))
                if isBehindType { return self.token(ahead: distance + 1).mark == .assign && !token.followsLineBreak }
            }
            if open < 0 || (token.mark == .comma && open == 0) { return false }
            distance += 1
        }
        return false
    }

    /// Behind `def`, or at a type: names, with values; or a method of the script's own.
    private mutating func declaration() throws(QuerySyntaxFault) {
        self.isAtStatementRoot = false
        if self.skip(.openParenthesis) {
            while !self.isAt(.closeParenthesis) {
                guard self.token.kind == .identifier || self.isAt(.comma) else { throw self.unexpected("a name is missing") }
                let token = self.advance()
                if token.kind == .identifier { self.hand(in: self.text(of: token)) }
            }
            self.advance()
            try self.expect(.assign, "=")
            _ = try self.expression()
            return
        }
        while self.isTypedDeclaration { self.skipType() }
        repeat {
            guard self.token.kind == .identifier else { throw self.unexpected("a name is missing") }
            let name = self.text(of: self.advance())
            if self.isAt(.openParenthesis) {
                self.setName(name, to: .code)
                return try self.method()
            }
            self.setName(name, to: self.skip(.assign) ? try self.expression() : .parameter)
        } while self.skip(.comma)
    }

    /// A variable that the text sets: what it holds is written in the text, unless a parameter went into it.
    private mutating func setName(_ name: String, to shape: GremlinShape) {
        self.names[name] = shape.intersection(.parameter).union(.variable)
    }

    /// A variable that gets its value from a caller, a list or the request.
    mutating func hand(in name: String) { self.names[name] = [.variable, .parameter] }

    private mutating func skipType() {
        var open = 0
        repeat {
            let token = self.advance()
            if token.mark == .less { open += 1 }
            if token.mark == .greater { open -= 1 }
        } while open > 0 || self.token.kind != .identifier || self.token(ahead: -1).mark == .dot
    }

    private mutating func method() throws(QuerySyntaxFault) {
        try self.expect(.openParenthesis, "(")
        try self.parameters(until: .closeParenthesis)
        self.advance()
        _ = try self.braces()
    }

    /// Names with types and values before them, up to a mark.
    mutating func parameters(until end: GremlinMark) throws(QuerySyntaxFault) {
        while !self.isAt(end) {
            if self.token.kind == .identifier {
                self.hand(in: self.text(of: self.advance()))
            } else if self.skip(.assign) {
                _ = try self.expression()
            } else if [.comma, .dot, .less, .greater, .range, .openBracket, .closeBracket].contains(self.token.mark) {
                self.advance()
            } else {
                throw self.unexpected("a parameter is missing")
            }
        }
    }

    // MARK: Flow

    private mutating func condition() throws(QuerySyntaxFault) {
        self.isAtStatementRoot = false
        try self.expect(.openParenthesis, "(")
        _ = try self.expression()
        try self.expect(.closeParenthesis, ")")
    }

    /// A block, or one statement.
    private mutating func body() throws(QuerySyntaxFault) {
        if self.isAt(.openBrace) {
            _ = try self.braces()
        } else {
            _ = try self.statement()
        }
    }

    private mutating func conditional() throws(QuerySyntaxFault) {
        self.advance()
        try self.condition()
        try self.body()
        if self.isAt(.semicolon), self.token(ahead: 1).kind == .identifier, self.text(of: self.token(ahead: 1)) == "else" { self.advance() }
        if self.skip(word: "else") { try self.body() }
    }

    private mutating func loop() throws(QuerySyntaxFault) {
        self.advance()
        self.isAtStatementRoot = false
        try self.expect(.openParenthesis, "(")
        if let distance = (1...4).first(where: { self.isLoopWord(self.token(ahead: $0)) }), self.token(ahead: distance - 1).kind == .identifier {
            self.hand(in: self.text(of: self.token(ahead: distance - 1)))
            for _ in 0...distance { self.advance() }
            _ = try self.expression()
        } else {
            if !self.isAt(.semicolon) { _ = try self.statement() }
            try self.expect(.semicolon, ";")
            if !self.isAt(.semicolon) { _ = try self.expression() }
            try self.expect(.semicolon, ";")
            if !self.isAt(.closeParenthesis) { _ = try self.statement() }
        }
        try self.expect(.closeParenthesis, ")")
        try self.body()
    }

    private func isLoopWord(_ token: GremlinToken) -> Bool {
        token.mark == .colon || (token.kind == .identifier && self.text(of: token) == "in")
    }

    private mutating func attempt() throws(QuerySyntaxFault) {
        self.advance()
        self.isAtStatementRoot = false
        _ = try self.braces()
        while self.skip(word: "catch") {
            try self.expect(.openParenthesis, "(")
            while self.token.kind == .identifier || self.isAt(.dot) || self.isAt(.operation) {
                let token = self.advance()
                if token.kind == .identifier { self.hand(in: self.text(of: token)) }
            }
            try self.expect(.closeParenthesis, ")")
            _ = try self.braces()
        }
        if self.skip(word: "finally") { _ = try self.braces() }
    }
}
