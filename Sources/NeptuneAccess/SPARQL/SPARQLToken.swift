/// What a piece of a SPARQL text is.
enum SPARQLTokenKind: UInt8, Sendable {
    case word, fullIRI, prefixedName, namespace, blankNode, variable, language, number, string
    case openBrace, closeBrace, openParenthesis, closeParenthesis, openBracket, closeBracket
    case dot, semicolon, comma, slash, pipe, caret, doubleCaret, star, plusSign, minusSign, question, bang
    case equal, notEqual, less, greater, lessOrEqual, greaterOrEqual, and, or
    case end

    /// For messages: what a person would call it.
    var name: String {
        switch self {
        case .word: "a word"
        case .fullIRI: "an IRI"
        case .prefixedName: "a prefixed name"
        case .namespace: "a prefix"
        case .blankNode: "a blank node"
        case .variable: "a variable"
        case .language: "a language tag"
        case .number: "a number"
        case .string: "a string"
        case .end: "the end"
        default: "\"\(self.spelling)\""
        }
    }

    private var spelling: String {
        switch self {
        case .openBrace: "{"
        case .closeBrace: "}"
        case .openParenthesis: "("
        case .closeParenthesis: ")"
        case .openBracket: "["
        case .closeBracket: "]"
        case .dot: "."
        case .semicolon: ";"
        case .comma: ","
        case .slash: "/"
        case .pipe: "|"
        case .caret: "^"
        case .doubleCaret: "^^"
        case .star: "*"
        case .plusSign: "+"
        case .minusSign: "-"
        case .question: "?"
        case .bang: "!"
        case .equal: "="
        case .notEqual: "!="
        case .less: "<"
        case .greater: ">"
        case .lessOrEqual: "<="
        case .greaterOrEqual: ">="
        case .and: "&&"
        case .or: "||"
        case .word, .fullIRI, .prefixedName, .namespace, .blankNode, .variable, .language, .number, .string, .end: ""
        }
    }
}

/// One piece of a SPARQL text; the places are in bytes of the text after codepoint escapes.
struct SPARQLToken: Sendable {
    let kind: SPARQLTokenKind
    let word: SPARQLWord
    let start: Int
    let end: Int

    init(_ kind: SPARQLTokenKind, from start: Int, to end: Int, word: SPARQLWord = .other) {
        self.kind = kind
        self.word = word
        self.start = start
        self.end = end
    }
}
