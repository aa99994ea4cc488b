/// Reads a Gremlin text by recursive descent, and notes what each step asks for.
///
/// No tree is kept: an expression gives the shape of its value, which decides what may follow it and where it may stand.
struct GremlinParser {
    let bytes: [UInt8]
    private var tokens: [GremlinToken]
    private var index = 0
    private var depth = 0
    /// Variables that the text sets, with what they could be. One that is handed in, or made of a parameter of the request, is `parameter` too.
    var names: [String: GremlinShape] = [:]
    /// Whether what comes begins a statement: there a name must be known, elsewhere it may be a parameter of the request.
    var isAtStatementRoot = false
    private(set) var demands: [QueryActions.Reason] = []
    private var hasRead = false

    init(_ bytes: [UInt8]) throws(QuerySyntaxFault) {
        self.bytes = bytes
        self.tokens = try GremlinLexer.tokens(of: bytes, in: 0..<bytes.count)
    }

    // MARK: Tokens

    var token: GremlinToken { self.tokens[self.index] }

    /// The token that many behind the present one; the last for all that are behind the end.
    func token(ahead distance: Int) -> GremlinToken { self.tokens[min(self.index + distance, self.tokens.count - 1)] }

    /// - Returns: what was passed.
    @discardableResult
    mutating func advance() -> GremlinToken {
        let token = self.token
        if token.kind != .end { self.index += 1 }
        return token
    }

    func isAt(_ mark: GremlinMark) -> Bool { self.token.mark == mark }

    /// Whether the present token is the mark, on the line of the token before it.
    func isAt(_ mark: GremlinMark, sameLine: Bool) -> Bool { self.token.mark == mark && !(sameLine && self.token.followsLineBreak) }

    func isAt(word: StaticString) -> Bool { self.token.kind == .identifier && self.isText(self.token, word) }

    mutating func skip(_ mark: GremlinMark) -> Bool {
        guard self.isAt(mark) else { return false }
        self.advance()
        return true
    }

    mutating func skip(word: StaticString) -> Bool {
        guard self.isAt(word: word) else { return false }
        self.advance()
        return true
    }

    mutating func expect(_ mark: GremlinMark, _ what: String) throws(QuerySyntaxFault) {
        guard self.skip(mark) else { throw self.unexpected("\(what) is missing") }
    }

    func text(of token: GremlinToken) -> String { String(decoding: self.bytes[token.start..<token.end], as: UTF8.self) }

    private func isText(_ token: GremlinToken, _ word: StaticString) -> Bool {
        guard token.end - token.start == word.utf8CodeUnitCount else { return false }
        return word.withUTF8Buffer { self.bytes[token.start..<token.end].elementsEqual($0) }
    }

    /// The bytes between the quotes of a text.
    func content(of token: GremlinToken) -> Range<Int> {
        let length = token.end - token.start
        let quote = self.bytes[token.start]
        let isTriple = length >= 6 && quote != UInt8(ascii: "/") && self.bytes[token.start + 1] == quote && self.bytes[token.start + 2] == quote
        let width = isTriple ? 3 : 1
        return token.start + width..<token.end - width
    }

    // MARK: Faults

    func unexpected(_ message: String) -> QuerySyntaxFault {
        let token = self.token
        guard token.kind != .end else { return QuerySyntaxFault(message: "\(message): the query ends here", offset: token.start) }
        var text = self.text(of: token)
        if text.utf8.count > 40 { text = String(text.prefix(40)) + "…" }
        return QuerySyntaxFault(message: "\(message) before \(text)", offset: token.start)
    }

    /// One level further in; to be paired with `leave`.
    mutating func enter() throws(QuerySyntaxFault) {
        self.depth += 1
        if self.depth > QueryAnalysis.depthMax {
            throw QuerySyntaxFault(message: "nested deeper than \(QueryAnalysis.depthMax)", offset: self.token.start)
        }
    }

    mutating func leave() { self.depth -= 1 }

    // MARK: Demands

    /// Notes what a step asks for.
    mutating func note(_ effects: [GremlinEffect], at offset: Int) {
        for effect in effects {
            self.demands.append(QueryActions.Reason(action: effect.action, because: effect.because, offset: offset, basis: effect.basis))
        }
    }

    /// Notes that a step only reads: once, since the first place is all that is told of reading.
    mutating func noteReading(_ name: String, at offset: Int, basis: ActionBasis = .documented) {
        guard !self.hasRead || basis != .documented else { return }
        self.hasRead = true
        self.demands.append(QueryActions.Reason(action: .readDataViaQuery, because: "\(name)() reads", offset: offset, basis: basis))
    }

    // MARK: Code within texts

    /// Reads a part of the text as statements of their own.
    mutating func code(in range: Range<Int>) throws(QuerySyntaxFault) {
        try self.enter()
        defer { self.leave() }
        let outer = (self.tokens, self.index)
        self.tokens = try GremlinLexer.tokens(of: self.bytes, in: range)
        self.index = 0
        defer { (self.tokens, self.index) = outer }
        while self.token.kind != .end {
            _ = try self.statement()
            while self.skip(.semicolon) {}
        }
    }

    /// The code that Groovy reads in a text: `${…}`. gremlin-lang reads none, so that what is no code stays text, unless it calls something.
    mutating func interpolations(of token: GremlinToken) throws(QuerySyntaxFault) {
        var position = token.start
        while position + 1 < token.end {
            guard self.bytes[position] == UInt8(ascii: "$"), self.bytes[position + 1] == UInt8(ascii: "{") else {
                position += self.bytes[position] == UInt8(ascii: "\\") ? 2 : 1
                continue
            }
            let start = position + 2
            let end = self.endOfInterpolation(from: start, before: token.end)
            do throws(QuerySyntaxFault) {
                try self.code(in: start..<end)
            } catch {
                if self.bytes[start..<end].contains(UInt8(ascii: "(")) { throw error }
            }
            position = max(end, start)
        }
    }

    private func endOfInterpolation(from start: Int, before limit: Int) -> Int {
        var open = 1
        for position in start..<limit {
            if self.bytes[position] == UInt8(ascii: "{") { open += 1 }
            if self.bytes[position] == UInt8(ascii: "}") { open -= 1 }
            if open == 0 { return position }
        }
        return limit
    }
}
