/// Cuts a Gremlin text into tokens, once from start to end.
///
/// The words of gremlin-lang, and of Groovy what scripts use beside it: texts in three quotes and in slashes,
/// block comments, binary numbers, all operators.
/// - SeeAlso: Apache TinkerPop, `Gremlin.g4`; Groovy documentation, "Syntax".
struct GremlinLexer {
    let bytes: [UInt8]
    let end: Int
    var position: Int
    private var tokens: [GremlinToken] = []
    private var sawLineBreak = false

    /// - Parameter range: the part of `bytes` to cut.
    /// - Returns: ends with a token of kind `end`.
    static func tokens(of bytes: [UInt8], in range: Range<Int>) throws(QuerySyntaxFault) -> [GremlinToken] {
        var lexer = GremlinLexer(bytes: bytes, range: range)
        while try lexer.addToken() {}
        return lexer.tokens
    }

    private init(bytes: [UInt8], range: Range<Int>) {
        self.bytes = bytes
        self.position = range.lowerBound
        self.end = range.upperBound
        self.tokens.reserveCapacity(range.count / 4 + 2)
    }

    /// The byte that many behind the position; zero behind the end.
    func byte(_ distance: Int = 0) -> UInt8 {
        let index = self.position + distance
        return index < self.end ? self.bytes[index] : 0
    }

    /// - Returns: whether there is more to come.
    private mutating func addToken() throws(QuerySyntaxFault) -> Bool {
        try self.skipBlanks()
        let start = self.position
        guard start < self.end else {
            self.add(.end, from: start)
            return false
        }
        switch self.byte() {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...:
            try self.skipIdentifier()
            self.add(.identifier, from: start)
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            let isWhole = try self.skipNumber()
            self.add(isWhole ? .whole : .decimal, from: start)
        case UInt8(ascii: "'"), UInt8(ascii: "\""):
            let isInterpolated = try self.skipText()
            self.add(.text, from: start, isInterpolated: isInterpolated)
        case UInt8(ascii: "/") where !self.followsOperand:
            let isInterpolated = try self.skipSlashedText()
            self.add(.text, from: start, isInterpolated: isInterpolated)
        default:
            let (mark, length) = try self.mark()
            self.position += length
            self.add(.mark, mark, from: start)
        }
        return true
    }

    private mutating func add(_ kind: GremlinToken.Kind, _ mark: GremlinMark = .none, from start: Int, isInterpolated: Bool = false) {
        self.tokens.append(
            GremlinToken(kind, mark, start..<self.position, followsLineBreak: self.sawLineBreak, isInterpolated: isInterpolated))
        self.sawLineBreak = false
    }

    /// Behind an operand a slash divides; elsewhere it opens a text.
    private var followsOperand: Bool {
        guard let last = self.tokens.last else { return false }
        switch last.kind {
        case .identifier, .text, .whole, .decimal: return true
        case .mark: return [.closeParenthesis, .closeBracket, .closeBrace].contains(last.mark)
        case .end: return false
        }
    }

    // MARK: Blanks

    private mutating func skipBlanks() throws(QuerySyntaxFault) {
        while self.position < self.end {
            switch self.byte() {
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                self.sawLineBreak = true
                self.position += 1
            case UInt8(ascii: " "), UInt8(ascii: "\t"), 0x0C:
                self.position += 1
            case UInt8(ascii: "/") where self.byte(1) == UInt8(ascii: "/"):
                while self.position < self.end, self.byte() != UInt8(ascii: "\n"), self.byte() != UInt8(ascii: "\r") { self.position += 1 }
            case UInt8(ascii: "/") where self.byte(1) == UInt8(ascii: "*"):
                try self.skipBlockComment()
            case UInt8(ascii: "\\") where self.byte(1) == UInt8(ascii: "\n"):
                self.position += 2
            default: return
            }
        }
    }

    private mutating func skipBlockComment() throws(QuerySyntaxFault) {
        let start = self.position
        self.position += 2
        while self.position < self.end {
            if self.byte() == UInt8(ascii: "*"), self.byte(1) == UInt8(ascii: "/") {
                self.position += 2
                return
            }
            if self.byte() == UInt8(ascii: "\n") { self.sawLineBreak = true }
            self.position += 1
        }
        throw QuerySyntaxFault(message: "a comment begins with /* and does not end", offset: start)
    }

    // MARK: Marks

    private static let single: [UInt8: GremlinMark] = [
        UInt8(ascii: "("): .openParenthesis, UInt8(ascii: ")"): .closeParenthesis, UInt8(ascii: "["): .openBracket,
        UInt8(ascii: "]"): .closeBracket, UInt8(ascii: "{"): .openBrace, UInt8(ascii: "}"): .closeBrace, UInt8(ascii: ","): .comma,
        UInt8(ascii: ";"): .semicolon, UInt8(ascii: ":"): .colon, UInt8(ascii: "."): .dot, UInt8(ascii: "?"): .question,
        UInt8(ascii: "*"): .star, UInt8(ascii: "<"): .less, UInt8(ascii: ">"): .greater, UInt8(ascii: "@"): .at, UInt8(ascii: "="): .assign,
        UInt8(ascii: "+"): .sign, UInt8(ascii: "-"): .sign, UInt8(ascii: "!"): .prefix, UInt8(ascii: "~"): .prefix,
        UInt8(ascii: "/"): .operation, UInt8(ascii: "%"): .operation, UInt8(ascii: "&"): .operation, UInt8(ascii: "|"): .operation,
        UInt8(ascii: "^"): .operation
    ]

    /// The longest first, where one begins like another.
    private static let longer: [(text: StaticString, mark: GremlinMark)] = [
        ("<=>", .operation), ("==~", .operation), ("===", .operation), ("!==", .operation), ("..<", .range), ("**=", .assign), ("<<=", .assign),
        (">>=", .assign), ("->", .arrow), ("..", .range), (".&", .methodPointer), ("::", .methodPointer), ("?.", .otherDot), ("*.", .otherDot),
        ("?:", .operation), ("++", .increment), ("--", .increment), ("+=", .assign), ("-=", .assign), ("*=", .assign), ("/=", .assign),
        ("%=", .assign), ("?=", .assign), ("==", .operation), ("!=", .operation), ("=~", .operation), ("<=", .operation), (">=", .operation),
        ("&&", .operation), ("||", .operation), ("**", .operation), ("<<", .operation)
    ]

    private func mark() throws(QuerySyntaxFault) -> (mark: GremlinMark, length: Int) {
        guard let single = Self.single[self.byte()] else {
            throw QuerySyntaxFault(message: "no word of Gremlin begins with this character", offset: self.position)
        }
        switch single {
        case .openParenthesis, .closeParenthesis, .openBracket, .closeBracket, .openBrace, .closeBrace, .comma, .semicolon: return (single, 1)
        default: break
        }
        let found = Self.longer.first { entry in
            entry.text.withUTF8Buffer { text in text.indices.allSatisfy { self.byte($0) == text[$0] } }
        }
        return found.map { ($0.mark, $0.text.utf8CodeUnitCount) } ?? (single, 1)
    }
}
