extension CypherParser {
    /// False if no clause that changes data begins here.
    mutating func change() throws(QuerySyntaxFault) -> Bool {
        let start = self.token
        switch start.word {
        case .create, .merge, .set, .remove, .delete, .detach, .nodetach, .foreach: break
        default: return false
        }
        guard !self.rules.isReadOnly else { throw self.fault("nothing can be changed inside an expression", at: start) }
        self.advance()
        switch start.word {
        case .create:
            self.demand([.readDataViaQuery, .writeDataViaQuery], "CREATE inserts", .derived, at: start)
            try self.patterns(.create)
        case .merge: try self.merge(at: start)
        case .set: try self.set(at: start)
        case .remove: try self.remove(at: start)
        case .foreach: try self.forEach()
        default: try self.delete(at: start)
        }
        return true
    }

    private mutating func merge(at start: CypherToken) throws(QuerySyntaxFault) {
        self.demand([.readDataViaQuery, .writeDataViaQuery], "MERGE inserts what it does not find", .documented, at: start)
        try self.patterns(.merge)
        while self.token.word == .on, self.token(ahead: 1).word == .create || self.token(ahead: 1).word == .match {
            self.advance()
            self.advance()
            let set = self.token
            try self.expect(.set)
            try self.set(at: set)
        }
    }

    private mutating func set(at start: CypherToken) throws(QuerySyntaxFault) {
        self.demand(DataAction.allCases, "SET replaces what is there", .documented, at: start)
        let rules = self.rules
        self.rules.allowsPatterns = false
        repeat {
            let following = self.token(ahead: 1)
            if self.isName, following.kind == .colon || following.word == .is {
                try self.labelTarget()
            } else if self.isName, following.kind == .equal || following.kind == .plusEqual {
                _ = try self.boundVariable()
                self.advance()
                _ = try self.expression()
            } else {
                try self.propertyTarget()
                try self.expect(.equal)
                _ = try self.expression()
            }
        } while self.accept(.comma)
        self.rules = rules
    }

    private mutating func remove(at start: CypherToken) throws(QuerySyntaxFault) {
        self.demand([.readDataViaQuery, .deleteDataViaQuery], "REMOVE deletes properties or labels", .derived, at: start)
        repeat {
            let following = self.token(ahead: 1)
            if self.isName, following.kind == .colon || following.word == .is {
                try self.labelTarget()
            } else {
                try self.propertyTarget()
            }
        } while self.accept(.comma)
    }

    private mutating func labelTarget() throws(QuerySyntaxFault) {
        let token = self.token
        guard try self.boundVariable().mayBe(.node) else { throw self.fault("only nodes have labels", at: token) }
        self.advance()
        guard try self.labels().isPlain else { throw self.fault("expected labels without operators", at: token) }
    }

    /// A property, by its key or computed.
    private mutating func propertyTarget() throws(QuerySyntaxFault) {
        let start = self.position
        _ = try self.operand(allowsLabels: false)
        let last = self.token(at: self.position - 1)
        let isKey = (last.kind == .name || last.kind == .quotedName) && [.dot, .doubleColon].contains(self.token(at: self.position - 2).kind)
        let isComputed = last.kind == .closeBracket && last.partner > start
        guard isKey || isComputed else { throw self.fault(expected: "a property or a label") }
    }

    private mutating func delete(at start: CypherToken) throws(QuerySyntaxFault) {
        let isDetaching = start.word == .detach
        if start.word != .delete { try self.expect(.delete) }
        self.demand(
            [.readDataViaQuery, .deleteDataViaQuery], isDetaching ? "DETACH DELETE deletes with the edges" : "DELETE deletes",
            isDetaching ? .documented : .derived, at: start)
        repeat {
            let token = self.token
            let value = try self.operand(allowsLabels: false)
            guard value.mayBe(.node) || value == .relationship || value == .path else { throw self.fault("the value cannot be deleted", at: token) }
        } while self.accept(.comma)
    }

    /// `FOREACH (x IN list | changes)`.
    private mutating func forEach() throws(QuerySyntaxFault) {
        try self.enter()
        try self.expect(.openParenthesis)
        let name = try self.anyName()
        try self.expect(.in)
        _ = try self.expression()
        try self.expect(.pipe)
        // What the changes bind is forgotten with the element.
        self.scope.enter(seesOutside: true)
        self.scope.bind(name, .unknown)
        guard try self.change() else { throw self.fault(expected: "a change") }
        while try self.change() {}
        self.scope.leave()
        try self.expect(.closeParenthesis)
        self.leave()
    }
}
