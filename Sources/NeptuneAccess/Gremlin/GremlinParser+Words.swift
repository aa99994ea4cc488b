/// Words that begin an operand: sources, bare steps, predicates, enumerations, classes, variables.
extension GremlinParser {
    /// - Parameter isRoot: whether it begins a statement of the script, where a parameter of the request has no business.
    mutating func word(isRoot: Bool) throws(QuerySyntaxFault) -> GremlinShape {
        let token = self.advance()
        let name = self.text(of: token)
        switch name {
        case "g": return .source
        case "__": return try self.anonymous()
        case "true", "false": return .flag
        case "null": return .null
        case "NaN", "Infinity": return .decimal
        case "new": return try self.construction()
        case "this", "super": return .variable
        case "org", "java", "javax", "groovy", "com":
            if self.isAt(.dot) { return try self.package() }
        default: break
        }
        if self.isAt(.arrow) {
            self.hand(in: name)
            return try self.arrowBody()
        }
        if self.isAt(.openParenthesis, sameLine: true) || (self.isAt(.openBrace, sameLine: true) && GremlinSteps.forms[name] != nil) {
            return try self.call(name, at: token)
        }
        if self.isAt(.dot), let member = try self.member(of: name) { return member }
        if let shape = self.names[name] { return shape }
        if name == "graph" { return .graph }
        if self.isAt(.dot), Self.isClassName(name) { return .strategy }
        if isRoot { throw QuerySyntaxFault(message: "nothing is called \(name): a query begins with g", offset: token.start) }
        return GremlinNames.bareMembers.contains(name) ? .variable : [.variable, .parameter]
    }

    private static func isClassName(_ name: String) -> Bool { name.utf8.first.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) } == true }

    /// Behind `__`.
    private mutating func anonymous() throws(QuerySyntaxFault) -> GremlinShape {
        try self.expect(.dot, "a dot behind __")
        guard self.token.kind == .identifier else { throw self.unexpected("a step is missing") }
        let token = self.advance()
        let name = self.text(of: token)
        if name == "start", self.isAt(.openParenthesis) {
            _ = try self.arguments()
            return .anonymous
        }
        return try self.step(name, at: token, of: .anonymous)
    }

    /// A call without anything before it.
    private mutating func call(_ name: String, at token: GremlinToken) throws(QuerySyntaxFault) -> GremlinShape {
        if let forms = GremlinNames.predicates[name] {
            guard name == "not" else { return try self.predicate(name, forms, at: token) }
            // P.not() and the step not() are told apart by what they are given.
            let arguments = try self.arguments()
            if arguments.shapes == [.predicate] { return .predicate }
            try self.check(name, GremlinSteps.forms[name] ?? [], arguments, at: token.start)
            self.noteReading(name, at: token.start)
            return .anonymous
        }
        if let shape = GremlinNames.functions[name] {
            let arguments = try self.arguments()
            try self.checkValues(name, arguments, at: token)
            return shape
        }
        if GremlinSteps.forms[name] != nil, self.names[name] == nil { return try self.step(name, at: token, of: .anonymous) }
        if self.names[name] != nil {
            // What a function is given it may give back.
            return try self.arguments().shapes.reduce(.variable) { $0.union($1.intersection(.parameter)) }
        }
        if name.hasSuffix("Strategy") {
            _ = try self.arguments()
            return .strategy
        }
        throw QuerySyntaxFault(message: "there is no step \(name)()", offset: token.start)
    }

    private mutating func predicate(_ name: String, _ forms: [GremlinForm], at token: GremlinToken) throws(QuerySyntaxFault) -> GremlinShape {
        let arguments = try self.arguments()
        try self.check(name, forms, arguments, at: token.start)
        return .predicate
    }

    /// What is no step takes values only: a traversal in it would be hidden.
    private func checkValues(_ name: String, _ arguments: GremlinArguments, at token: GremlinToken) throws(QuerySyntaxFault) {
        let values = GremlinShape.value.union([.code, .variable, .spawned])
        if let wrong = arguments.shapes.first(where: { $0.isDisjoint(with: values) }) {
            throw QuerySyntaxFault(message: "\(name)() does not take \(wrong.name)", offset: token.start)
        }
    }

    // MARK: Enumerations and classes

    /// A member of an enumeration, or a predicate of `P` or `TextP`; nil where the name is neither.
    private mutating func member(of name: String) throws(QuerySyntaxFault) -> GremlinShape? {
        let next = self.token(ahead: 1)
        guard next.kind == .identifier else { return nil }
        if name == "P" || name == "TextP" {
            self.advance()
            let predicate = self.text(of: self.advance())
            guard let forms = GremlinNames.predicates[predicate] else {
                throw QuerySyntaxFault(message: "there is no predicate \(name).\(predicate)", offset: next.start)
            }
            return try self.predicate(predicate, forms, at: next)
        }
        if name == "Lambda" { return try self.lambda() }
        guard let members = GremlinNames.members[name] else { return nil }
        self.advance()
        let member = self.text(of: self.advance())
        if members.names.contains(member) {
            if members.shape == .cardinality, self.isAt(.openParenthesis, sameLine: true) {
                try self.checkValues(member, try self.arguments(), at: next)
            }
            return members.shape
        }
        guard self.isAt(.openParenthesis), GremlinJava.methods.contains(member) else {
            throw QuerySyntaxFault(message: "\(name) has no member \(member)", offset: next.start)
        }
        try self.checkValues(member, try self.arguments(), at: next)
        return .variable
    }

    /// `Lambda.function('…')`: code in a text.
    private mutating func lambda() throws(QuerySyntaxFault) -> GremlinShape {
        self.advance()
        self.advance()
        try self.expect(.openParenthesis, "(")
        let text = self.token
        guard text.kind == .text else { throw self.unexpected("the code of a lambda is missing") }
        self.advance()
        if self.skip(.comma) { _ = try self.expression() }
        try self.expect(.closeParenthesis, ")")
        let content = self.content(of: text)
        guard !self.bytes[content].contains(UInt8(ascii: "\\")) else {
            throw QuerySyntaxFault(message: "code with escapes is not read", offset: text.start)
        }
        self.hand(in: "it")
        try self.code(in: content)
        return .code
    }

    /// A class with its package before it.
    private mutating func package() throws(QuerySyntaxFault) -> GremlinShape {
        while self.isAt(.dot), self.token(ahead: 1).kind == .identifier {
            self.advance()
            let name = self.text(of: self.token)
            if Self.isClassName(name) { return try self.word(isRoot: false) }
            self.advance()
        }
        throw self.unexpected("a class is missing")
    }

    /// Behind `new`.
    private mutating func construction() throws(QuerySyntaxFault) -> GremlinShape {
        guard self.token.kind == .identifier else { throw self.unexpected("a class is missing") }
        let token = self.token
        let name = self.typeName()
        if self.isAt(.openBracket, sameLine: true) {
            self.advance()
            _ = try self.expression()
            try self.expect(.closeBracket, "]")
            return .object
        }
        if self.isAt(.openParenthesis, sameLine: true) {
            let arguments = try self.arguments()
            if !name.hasSuffix("Strategy") { try self.checkValues(name, arguments, at: token) }
        }
        switch name {
        case "Vertex", "ReferenceVertex", "DetachedVertex": return .vertex
        case "Date": return .date
        default: return name.hasSuffix("Strategy") ? .strategy : .object
        }
    }
}
