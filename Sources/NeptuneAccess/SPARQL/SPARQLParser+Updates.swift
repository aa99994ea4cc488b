extension SPARQLParser {
    /// Operations parted by semicolons, each with its own prologue.
    ///
    /// A prologue alone is a valid update that does nothing; a text without anything is refused, for nobody means it.
    mutating func updates() throws(QuerySyntaxFault) {
        var count = 0
        while self.token.kind != .end {
            try self.update()
            count += 1
            guard self.accept(.semicolon) else { break }
            try self.prologue()
        }
        guard count > 0 || self.position > 0 else { throw self.fault(expected: "a query or an update") }
    }

    private mutating func update() throws(QuerySyntaxFault) {
        self.blankNodes.beginPattern()
        self.visible = []
        let start = self.token
        guard start.kind == .word else { throw self.fault(expected: "a query or an update") }
        switch start.word {
        case .insert, .delete, .with: try self.change()
        case .load:
            self.advance()
            _ = self.accept(.silent)
            try self.iri()
            if self.accept(.into) { try self.graphReference() }
            self.demand([.readDataViaQuery, .writeDataViaQuery], "LOAD inserts what the document says", at: start)
        case .unload:
            self.advance()
            _ = self.accept(.silent)
            try self.iri()
            if self.accept(.from) { try self.graphReference() }
            self.demand([.readDataViaQuery, .deleteDataViaQuery], "UNLOAD deletes what the document says", at: start)
        case .clear, .drop:
            self.advance()
            _ = self.accept(.silent)
            try self.graphs()
            self.demand([.readDataViaQuery, .deleteDataViaQuery], start.word == .clear ? "CLEAR empties graphs" : "DROP removes graphs", at: start)
        case .create:
            self.advance()
            _ = self.accept(.silent)
            try self.graphReference()
            self.demand([.readDataViaQuery, .writeDataViaQuery], "CREATE makes a graph", at: start)
        case .add, .move, .copy: try self.transfer()
        default: throw self.fault(expected: "a query or an update")
        }
    }

    private mutating func graphReference() throws(QuerySyntaxFault) {
        try self.expect(.graph)
        try self.iri()
    }

    private mutating func graphs() throws(QuerySyntaxFault) {
        if self.accept(.default) || self.accept(.named) || self.accept(.all) { return }
        try self.graphReference()
    }

    private mutating func transfer() throws(QuerySyntaxFault) {
        let start = self.token
        self.advance()
        _ = self.accept(.silent)
        try self.graphOrDefault()
        try self.expect(.to)
        try self.graphOrDefault()
        switch start.word {
        case .add: self.demand([.readDataViaQuery, .writeDataViaQuery], "ADD inserts into the target", at: start)
        case .copy:
            self.demand(DataAction.allCases, "COPY empties the target before it inserts", at: start)
        default:
            self.demand(DataAction.allCases, "MOVE empties the target before it inserts, and drops the source", at: start)
        }
    }

    private mutating func graphOrDefault() throws(QuerySyntaxFault) {
        if self.accept(.default) { return }
        _ = self.accept(.graph)
        try self.iri()
    }

    // MARK: - Insertions and deletions

    private mutating func change() throws(QuerySyntaxFault) {
        let start = self.token
        let following = self.token(ahead: 1)
        if start.word == .insert, following.word == .data, following.kind == .word {
            self.advance()
            self.advance()
            try self.quads(.insertedData)
            return self.demand([.readDataViaQuery, .writeDataViaQuery], "INSERT DATA inserts", at: start)
        }
        if start.word == .delete, following.word == .data, following.kind == .word {
            self.advance()
            self.advance()
            try self.quads(.deletedData)
            return self.demand([.readDataViaQuery, .deleteDataViaQuery], "DELETE DATA deletes", at: start)
        }
        if start.word == .delete, following.word == .where, following.kind == .word {
            self.advance()
            self.advance()
            try self.quads(.deletion)
            return self.demand([.readDataViaQuery, .deleteDataViaQuery], "DELETE WHERE deletes what it finds", at: start)
        }
        try self.modify()
    }

    private mutating func modify() throws(QuerySyntaxFault) {
        if self.accept(.with) { try self.iri() }
        let deletion = self.token
        let deletes = self.accept(.delete)
        if deletes {
            try self.quads(.deletion)
            self.demand([.readDataViaQuery, .deleteDataViaQuery], "DELETE deletes what WHERE finds", at: deletion)
        }
        let insertion = self.token
        if self.accept(.insert) {
            let outside = self.blankNodes
            self.blankNodes.beginPattern()
            try self.quads(.template)
            // Labels of the template may come again in the pattern; they are new nodes for each solution.
            self.blankNodes = outside
            self.demand([.readDataViaQuery, .writeDataViaQuery], "INSERT inserts for what WHERE finds", at: insertion)
        } else if !deletes {
            throw self.fault(expected: "DELETE or INSERT")
        }
        while self.accept(.using) {
            _ = self.accept(.named)
            try self.iri()
        }
        try self.expect(.where)
        _ = try self.group()
    }

    /// Triples and triples within GRAPH, in braces.
    private mutating func quads(_ rules: SPARQLTripleRules) throws(QuerySyntaxFault) {
        try self.expect(.openBrace)
        var mayBeginTriples = true
        while self.token.kind != .closeBrace {
            if self.accept(.graph) {
                try self.quadsGraphName(rules)
                try self.expect(.openBrace)
                try self.triples(until: .closeBrace, rules)
                try self.expect(.closeBrace)
                _ = self.accept(.dot)
                mayBeginTriples = true
            } else {
                guard mayBeginTriples else { throw self.fault(expected: "\".\" or \"}\"") }
                try self.triplesSameSubject(rules)
                mayBeginTriples = self.accept(.dot)
            }
        }
        try self.expect(.closeBrace)
    }

    private mutating func quadsGraphName(_ rules: SPARQLTripleRules) throws(QuerySyntaxFault) {
        guard rules.allowsVariables || self.token.kind != .variable else { throw self.fault("data holds no variables", at: self.token) }
        try self.variableOrIRI()
    }
}
