/// A word, literal or mark of a Gremlin text.
struct GremlinToken {
    enum Kind: UInt8 { case identifier, text, whole, decimal, mark, end }

    let kind: Kind
    /// `.none` for all kinds but `mark`.
    let mark: GremlinMark
    /// Whether a line break stands between the token before and this one.
    let followsLineBreak: Bool
    /// Whether a text holds `${`, which Groovy reads as code.
    let isInterpolated: Bool
    // Half as wide as `Int`, since a query of the greatest length may have a token for each of its bytes.
    private let first: UInt32
    private let limit: UInt32

    /// In bytes of the text.
    var start: Int { Int(self.first) }
    var end: Int { Int(self.limit) }

    /// - Parameter range: within `QueryAnalysis.bytesMax`.
    init(_ kind: Kind, _ mark: GremlinMark, _ range: Range<Int>, followsLineBreak: Bool, isInterpolated: Bool) {
        self.kind = kind
        self.mark = mark
        self.followsLineBreak = followsLineBreak
        self.isInterpolated = isInterpolated
        self.first = UInt32(truncatingIfNeeded: range.lowerBound)
        self.limit = UInt32(truncatingIfNeeded: range.upperBound)
    }
}

/// What is neither a word nor a literal. Operators that are read alike share one.
enum GremlinMark: UInt8 {
    case none
    case openParenthesis, closeParenthesis, openBracket, closeBracket, openBrace, closeBrace
    case comma, semicolon, colon, dot, question, arrow, star, less, greater, at
    /// `?.` and `*.`: a member of what may be null, or of each of a list.
    case otherDot
    /// `.&` and `::`: a method as a value.
    case methodPointer
    /// `..` and `..<`.
    case range
    /// `=` and such as `+=`.
    case assign
    case increment
    /// `+` and `-`: before an operand as well as between two.
    case sign
    /// `!` and `~`: before an operand.
    case prefix
    /// Every other operator between two operands.
    case operation

    /// The mark that closes what this opens.
    var closing: GremlinMark {
        switch self {
        case .openParenthesis: .closeParenthesis
        case .openBracket: .closeBracket
        case .openBrace: .closeBrace
        default: .none
        }
    }
}
