/// What stands in the parentheses of a call, and the closure behind them.
struct GremlinArguments {
    var shapes: [GremlinShape] = []
    var offsets: [Int] = []
    /// The text that the first argument is, if it is one: its first and last byte with the quotes.
    var firstText: GremlinToken?
    /// Whether a list is spread into them, so that their number is not known.
    var isOpen = false

    mutating func add(_ shape: GremlinShape, at offset: Int) {
        self.shapes.append(shape)
        self.offsets.append(offset)
    }
}

/// Members, calls and what they are given.
extension GremlinParser {
    // MARK: Arguments

    /// At `(`, or at the `{` of a closure that is the only argument.
    mutating func arguments() throws(QuerySyntaxFault) -> GremlinArguments {
        try self.enter()
        defer { self.leave() }
        var arguments = GremlinArguments()
        if self.skip(.openParenthesis), !self.skip(.closeParenthesis) {
            // A comma behind the last is Groovy's; Neptune's own samples have it.
            repeat { try self.argument(&arguments) } while self.skip(.comma) && !self.isAt(.closeParenthesis)
            try self.expect(.closeParenthesis, ") or ,")
        }
        while self.isAt(.openBrace, sameLine: true) {
            let offset = self.token.start
            arguments.add(try self.braces().subtracting(.set), at: offset)
        }
        return arguments
    }

    private mutating func argument(_ arguments: inout GremlinArguments) throws(QuerySyntaxFault) {
        let start = self.token
        if self.skip(.star) {
            arguments.isOpen = true
            _ = try self.expression()
        } else if start.kind == .identifier || start.kind == .text, self.token(ahead: 1).mark == .colon {
            // A named argument: Groovy gathers them in a map.
            self.advance()
            self.advance()
            _ = try self.expression()
            if !arguments.shapes.contains(.map) { arguments.add(.map, at: start.start) }
        } else {
            let before = self.token(ahead: 1).mark
            if arguments.shapes.isEmpty, start.kind == .text, before == .comma || before == .closeParenthesis { arguments.firstText = start }
            arguments.add(try self.expression(), at: start.start)
        }
    }

    /// Whether the arguments have one of the forms; notes parameters that stand where only a traversal can.
    mutating func check(
        _ name: String, _ forms: [GremlinForm], _ arguments: GremlinArguments, at offset: Int
    ) throws(QuerySyntaxFault) {
        if arguments.isOpen { return }
        let admitted = forms.filter { $0.admits(arguments.shapes) }
        guard !admitted.isEmpty else {
            let found = arguments.shapes.prefix(4).map(\.name).joined(separator: ", ") + (arguments.shapes.count > 4 ? ", …" : "")
            throw QuerySyntaxFault(message: "\(name)() does not take (\(found))", offset: offset)
        }
        let traversals = GremlinShape.traversal.union(.code)
        for (index, shape) in arguments.shapes.enumerated() where shape.contains(.parameter) {
            guard admitted.allSatisfy({ $0.slot(index).isSubset(of: traversals) }) else { continue }
            self.note(GremlinEffect.anything("the parameter of \(name)() may hold any traversal"), at: arguments.offsets[index])
        }
    }

    // MARK: Members

    /// What follows an operand: members, calls, indices.
    mutating func members(of shape: GremlinShape) throws(QuerySyntaxFault) -> GremlinShape {
        var shape = shape
        while true {
            switch self.token.mark {
            case .dot, .otherDot:
                self.advance()
                shape = try self.member(of: shape)
            case .methodPointer:
                self.advance()
                guard self.token.kind == .identifier else { throw self.unexpected("a method is missing") }
                let token = self.advance()
                let name = self.text(of: token)
                guard name == "new" || self.isKnown(name) else { throw self.noMethod(name, token) }
                self.note(name == "call" ? GremlinEffect.anything("call() runs a service") : GremlinEffect.of(name), at: token.start)
                shape = .code
            case .openBracket where !self.token.followsLineBreak:
                let values: GremlinShape = [.object, .variable, .list, .map, .text]
                guard !shape.isDisjoint(with: values) else { throw self.unexpected("\(shape.name) has no index: something else is expected") }
                _ = try self.brackets()
                shape = [.variable, .parameter]
            case .openParenthesis where !self.token.followsLineBreak && (shape.contains(.variable) || shape == .code):
                _ = try self.arguments()
                shape = [.variable, .parameter]
            case .increment where !self.token.followsLineBreak && !shape.isDisjoint(with: [.variable, .object]):
                self.advance()
            default: return shape
            }
        }
    }

    /// Behind a dot.
    private mutating func member(of shape: GremlinShape) throws(QuerySyntaxFault) -> GremlinShape {
        if self.isAt(.at) { self.advance() }
        let token = self.token
        let name: String
        if token.kind == .text {
            // Groovy takes a text for a method's name.
            let content = self.content(of: token)
            guard !token.isInterpolated, !self.bytes[content].contains(UInt8(ascii: "\\")) else {
                throw QuerySyntaxFault(message: "the name of a step is made up when the query runs", offset: token.start)
            }
            name = String(decoding: self.bytes[content], as: UTF8.self)
        } else {
            guard token.kind == .identifier else { throw self.unexpected("a step is missing") }
            name = self.text(of: token)
        }
        self.advance()
        if self.isAt(.openParenthesis, sameLine: true) || self.isAt(.openBrace, sameLine: true) {
            return try self.step(name, at: token, of: shape)
        }
        let holders: GremlinShape = [.object, .variable, .map, .list, .text, .strategy, .date, .vertex, .members, .set]
        guard !shape.isDisjoint(with: holders), !GremlinJava.barredMembers.contains(name) else {
            throw self.unexpected("( is missing behind \(name)")
        }
        return [.variable, .parameter]
    }

