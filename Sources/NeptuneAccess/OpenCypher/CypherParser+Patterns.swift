/// What a pattern is for, which decides what it may hold and what it binds.
enum CypherPatternPlace: Sendable {
    case match, create, merge
    /// As a predicate: it binds nothing.
    case predicate
    /// In a comprehension: what it binds is gone afterwards.
    case comprehension

    var isChange: Bool { self == .create || self == .merge }
}

extension CypherParser {
    /// Patterns parted by commas; MERGE takes one.
    mutating func patterns(_ place: CypherPatternPlace) throws(QuerySyntaxFault) {
        let outer = self.awaited
        self.awaited = []
        var relationships: Set<UInt64> = []
        repeat { try self.pattern(place, &relationships) } while place != .merge && self.accept(.comma)
        let awaited = self.awaited ?? []
        self.awaited = outer
        for entry in awaited where self.scope.value(of: entry.name) == nil {
            guard self.awaited != nil else { throw self.fault("the variable is not bound", at: entry.token) }
            self.awaited?.append(entry)
        }
    }

    mutating func pattern(_ place: CypherPatternPlace, _ relationships: inout Set<UInt64>) throws(QuerySyntaxFault) {
        if self.isName, self.token(ahead: 1).kind == .equal {
            let token = self.token
            guard place != .predicate else { throw self.fault("a predicate binds no path", at: token) }
            guard self.scope.value(of: self.name(of: token)) == nil else { throw self.fault("the variable is already bound", at: token) }
            self.bind(self.name(of: token), .path, place)
            self.advance()
            self.advance()
        }
        if place == .match { try self.pathSelector() }
        if self.token.word == .shortestPath || self.token.word == .allShortestPaths, self.token(ahead: 1).kind == .openParenthesis {
            guard !place.isChange else { throw self.fault(expected: "a pattern") }
            self.advance()
            self.advance()
            try self.element(place, &relationships)
            try self.expect(.closeParenthesis)
        } else {
            try self.element(place, &relationships)
        }
    }

    /// `ANY`, `ALL SHORTEST`, `SHORTEST 2 PATHS` and so on, before a pattern.
    private mutating func pathSelector() throws(QuerySyntaxFault) {
        guard self.token.kind == .name else { return }
        guard self.token.word == .any || self.token.word == .all || self.token.word == .shortest else { return }
        self.advance()
        _ = self.accept(.shortest)
        if self.token.kind == .integer || self.token.kind == .parameter { self.advance() }
        if !self.accept(.paths), !self.accept(.path), !self.accept(.groups) { _ = self.accept(.group) }
    }

    func bound(_ token: CypherToken) -> CypherValue? {
        self.scope.value(of: self.name(of: token))
    }

    private mutating func bind(_ name: UInt64, _ value: CypherValue, _ place: CypherPatternPlace) {
        if place == .comprehension {
            self.scope.bindLocally(name, value)
        } else {
            self.scope.bind(name, value)
        }
    }

    /// Nodes and what joins them.
    mutating func element(_ place: CypherPatternPlace, _ relationships: inout Set<UInt64>) throws(QuerySyntaxFault) {
        try self.enter()
        var isAlone = true
        while true {
            try self.nodeOrGroup(place, isAlone: isAlone, &relationships)
            if self.beginsRelationship {
                isAlone = false
                try self.relationship(place, &relationships)
            } else if self.token.kind == .openParenthesis, place == .match {
                isAlone = false
            } else {
                break
            }
        }
        self.leave()
    }

    private var beginsRelationship: Bool {
        self.token.kind == .minusSign || (self.token.kind == .less && self.token(ahead: 1).kind == .minusSign)
    }

    private mutating func nodeOrGroup(
        _ place: CypherPatternPlace, isAlone: Bool, _ relationships: inout Set<UInt64>
    ) throws(QuerySyntaxFault) {
        let second = self.token(ahead: 1)
        let isGroup = second.kind == .openParenthesis || ((second.kind == .name || second.kind == .quotedName) && self.token(ahead: 2).kind == .equal)
        guard self.token.kind == .openParenthesis, isGroup else { return try self.node(place, isAlone: isAlone) }
        self.advance()
        try self.pattern(place, &relationships)
        if place == .match { try self.whereClause() }
        try self.expect(.closeParenthesis)
        if place == .match { try self.quantifier() }
    }

