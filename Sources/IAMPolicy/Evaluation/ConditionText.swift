/// One value of a condition that compares texts.
struct ConditionText: Hashable, Sendable {
    enum Kind: Hashable {
        case exact
        /// Without regard to the case of ASCII letters.
        case folded
        case like
        case arn
    }

    let kind: Kind
    let template: TextTemplate
    /// Made once where no variable has to be asked for.
    private let fixed: TextPattern?

    init(_ text: String, kind: Kind, hasVariables: Bool) {
        self.kind = kind
        self.template = TextTemplate(text, hasVariables: hasVariables, hasWildcards: kind == .like || kind == .arn)
        self.fixed = self.template.fixedTokens.map { Self.pattern($0, kind) }
    }

    /// - Returns: `nil` if a variable has no value.
    func match(_ text: [UInt8], _ lookup: (_ loweredKey: String) -> [String]?) -> Match? {
        guard let pattern = self.pattern(lookup) else { return nil }
        if self.kind == .arn && !Self.isARN(pattern) { return Self.isEverything(pattern) ? .unknown(.shortARNPattern) : .no }
        return pattern.match(text)
    }

    /// What it comes to in one request; `nil` if a variable has no value.
    func pattern(_ lookup: (_ loweredKey: String) -> [String]?) -> TextPattern? {
        self.fixed ?? self.template.tokens(lookup).map { Self.pattern($0, self.kind) }
    }

    private static func pattern(_ tokens: [TextPattern.Token], _ kind: Kind) -> TextPattern {
        switch kind {
        case .exact, .like: TextPattern(tokens: tokens)
        case .folded: TextPattern(tokens: tokens.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 })
        case .arn: TextPattern.arn(tokens) ?? TextPattern(tokens: tokens)
        }
    }

    private static func isEverything(_ pattern: TextPattern) -> Bool {
        !pattern.tokens.isEmpty && pattern.tokens.allSatisfy { $0 == TextPattern.star }
    }

    /// Whether the value has the six parts of an ARN; what has fewer cannot be compared part by part.
    private static func isARN(_ pattern: TextPattern) -> Bool {
        pattern.tokens.lazy.filter { $0 == TextPattern.Token(UInt8(ascii: ":")) }.prefix(5).count == 5
    }
}