    // MARK: Calls

    /// A call on something.
    mutating func step(_ name: String, at token: GremlinToken, of receiver: GremlinShape) throws(QuerySyntaxFault) -> GremlinShape {
        let arguments = try self.arguments()
        if receiver.contains(.variable) { return try self.method(name, at: token, of: receiver, arguments) }
        if receiver.contains(.source) { return try self.sourceMethod(name, at: token, arguments) }
        if !receiver.isDisjoint(with: .traversal) { return try self.traversalStep(name, at: token, of: receiver, arguments) }
        switch receiver {
        case .transaction:
            guard GremlinJava.transactionMethods.contains(name) else { throw self.noMethod(name, token) }
            return name == "begin" || name == "createThreadedTx" ? .source : .object
        case .graph:
            guard GremlinJava.graphMethods.contains(name) else { throw self.noMethod(name, token) }
            self.note(GremlinEffect.of(name), at: token.start)
            return name == "traversal" ? .source : name == "tx" ? .transaction : .object
        case .predicate:
            guard GremlinNames.predicateMethods.contains(name) else { throw self.noMethod(name, token) }
            let isJoining = name == "and" || name == "or"
            if isJoining, !(arguments.shapes.count == 1 && arguments.shapes[0].fits([.predicate, .object])) { throw self.noMethod(name, token) }
            return isJoining || name == "negate" || name == "clone" ? .predicate : .object
        default: return try self.method(name, at: token, of: receiver, arguments)
        }
    }

    private mutating func sourceMethod(
        _ name: String, at token: GremlinToken, _ arguments: GremlinArguments
    ) throws(QuerySyntaxFault) -> GremlinShape {
        if GremlinSteps.spawning.contains(name), let forms = GremlinSteps.forms[name] {
            try self.check(name, forms, arguments, at: token.start)
            self.noteStep(name, at: token, arguments)
            return .spawned
        }
        if let forms = GremlinSteps.sourceMethods[name] {
            try self.check(name, forms, arguments, at: token.start)
            return .source
        }
        if name == "tx", arguments.shapes.isEmpty { return .transaction }
        guard GremlinJava.sourceMethods.contains(name) else {
            throw QuerySyntaxFault(message: "a traversal source has no \(name)()", offset: token.start)
        }
        return name == "clone" ? .source : .object
    }

    private mutating func traversalStep(
        _ name: String, at token: GremlinToken, of receiver: GremlinShape, _ arguments: GremlinArguments
    ) throws(QuerySyntaxFault) -> GremlinShape {
        if let forms = GremlinSteps.forms[name] {
            try self.check(name, forms, arguments, at: token.start)
            self.noteStep(name, at: token, arguments)
            return receiver.intersection(.traversal)
        }
        if receiver.contains(.spawned), let forms = GremlinSteps.terminals[name] {
            try self.check(name, forms, arguments, at: token.start)
            return .object
        }
        guard GremlinJava.traversalMethods.contains(name) else {
            throw QuerySyntaxFault(message: "there is no step \(name)()", offset: token.start)
        }
        return ["asAdmin", "clone", "iterator"].contains(name) ? receiver : .object
    }

    /// A method of a value, or of a variable that may hold a traversal too.
    private mutating func method(
        _ name: String, at token: GremlinToken, of receiver: GremlinShape, _ arguments: GremlinArguments
    ) throws(QuerySyntaxFault) -> GremlinShape {
        // A class has methods of Java's only.
        let isKnown = receiver == .strategy ? GremlinJava.methods.contains(name) : self.isKnown(name)
        guard isKnown else { throw self.noMethod(name, token) }
        if let forms = GremlinSteps.forms[name], receiver.contains(.variable) {
            // Where it is no traversal the arguments may be any.
            do throws(QuerySyntaxFault) { try self.check(name, forms, arguments, at: token.start) } catch {}
        }
        let isRead = name == "property" && arguments.shapes.count == 1 && arguments.shapes[0] == .text
        let isCount = name == "drop" && !arguments.shapes.isEmpty
        if !isRead, !isCount { self.noteStep(name, at: token, arguments) }
        if name == "traversal" { return .source }
        return receiver.contains(.variable) ? receiver.intersection([.variable, .parameter]) : .object
    }

    private mutating func noteStep(_ name: String, at token: GremlinToken, _ arguments: GremlinArguments) {
        if name == "call" {
            let service = arguments.firstText.map { String(decoding: self.bytes[self.content(of: $0)], as: UTF8.self) }
            if arguments.shapes.isEmpty || service.map(GremlinEffect.readingServices.contains) == true {
                self.noteReading(name, at: token.start, basis: .derived)
            } else {
                self.note(GremlinEffect.anything("call() runs a service that may do anything"), at: token.start)
            }
            return
        }
        let effects = GremlinEffect.of(name)
        if effects.isEmpty {
            self.noteReading(name, at: token.start)
        } else {
            self.note(effects, at: token.start)
        }
    }

    private func isKnown(_ name: String) -> Bool {
        GremlinSteps.forms[name] != nil || GremlinSteps.terminals[name] != nil || GremlinJava.methods.contains(name)
            || GremlinSteps.sourceMethods[name] != nil || !GremlinEffect.of(name).isEmpty || GremlinJava.transactionMethods.contains(name)
            || name == "tx" || name == "traversal"
    }

    private func noMethod(_ name: String, _ token: GremlinToken) -> QuerySyntaxFault {
        QuerySyntaxFault(message: "there is no step or known method \(name)()", offset: token.start)
    }
}
