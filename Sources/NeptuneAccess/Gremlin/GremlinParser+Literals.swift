/// Lists, maps, sets and closures.
extension GremlinParser {
    // MARK: Lists and maps

    /// A list or a map.
    mutating func brackets() throws(QuerySyntaxFault) -> GremlinShape {
        try self.enter()
        defer { self.leave() }
        self.advance()
        if self.skip(.closeBracket) { return .list }
        if self.isAt(.colon), self.token(ahead: 1).mark == .closeBracket {
            self.advance()
            self.advance()
            return .map
        }
        let isMap = try self.entry(isMap: nil)
        while self.skip(.comma) { _ = try self.entry(isMap: isMap) }
        try self.expect(.closeBracket, "] or ,")
        return isMap ? .map : .list
    }

    /// One element of a list, or a key with its value.
    /// - Parameter isMap: what the first entry was; nil for the first.
    /// - Returns: whether it has a key.
    private mutating func entry(isMap: Bool?) throws(QuerySyntaxFault) -> Bool {
        if self.isAt(.star) {
            // Groovy spreads a list or a map into another.
            self.advance()
            let spreadsMap = self.skip(.colon)
            _ = try self.expression()
            return isMap ?? spreadsMap
        }
        let start = self.token
        if start.kind == .identifier, self.token(ahead: 1).mark == .colon {
            self.advance()
        } else {
            let isGroup = start.mark == .openParenthesis
            let shape = try self.expression()
            let stands = try self.checkElement(shape, start)
            guard self.isAt(.colon) else {
                if isMap == true { throw self.unexpected("the value of a map's key is missing") }
                return stands
            }
            try self.checkKey(shape, start, isGroup: isGroup)
        }
        if isMap == false { throw self.unexpected("a list has no keys") }
        try self.expect(.colon, ":")
        let value = self.token
        _ = try self.checkElement(try self.expression(), value)
        return true
    }

    /// - Returns: false, for an element.
    private func checkElement(_ shape: GremlinShape, _ start: GremlinToken) throws(QuerySyntaxFault) -> Bool {
        let elements = GremlinShape.value.union([.code, .predicate, .spawned, .variable])
        guard !shape.isDisjoint(with: elements) else { throw QuerySyntaxFault(message: "\(shape.name) is no value", offset: start.start) }
        return false
    }

    /// Of TinkerPop's enumerations only tokens and directions are keys; in parentheses anything is one.
    private func checkKey(_ shape: GremlinShape, _ start: GremlinToken, isGroup: Bool) throws(QuerySyntaxFault) {
        let keys: GremlinShape = [.text, .whole, .decimal, .flag, .null, .list, .map, .set, .token, .direction]
        guard isGroup || !shape.isDisjoint(with: keys) else {
            throw QuerySyntaxFault(message: "\(shape.name) is no key of a map", offset: start.start)
        }
    }

    // MARK: Sets and closures

    /// A set of gremlin-lang or a closure of Groovy; where it has one value it could be both.
    mutating func braces() throws(QuerySyntaxFault) -> GremlinShape {
        try self.enter()
        defer { self.leave() }
        let isAtStatementRoot = self.isAtStatementRoot
        self.isAtStatementRoot = false
        defer { self.isAtStatementRoot = isAtStatementRoot }
        self.advance()
        self.hand(in: "it")
        let isClosure = try self.closureParameters()
        var count = 0
        while true {
            while count > 0 || isClosure, self.skip(.semicolon) {}
            if self.isAt(.closeBrace) { break }
            let start = self.token
            let shape = try self.statement()
            count += 1
            if count == 1, !isClosure, self.isAt(.comma), let shape {
                _ = try self.checkElement(shape, start)
                return try self.setElements()
            }
            guard self.isAtEndOfStatement else { throw self.unexpected("} is missing") }
            if self.token.kind == .end { break }
        }
        try self.expect(.closeBrace, "}")
        return count <= 1 && !isClosure ? [.code, .set] : .code
    }

    private mutating func setElements() throws(QuerySyntaxFault) -> GremlinShape {
        while self.skip(.comma) {
            let start = self.token
            _ = try self.checkElement(try self.expression(), start)
        }
        try self.expect(.closeBrace, "} or ,")
        return .set
    }

    /// Names up to an arrow, where there is one.
    private mutating func closureParameters() throws(QuerySyntaxFault) -> Bool {
        var distance = 0
        while distance < 64 {
            let token = self.token(ahead: distance)
            if token.mark == .arrow { break }
            guard token.kind == .identifier || [.comma, .dot, .less, .greater, .openBracket, .closeBracket].contains(token.mark) else {
                return false
            }
            distance += 1
        }
        guard distance < 64 else { return false }
        try self.parameters(until: .arrow)
        self.advance()
        return true
    }
}
