extension SPARQLParser {
    /// A group graph pattern, in braces.
    /// - Returns: its variables that the outside can see.
    mutating func group() throws(QuerySyntaxFault) -> Set<UInt64> {
        try self.enter()
        let outside = self.visible
        self.visible = []
        self.blankNodes.beginPattern()
        try self.expect(.openBrace)
        if self.token.word == .select {
            try self.select(isTopLevel: false)
            if self.token.word == .values { self.visible.formUnion(try self.inlineData()) }
        } else {
            try self.groupElements()
        }
        try self.expect(.closeBrace)
        self.blankNodes.beginPattern()
        let inside = self.visible
        self.visible = outside
        self.leave()
        return inside
    }

    private mutating func groupElements() throws(QuerySyntaxFault) {
        // A triple must be parted from the next by a dot; other elements end one by themselves.
        var mayBeginTriples = true
        while self.token.kind != .closeBrace {
            if try self.acceptElement() {
                _ = self.accept(.dot)
                mayBeginTriples = true
            } else {
                guard mayBeginTriples else { throw self.fault(expected: "\".\" or \"}\"") }
                try self.triplesSameSubject(.pattern)
                mayBeginTriples = self.accept(.dot)
            }
        }
    }

    /// False if what comes is no element but triples.
    private mutating func acceptElement() throws(QuerySyntaxFault) -> Bool {
        if self.token.kind == .openBrace {
            self.see(try self.group())
            while self.accept(.union) { self.see(try self.group()) }
            return true
        }
        guard self.token.kind == .word else { return false }
        switch self.token.word {
        case .optional:
            self.advance()
            self.see(try self.group())
        case .minus:
            self.advance()
            _ = try self.group()
        case .graph:
            self.advance()
            try self.variableOrIRI()
            self.see(try self.group())
        case .service:
            self.advance()
            _ = self.accept(.silent)
            try self.variableOrIRI()
            self.see(try self.group())
        case .filter:
            self.advance()
            // A filter does not end the basic graph pattern around it.
            let pattern = self.blankNodes.current
            try self.constraint(aggregates: false)
            self.blankNodes.resume(pattern)
        case .bind: try self.bind()
        case .values:
            self.see(Set(try self.inlineData()))
            self.blankNodes.beginPattern()
        default: return false
        }
        return true
    }

    private mutating func bind() throws(QuerySyntaxFault) {
        try self.expect(.bind)
        try self.expect(.openParenthesis)
        try self.expression()
        try self.expect(.as)
        let name = self.token
        guard self.visible.insert(try self.variable()).inserted else {
            throw self.fault("BIND names a variable that the group already uses", at: name)
        }
        try self.expect(.closeParenthesis)
        self.blankNodes.beginPattern()
    }

    /// The smaller set goes into the larger, so that deep nesting stays cheap.
    private mutating func see(_ variables: Set<UInt64>) {
        if self.visible.count < variables.count {
            let smaller = self.visible
            self.visible = variables
            self.visible.formUnion(smaller)
        } else {
            self.visible.formUnion(variables)
        }
    }
}
