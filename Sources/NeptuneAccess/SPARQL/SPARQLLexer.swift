/// Cuts a SPARQL text into pieces, in one pass over its bytes.
///
/// Source: W3C, "SPARQL 1.1 Query Language", sections 19.3 to 19.8.
struct SPARQLLexer {
    let source: SPARQLSource
    let text: [UInt8]
    var index = 0
    var tokens: [SPARQLToken] = []
    /// Up to here it is known that no prefixed name begins inside a run of name characters; keeps `a.a.a.…` from being scanned again and again.
    var colonlessUntil = 0

    init(_ source: SPARQLSource) {
        self.source = source
        self.text = source.bytes
    }

    /// The pieces, the last of kind `end`.
    static func tokens(of source: SPARQLSource) throws(QuerySyntaxFault) -> [SPARQLToken] {
        var lexer = SPARQLLexer(source)
        lexer.tokens.reserveCapacity(source.bytes.count / 4 + 2)
        while try lexer.next() {}
        lexer.tokens.append(SPARQLToken(.end, from: lexer.text.count, to: lexer.text.count))
        return lexer.tokens
    }

    /// The byte at that distance from the present place; 0 past the end.
    func byte(_ distance: Int = 0) -> UInt8 {
        let place = self.index + distance
        return place < self.text.count ? self.text[place] : 0
    }

    func fault(_ message: String, at place: Int) -> QuerySyntaxFault {
        QuerySyntaxFault(message: message, offset: self.source.origin(of: place))
    }

    mutating func emit(_ kind: SPARQLTokenKind, length: Int) {
        self.tokens.append(SPARQLToken(kind, from: self.index, to: self.index + length))
        self.index += length
    }

    /// False at the end of the text.
    private mutating func next() throws(QuerySyntaxFault) -> Bool {
        self.skipBlanks()
        guard self.index < self.text.count else { return false }
        let byte = self.byte()
        switch byte {
        case UInt8(ascii: "<"): self.lessOrIRI()
        case UInt8(ascii: "?"), UInt8(ascii: "$"): try self.variable()
        case UInt8(ascii: "\""), UInt8(ascii: "'"): try self.string(quote: byte)
        case UInt8(ascii: "@"): try self.language()
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self.number()
        case UInt8(ascii: "."):
            if self.byte(1).isDecimalDigit { self.number() } else { self.emit(.dot, length: 1) }
        case UInt8(ascii: ":"): try self.prefixedName(colonAt: self.index)
        case UInt8(ascii: "_"): try self.blankNode()
        default:
            if byte.isASCIILetter || byte >= 0x80 { try self.wordOrName() } else { try self.mark(byte) }
        }
        return true
    }

    private mutating func skipBlanks() {
        while self.index < self.text.count {
            switch self.text[self.index] {
            case 0x20, 0x09, 0x0A, 0x0D: self.index += 1
            case UInt8(ascii: "#"):
                while self.index < self.text.count, self.text[self.index] != 0x0A, self.text[self.index] != 0x0D { self.index += 1 }
            default: return
            }
        }
    }

    private mutating func mark(_ byte: UInt8) throws(QuerySyntaxFault) {
        let following = self.byte(1)
        switch byte {
        case UInt8(ascii: "{"): self.emit(.openBrace, length: 1)
        case UInt8(ascii: "}"): self.emit(.closeBrace, length: 1)
        case UInt8(ascii: "("): self.emit(.openParenthesis, length: 1)
        case UInt8(ascii: ")"): self.emit(.closeParenthesis, length: 1)
        case UInt8(ascii: "["): self.emit(.openBracket, length: 1)
        case UInt8(ascii: "]"): self.emit(.closeBracket, length: 1)
        case UInt8(ascii: ";"): self.emit(.semicolon, length: 1)
        case UInt8(ascii: ","): self.emit(.comma, length: 1)
        case UInt8(ascii: "/"): self.emit(.slash, length: 1)
        case UInt8(ascii: "*"): self.emit(.star, length: 1)
        case UInt8(ascii: "+"): self.emit(.plusSign, length: 1)
        case UInt8(ascii: "-"): self.emit(.minusSign, length: 1)
        case UInt8(ascii: "="): self.emit(.equal, length: 1)
        case UInt8(ascii: "|"): following == byte ? self.emit(.or, length: 2) : self.emit(.pipe, length: 1)
        case UInt8(ascii: "^"): following == byte ? self.emit(.doubleCaret, length: 2) : self.emit(.caret, length: 1)
        case UInt8(ascii: "!"): following == UInt8(ascii: "=") ? self.emit(.notEqual, length: 2) : self.emit(.bang, length: 1)
        case UInt8(ascii: ">"): following == UInt8(ascii: "=") ? self.emit(.greaterOrEqual, length: 2) : self.emit(.greater, length: 1)
        case UInt8(ascii: "&") where following == byte: self.emit(.and, length: 2)
        default: throw self.fault("no piece of SPARQL begins with this character", at: self.index)
        }
    }