    /// `+`, `*`, `{2}`, `{1,3}` after a group or a relationship.
    private mutating func quantifier() throws(QuerySyntaxFault) {
        if self.accept(.plusSign) || self.accept(.star) { return }
        guard self.accept(.openBrace) else { return }
        if !self.accept(.integer), self.token.kind != .comma { throw self.fault(expected: "a number") }
        if self.accept(.comma) { _ = self.accept(.integer) }
        try self.expect(.closeBrace)
    }

    private mutating func node(_ place: CypherPatternPlace, isAlone: Bool) throws(QuerySyntaxFault) {
        try self.expect(.openParenthesis)
        let variable = self.token
        let hasVariable = self.isName && self.endsVariable(self.token(ahead: 1), closedBy: .closeParenthesis)
        if hasVariable { self.advance() }
        let start = self.position
        if self.token.kind == .colon || self.token.word == .is { try self.patternLabels(place) }
        if hasVariable {
            // What the properties use may be the node itself, so it is bound before them.
            try self.bindNode(variable, place)
        }
        try self.properties(place)
        if self.token.word == .where, self.token.kind == .name {
            guard !place.isChange else { throw self.fault(expected: "\")\"") }
            try self.whereClause()
        }
        let isBare = self.position == start
        try self.expect(.closeParenthesis)
        guard hasVariable, place.isChange, self.reboundNode == variable.start else { return }
        guard isBare, !isAlone || self.beginsRelationship else { throw self.fault("the variable is already bound", at: variable) }
    }

    /// Whether what follows a name in a pattern lets the name be a variable.
    private func endsVariable(_ following: CypherToken, closedBy close: CypherTokenKind) -> Bool {
        switch following.kind {
        case .colon, .openBrace, .parameter: true
        case .star: close == .closeBracket
        case .name: following.word == .where || following.word == .is
        default: following.kind == close
        }
    }

    private mutating func bindNode(_ token: CypherToken, _ place: CypherPatternPlace) throws(QuerySyntaxFault) {
        let name = self.name(of: token)
        guard let value = self.scope.value(of: name) else {
            if place == .predicate { throw self.fault("the variable is not bound", at: token) }
            return self.bind(name, .node, place)
        }
        guard value.mayBe(.node) else { throw self.fault("the variable is bound to something else than a node", at: token) }
        self.reboundNode = token.start
    }

    /// `{…}` or a parameter that holds the properties, which only CREATE takes.
    private mutating func properties(_ place: CypherPatternPlace) throws(QuerySyntaxFault) {
        if self.token.kind == .openBrace {
            _ = try self.mapOrParameter()
        } else if self.token.kind == .parameter {
            guard place == .create else { throw self.fault("only CREATE takes its properties from a parameter", at: self.token) }
            self.advance()
        }
    }

    private mutating func patternLabels(_ place: CypherPatternPlace) throws(QuerySyntaxFault) {
        let start = self.token
        self.advance()
        let labels = try self.labelsOfPattern()
        guard labels.isPlain || !place.isChange else { throw self.fault("expected labels without operators", at: start) }
    }

    // MARK: - Relationships

    private mutating func relationship(_ place: CypherPatternPlace, _ relationships: inout Set<UInt64>) throws(QuerySyntaxFault) {
        let start = self.token
        let pointsLeft = self.accept(.less)
        try self.expect(.minusSign)
        var hasOneType = false
        if self.accept(.openBracket) {
            hasOneType = try self.relationshipDetail(place, &relationships)
            try self.expect(.closeBracket)
        }
        try self.expect(.minusSign)
        let pointsRight = self.accept(.greater)
        if place.isChange {
            guard hasOneType else { throw self.fault("a relationship that is made has one type", at: start) }
            guard place == .merge || pointsLeft != pointsRight else { throw self.fault("a relationship that is made has one direction", at: start) }
        }
        if place == .match { try self.quantifier() }
    }

