/// Cuts an openCypher text into pieces, in one pass over its bytes, and pairs the brackets.
///
/// Source: the openCypher 9 reference, "Lexical structure" of its grammar.
struct CypherLexer {
    let text: [UInt8]
    var index = 0
    var tokens: [CypherToken] = []
    /// Where among the pieces the brackets are that wait for their other half.
    private var open: [Int] = []

    /// The pieces, the last of kind `end`.
    /// - Throws: where no piece begins, a string, comment or bracket is not closed, or brackets are nested too deeply.
    static func tokens(of text: [UInt8]) throws(QuerySyntaxFault) -> [CypherToken] {
        var lexer = CypherLexer(text: text)
        lexer.tokens.reserveCapacity(text.count / 4 + 2)
        while try lexer.next() {}
        if let index = lexer.open.last {
            throw QuerySyntaxFault(message: "\(lexer.tokens[index].kind.name) is not closed", offset: lexer.tokens[index].start)
        }
        lexer.tokens.append(CypherToken(.finis, from: text.count, to: text.count))
        return lexer.tokens
    }

    private init(text: [UInt8]) {
        self.text = text
    }

    /// The byte at that distance from the present place; 0 past the end.
    func byte(_ distance: Int = 0) -> UInt8 {
        let place = self.index + distance
        return place < self.text.count ? self.text[place] : 0
    }

    func fault(_ message: String, at place: Int) -> QuerySyntaxFault {
        QuerySyntaxFault(message: message, offset: place)
    }

    mutating func emit(_ kind: CypherTokenKind, length: Int) {
        self.tokens.append(CypherToken(kind, from: self.index, to: self.index + length))
        self.index += length
    }

    /// False at the end of the text.
    private mutating func next() throws(QuerySyntaxFault) -> Bool {
        try self.skipBlanks()
        guard self.index < self.text.count else { return false }
        let byte = self.byte()
        switch byte {
        case UInt8(ascii: "'"), UInt8(ascii: "\""): try self.string(quote: byte)
        case UInt8(ascii: "`"): try self.quotedName(.quotedName, from: self.index)
        case UInt8(ascii: "$"): try self.parameter()
        case UInt8(ascii: "0")...UInt8(ascii: "9"): try self.number()
        case UInt8(ascii: "("): try self.opening(.openParenthesis)
        case UInt8(ascii: "["): try self.opening(.openBracket)
        case UInt8(ascii: "{"): try self.opening(.openBrace)
        case UInt8(ascii: ")"): try self.closing(.closeParenthesis, of: .openParenthesis)
        case UInt8(ascii: "]"): try self.closing(.closeBracket, of: .openBracket)
        case UInt8(ascii: "}"): try self.closing(.closeBrace, of: .openBrace)
        default:
            if byte.isASCIILetter || byte == UInt8(ascii: "_") || byte >= 0x80 { try self.name() } else { try self.mark(byte) }
        }
        return true
    }

    private mutating func opening(_ kind: CypherTokenKind) throws(QuerySyntaxFault) {
        guard self.open.count < QueryAnalysis.depthMax else {
            throw self.fault("brackets are nested at most \(QueryAnalysis.depthMax) levels deep", at: self.index)
        }
        self.open.append(self.tokens.count)
        self.emit(kind, length: 1)
    }

    private mutating func closing(_ kind: CypherTokenKind, of opening: CypherTokenKind) throws(QuerySyntaxFault) {
        guard let partner = self.open.popLast(), self.tokens[partner].kind == opening else {
            throw self.fault("\(kind.name) closes nothing", at: self.index)
        }
        self.tokens[partner].partner = self.tokens.count
        self.emit(kind, length: 1)
        self.tokens[self.tokens.count - 1].partner = partner
    }

