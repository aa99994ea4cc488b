extension CypherParser {
    /// Operands and operators.
    ///
    /// How tightly operators bind decides nothing here, so they are read in one row; only the operands of AND, OR, XOR and NOT are told
    /// apart, since a number there makes the query one that is refused.
    /// - Returns: what is known of the value.
    @discardableResult
    mutating func expression() throws(QuerySyntaxFault) -> CypherValue {
        try self.enter()
        let allowsPatterns = self.rules.allowsPatterns
        var result = CypherValue.unknown
        var isPredicate = false
        var isArithmetic = false
        // The operand between two operators of truth, while it is a lone value.
        var lone: CypherValue?
        var isOperandOfTruth = false
        var isFirst = true
        var isScaled = false
        while true {
            while self.token.word == .not, self.token.kind == .name {
                self.advance()
                self.rules.allowsPatterns = true
                isOperandOfTruth = true
                isPredicate = true
            }
            while self.accept(.minusSign) || self.accept(.plusSign) {}
            let start = self.token
            result = try self.operand(allowsLabels: true)
            lone = isFirst ? result : nil
            isFirst = false
            if isScaled, result.isNeverNumber { throw self.fault("the operator takes numbers", at: start) }
            isScaled = false
            if try self.acceptTest() {
                isPredicate = true
                lone = .boolean
            }
            if self.acceptTruthOperator() {
                try self.checkTruth(lone, at: start)
                self.rules.allowsPatterns = true
                isOperandOfTruth = true
                isPredicate = true
                isFirst = true
            } else if try self.acceptComparison() {
                isPredicate = true
            } else if try self.acceptArithmetic(on: result) {
                isArithmetic = true
                isScaled = self.token(at: self.position - 1).kind == .percent
            } else {
                if isOperandOfTruth { try self.checkTruth(lone, at: start) }
                break
            }
        }
        self.rules.allowsPatterns = allowsPatterns
        self.leave()
        return isPredicate ? .boolean : isArithmetic ? .unknown : result
    }

    private func checkTruth(_ value: CypherValue?, at token: CypherToken) throws(QuerySyntaxFault) {
        guard let value, value.isNeverBoolean else { return }
        throw self.fault("AND, OR, XOR and NOT take conditions", at: token)
    }

    private mutating func acceptTruthOperator() -> Bool {
        guard self.token.kind == .name else { return false }
        return self.accept(.and) || self.accept(.or) || self.accept(.xor)
    }

    /// IN, STARTS WITH and so on, or a sign.
    private mutating func acceptComparison() throws(QuerySyntaxFault) -> Bool {
        switch self.token.kind {
        case .equal, .notEqual, .less, .greater, .lessOrEqual, .greaterOrEqual, .matches:
            self.advance()
            return true
        case .name: break
        default: return false
        }
        if self.accept(.contains) { return true }
        if self.accept(.in) {
            try self.checkList(self.position)
            return true
        }
        guard self.token.word == .starts || self.token.word == .ends, self.token(ahead: 1).word == .with else { return false }
        self.advance()
        self.advance()
        return true
    }

    /// What stands to the right of IN is a list: a literal of another kind is refused.
    private func checkList(_ place: Int) throws(QuerySyntaxFault) {
        let token = self.token(at: place)
        let isValue =
            token.kind == .integer || token.kind == .float || token.kind == .string
            || (token.kind == .name && (token.word == .true || token.word == .false))
            || (token.kind == .openBrace && self.token(at: token.partner + 1).kind != .dot && self.token(at: place + 2).kind == .colon)
        let isWhole = self.token(at: place + 1).kind != .dot && self.token(at: place + 1).kind != .openParenthesis
        guard !isValue || !isWhole else { throw self.fault("IN takes a list", at: token) }
    }

    private mutating func acceptArithmetic(on value: CypherValue) throws(QuerySyntaxFault) -> Bool {
        switch self.token.kind {
        case .plusSign, .minusSign, .star, .slash, .percent, .caret, .doublePipe:
            guard self.token.kind != .percent || !value.isNeverNumber else { throw self.fault("the operator takes numbers", at: self.token) }
            self.advance()
            return true
        default: return false
        }
    }

    /// `IS NULL`, `IS NOT NULL`, `IS :: TYPE`, `IS NORMALIZED`, any number of them.
    private mutating func acceptTest() throws(QuerySyntaxFault) -> Bool {
        var isTest = false
        while self.token.word == .is, self.token.kind == .name {
            self.advance()
            isTest = true
            _ = self.accept(.not)
            if self.accept(.doubleColon) || self.accept(.typed) {
                try self.typeName()
            } else if !self.accept(.null) {
                if !self.accept(.nfc), !self.accept(.nfd), !self.accept(.nfkc) { _ = self.accept(.nfkd) }
                try self.expect(.normalized)
            }
        }
        return isTest
    }

    /// `LIST<INTEGER NOT NULL>`, `ZONED DATETIME`.
    private mutating func typeName() throws(QuerySyntaxFault) {
        try self.enter()
        repeat {
            try self.anyName()
            while self.isName, ![.and, .or, .xor, .as, .then].contains(self.token.word) { self.advance() }
            if self.accept(.less) {
                try self.typeName()
                try self.expect(.greater)
            }
            if self.token.word == .not, self.token(ahead: 1).word == .null {
                self.advance()
                self.advance()
            }
        } while self.accept(.pipe)
        self.leave()
    }

    // MARK: - Operands

    /// A value with the properties, items and labels that are asked of it.
    mutating func operand(allowsLabels: Bool) throws(QuerySyntaxFault) -> CypherValue {
        guard let uses = self.grouping?.uses.count else { return try self.plainOperand(allowsLabels: allowsLabels) }
        let start = self.position
        let value = try self.plainOperand(allowsLabels: allowsLabels)
        self.settleGrouping(from: start, uses: uses)
        return value
    }

    private mutating func plainOperand(allowsLabels: Bool) throws(QuerySyntaxFault) -> CypherValue {
        let start = self.position
        var value = try self.atom()
        while true {
            let token = self.token
            switch token.kind {
            case .dot:
                guard value.mayHaveProperties else { throw self.fault("the value has no properties", at: token) }
                self.advance()
                try self.anyName()
                value = .unknown
            case .openBracket:
                value = try self.item(of: value)
            case .colon where allowsLabels:
                guard value.mayBe(.node) || value.mayBe(.relationship) else { return value }
                self.advance()
                _ = try self.labels()
                value = .boolean
            case .openBrace where self.position == start + 1 && self.token(at: start).isVariableLike:
                try self.mapProjection()
                value = .map
            default: return value
            }
        }
    }

    /// `[index]`, `[from..to]`.
    private mutating func item(of value: CypherValue) throws(QuerySyntaxFault) -> CypherValue {
        let start = self.token
        guard value.mayHaveItems else { throw self.fault("the value has no items", at: start) }
        try self.expect(.openBracket)
        let rules = self.rules
        self.rules.barEndsLabels = false
        var isSlice = self.accept(.dots)
        if !isSlice || self.token.kind != .closeBracket { _ = try self.expression() }
        if !isSlice, self.accept(.dots) {
            isSlice = true
            if self.token.kind != .closeBracket { _ = try self.expression() }
        }
        self.rules.restore(rules)
        try self.expect(.closeBracket)
        return isSlice ? .list : .unknown
    }

    /// `node {.key, .*, other, name: value}`.
    private mutating func mapProjection() throws(QuerySyntaxFault) {
        try self.expect(.openBrace)
        if self.accept(.closeBrace) { return }
        repeat {
            if self.accept(.dot) {
                if !self.accept(.star) { try self.anyName() }
            } else if self.token(ahead: 1).kind == .colon {
                try self.anyName()
                self.advance()
                _ = try self.expression()
            } else {
                _ = try self.boundVariable()
            }
        } while self.accept(.comma)
        try self.expect(.closeBrace)
    }
}

extension CypherToken {
    /// Whether it can be a variable before the braces of a map projection.
    var isVariableLike: Bool {
        self.kind == .quotedName || (self.kind == .name && self.word != .null && self.word != .true && self.word != .false)
    }
}