    /// What stands in the brackets.
    /// - Returns: whether it names one type.
    private mutating func relationshipDetail(
        _ place: CypherPatternPlace, _ relationships: inout Set<UInt64>
    ) throws(QuerySyntaxFault) -> Bool {
        let variable = self.token
        let hasVariable = self.isName && self.endsVariable(self.token(ahead: 1), closedBy: .closeBracket)
        if hasVariable { self.advance() }
        var hasOneType = false
        if self.accept(.colon) || self.accept(.is) {
            let labels = try self.labelsOfPattern()
            hasOneType = labels.isPlain && labels.count == 1
        }
        let isPath = self.token.kind == .star
        if isPath {
            guard !place.isChange else { throw self.fault("a relationship that is made has no length", at: self.token) }
            try self.length()
        }
        if hasVariable { try self.bindRelationship(variable, isPath ? .list : .relationship, place, &relationships) }
        try self.properties(place)
        if self.token.word == .where, !place.isChange { try self.whereClause() }
        return hasOneType
    }

    /// `*`, `*2`, `*1..3`, `*..3`, `*1..`.
    private mutating func length() throws(QuerySyntaxFault) {
        try self.expect(.star)
        _ = self.accept(.integer)
        if self.accept(.dots) { _ = self.accept(.integer) }
    }

    private mutating func bindRelationship(
        _ token: CypherToken, _ value: CypherValue, _ place: CypherPatternPlace, _ relationships: inout Set<UInt64>
    ) throws(QuerySyntaxFault) {
        let name = self.name(of: token)
        let isRepeated = !relationships.insert(name).inserted
        guard let bound = self.scope.value(of: name) else {
            if place == .predicate { throw self.fault("the variable is not bound", at: token) }
            return self.bind(name, value, place)
        }
        guard !place.isChange else { throw self.fault("the variable is already bound", at: token) }
        guard !isRepeated || value == .list else { throw self.fault("a pattern cannot pass the same relationship twice", at: token) }
        guard bound.mayBe(value) else { throw self.fault("the variable is bound to something else than a relationship", at: token) }
    }

    // MARK: - Labels

    /// In a comprehension a bar after a label usually ends the condition; it joins labels where another bar follows, or where it would be
    /// followed by a variable that does not exist.
    private var barJoinsLabels: Bool {
        let name = self.token(ahead: 1)
        guard name.kind == .name || name.kind == .quotedName else { return false }
        let following = self.token(ahead: 2).kind
        return following == .pipe || (following == .closeBracket && self.bound(name) == nil)
    }

    private mutating func labelsOfPattern() throws(QuerySyntaxFault) -> (isPlain: Bool, count: Int) {
        let barEndsLabels = self.rules.barEndsLabels
        self.rules.barEndsLabels = false
        let labels = try self.labels()
        self.rules.barEndsLabels = barEndsLabels
        return labels
    }

    /// Labels or types with their operators, after the colon.
    mutating func labels() throws(QuerySyntaxFault) -> (isPlain: Bool, count: Int) {
        var isPlain = true
        var count = 0
        while true {
            while self.accept(.exclamation) { isPlain = false }
            if self.accept(.percent) {
                isPlain = false
            } else if self.accept(.openParenthesis) {
                try self.enter()
                _ = try self.labels()
                self.leave()
                try self.expect(.closeParenthesis)
                isPlain = false
            } else if self.accept(.dollar) {
                try self.expect(.openParenthesis)
                _ = try self.expression()
                try self.expect(.closeParenthesis)
            } else {
                try self.anyName()
            }
            count += 1
            if self.token.kind == .pipe, !self.rules.barEndsLabels || self.barJoinsLabels {
                self.advance()
                _ = self.accept(.colon)
                isPlain = false
            } else if self.accept(.ampersand) {
                continue
            } else if !self.accept(.colon) {
                return (isPlain, count)
            }
        }
    }
}