    private mutating func mark(_ byte: UInt8) throws(QuerySyntaxFault) {
        let following = self.byte(1)
        switch byte {
        case UInt8(ascii: ","): self.emit(.comma, length: 1)
        case UInt8(ascii: ";"): self.emit(.semicolon, length: 1)
        case UInt8(ascii: "&"): self.emit(.ampersand, length: 1)
        case UInt8(ascii: "!"): self.emit(.exclamation, length: 1)
        case UInt8(ascii: "-"): self.emit(.minusSign, length: 1)
        case UInt8(ascii: "*"): self.emit(.star, length: 1)
        case UInt8(ascii: "/"): self.emit(.slash, length: 1)
        case UInt8(ascii: "%"): self.emit(.percent, length: 1)
        case UInt8(ascii: "^"): self.emit(.caret, length: 1)
        case UInt8(ascii: "+"): following == UInt8(ascii: "=") ? self.emit(.plusEqual, length: 2) : self.emit(.plusSign, length: 1)
        case UInt8(ascii: ":"): following == byte ? self.emit(.doubleColon, length: 2) : self.emit(.colon, length: 1)
        case UInt8(ascii: "|"): following == byte ? self.emit(.doublePipe, length: 2) : self.emit(.pipe, length: 1)
        case UInt8(ascii: "="): following == UInt8(ascii: "~") ? self.emit(.matches, length: 2) : self.emit(.equal, length: 1)
        case UInt8(ascii: ">"): following == UInt8(ascii: "=") ? self.emit(.greaterOrEqual, length: 2) : self.emit(.greater, length: 1)
        case UInt8(ascii: "<"):
            if self.followsPrefix {
                try self.iri()
            } else if following == UInt8(ascii: "=") {
                self.emit(.lessOrEqual, length: 2)
            } else if following == UInt8(ascii: ">") {
                self.emit(.notEqual, length: 2)
            } else {
                self.emit(.less, length: 1)
            }
        case UInt8(ascii: "."):
            if following == byte {
                self.emit(.dots, length: 2)
            } else if following.isDecimalDigit, !self.followsValue {
                try self.number()
            } else {
                self.emit(.dot, length: 1)
            }
        default: throw self.fault("no piece of openCypher begins with this character", at: self.index)
        }
    }

    /// Whether what came last, without a blank between, could be the owner of a property, so that a dot asks for one.
    private var followsValue: Bool {
        guard let last = self.tokens.last, last.end == self.index else { return false }
        switch last.kind {
        case .name, .quotedName, .closeParenthesis, .closeBracket, .closeBrace, .parameter, .string: return true
        default: return false
        }
    }

    /// Whether `PREFIX name:` came last, after which an IRI stands; elsewhere `<` compares or points.
    private var followsPrefix: Bool {
        guard self.tokens.last?.kind == .colon else { return false }
        return self.tokens.dropLast().suffix(2).contains { $0.word == .prefix }
    }

    private mutating func iri() throws(QuerySyntaxFault) {
        var length = 1
        while self.byte(length) > 0x20, self.byte(length) != UInt8(ascii: ">") { length += 1 }
        guard self.byte(length) == UInt8(ascii: ">") else { throw self.fault("the IRI is not closed", at: self.index) }
        self.emit(.iri, length: length + 1)
    }

    private mutating func skipBlanks() throws(QuerySyntaxFault) {
        while self.index < self.text.count {
            let byte = self.text[self.index]
            if (byte >= 0x09 && byte <= 0x0D) || (byte >= 0x1C && byte <= 0x20) {
                self.index += 1
            } else if byte == UInt8(ascii: "/"), self.byte(1) == byte {
                while self.index < self.text.count, self.text[self.index] != 0x0A, self.text[self.index] != 0x0D { self.index += 1 }
            } else if byte == UInt8(ascii: "/"), self.byte(1) == UInt8(ascii: "*") {
                try self.skipComment()
            } else if byte >= 0x80, let (scalar, length) = self.scalar(at: self.index), scalar.properties.isWhitespace || scalar.value == 0xFEFF {
                self.index += length
            } else {
                return
            }
        }
    }

    private mutating func skipComment() throws(QuerySyntaxFault) {
        let start = self.index
        self.index += 2
        while self.index < self.text.count {
            if self.text[self.index] == UInt8(ascii: "*"), self.byte(1) == UInt8(ascii: "/") {
                self.index += 2
                return
            }
            self.index += 1
        }
        throw self.fault("the comment is not closed", at: start)
    }

    /// The Unicode scalar at a place of the text and its length in bytes.
    func scalar(at place: Int) -> (Unicode.Scalar, Int)? {
        guard place < self.text.count else { return nil }
        let first = UInt32(self.text[place])
        let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        guard place + length <= self.text.count else { return nil }
        var value = length == 1 ? first : first & (length == 2 ? 0x1F : length == 3 ? 0x0F : 0x07)
        for offset in 1..<max(length, 1) where length > 1 {
            value = value << 6 | UInt32(self.text[place + offset]) & 0x3F
        }
        guard let scalar = Unicode.Scalar(value) else { return nil }
        return (scalar, length)
    }
}