    /// `<` opens an IRI where one closes before any character that an IRI cannot hold; else it compares.
    private mutating func lessOrIRI() {
        var place = self.index + 1
        while place < self.text.count {
            switch self.text[place] {
            case UInt8(ascii: ">"):
                self.emit(.fullIRI, length: place + 1 - self.index)
                return
            case 0...0x20, UInt8(ascii: "<"), UInt8(ascii: "\""), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "|"), UInt8(ascii: "^"),
                UInt8(ascii: "`"), UInt8(ascii: "\\"):
                place = self.text.count
            default: place += 1
            }
        }
        if self.byte(1) == UInt8(ascii: "=") { self.emit(.lessOrEqual, length: 2) } else { self.emit(.less, length: 1) }
    }

    private mutating func number() {
        var length = 0
        while self.byte(length).isDecimalDigit { length += 1 }
        if self.byte(length) == UInt8(ascii: ".") {
            var fraction = length + 1
            while self.byte(fraction).isDecimalDigit { fraction += 1 }
            if fraction > length + 1 || self.exponentLength(at: fraction) > 0 { length = fraction }
        }
        self.emit(.number, length: length + self.exponentLength(at: length))
    }

    private func exponentLength(at distance: Int) -> Int {
        guard self.byte(distance) | 0x20 == UInt8(ascii: "e") else { return 0 }
        let sign = self.byte(distance + 1) == UInt8(ascii: "+") || self.byte(distance + 1) == UInt8(ascii: "-") ? 1 : 0
        var length = 1 + sign
        while self.byte(distance + length).isDecimalDigit { length += 1 }
        return length > 1 + sign ? length : 0
    }

    private mutating func language() throws(QuerySyntaxFault) {
        var length = 1
        while self.byte(length).isASCIILetter { length += 1 }
        guard length > 1 else { throw self.fault("\"@\" begins a language tag of letters", at: self.index) }
        while self.byte(length) == UInt8(ascii: "-"), self.byte(length + 1).isASCIILetter || self.byte(length + 1).isDecimalDigit {
            length += 1
            while self.byte(length).isASCIILetter || self.byte(length).isDecimalDigit { length += 1 }
        }
        self.emit(.language, length: length)
    }

    private mutating func string(quote: UInt8) throws(QuerySyntaxFault) {
        let isLong = self.byte(1) == quote && self.byte(2) == quote
        var length = isLong ? 3 : 1
        while self.index + length < self.text.count {
            let byte = self.byte(length)
            if byte == UInt8(ascii: "\\") {
                guard Self.escapes.contains(self.byte(length + 1)) else {
                    throw self.fault("no escape in a string is spelt so", at: self.index + length)
                }
                length += 2
            } else if byte == quote, !isLong || (self.byte(length + 1) == quote && self.byte(length + 2) == quote) {
                self.emit(.string, length: length + (isLong ? 3 : 1))
                return
            } else if !isLong, byte == 0x0A || byte == 0x0D {
                throw self.fault("a line ends inside a string", at: self.index)
            } else {
                length += 1
            }
        }
        throw self.fault("the string is not closed", at: self.index)
    }

    private static let escapes: [UInt8] = Array("tbnrf\\\"'".utf8)
}
