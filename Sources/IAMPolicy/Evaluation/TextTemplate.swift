/// A text with policy variables and wildcards, taken apart.
///
/// Source: IAM User Guide, "IAM policy elements: Variables and tags".
struct TextTemplate: Hashable, Sendable {
    enum Piece: Hashable {
        case text([TextPattern.Token])
        /// By lower-case key; the default stands in where the key is absent.
        case variable(key: String, fallback: String?)
    }

    let pieces: [Piece]

    /// - Parameters:
    ///   - hasVariables: Whether the document's version knows them; in others a `${` is two characters.
    ///   - hasWildcards: Whether `*` and `?` outside of `${…}` are more than themselves.
    init(_ text: String, hasVariables: Bool, hasWildcards: Bool) {
        guard hasVariables, PolicyVariable.occurs(in: text) else {
            let pattern = hasWildcards ? TextPattern.free(text) : TextPattern.literal(text)
            self.pieces = [.text(pattern.tokens)]
            return
        }
        self.pieces = Self.pieces(of: Array(text.utf8), hasWildcards: hasWildcards)
    }

    private static func pieces(of bytes: [UInt8], hasWildcards: Bool) -> [Piece] {
        var pieces: [Piece] = []
        var tokens: [TextPattern.Token] = []
        var index = 0
        while index < bytes.count {
            if let end = Self.endOfVariable(in: bytes, from: index) {
                let content = bytes[(index + 2)..<end]
                if content.count == 1, let byte = content.first, byte == 0x2A || byte == 0x3F || byte == 0x24 {
                    tokens.append(TextPattern.Token(byte))
                } else {
                    if !tokens.isEmpty { pieces.append(.text(tokens)) }
                    tokens = []
                    pieces.append(Self.variable(content))
                }
                index = end + 1
            } else {
                switch bytes[index] {
                case 0x2A where hasWildcards: tokens.append(TextPattern.star)
                case 0x3F where hasWildcards: tokens.append(TextPattern.mark)
                default: tokens.append(TextPattern.Token(bytes[index]))
                }
                index += 1
            }
        }
        if !tokens.isEmpty || pieces.isEmpty { pieces.append(.text(tokens)) }
        return pieces
    }

    private static func endOfVariable(in bytes: [UInt8], from index: Int) -> Int? {
        guard index + 1 < bytes.count, bytes[index] == UInt8(ascii: "$"), bytes[index + 1] == UInt8(ascii: "{") else { return nil }
        return bytes[(index + 2)...].firstIndex(of: UInt8(ascii: "}"))
    }

    /// `key` or `key, 'default'`.
    private static func variable(_ content: ArraySlice<UInt8>) -> Piece {
        guard let comma = content.firstIndex(of: UInt8(ascii: ",")) else { return .variable(key: Self.key(content), fallback: nil) }
        let rest = Self.trimmed(content[(comma + 1)...])
        let quote = UInt8(ascii: "'")
        let isQuoted = rest.count >= 2 && rest.first == quote && rest.last == quote
        let fallback = String(decoding: isQuoted ? rest.dropFirst().dropLast() : rest, as: UTF8.self)
        return .variable(key: Self.key(content[..<comma]), fallback: fallback)
    }

    private static func key(_ bytes: ArraySlice<UInt8>) -> String { ASCIICase.lowered(String(decoding: Self.trimmed(bytes), as: UTF8.self)) }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let space = UInt8(ascii: " ")
        guard let first = bytes.firstIndex(where: { $0 != space }), let last = bytes.lastIndex(where: { $0 != space }) else { return [] }
        return bytes[first...last]
    }

    /// The tokens, if there is no variable to ask for.
    var fixedTokens: [TextPattern.Token]? {
        if case .text(let tokens) = self.pieces[0], self.pieces.count == 1 { tokens } else { nil }
    }

    /// The keys that it asks for, in lower case.
    var variableKeys: [String] {
        self.pieces.compactMap { if case .variable(let key, _) = $0 { key } else { nil } }
    }

    /// The keys without which it has no meaning, each once, sorted; `nil` if there are none, or if a variable with a default is among them.
    var variablesWithoutDefault: [String]? {
        var keys: [String] = []
        for case .variable(let key, let fallback) in self.pieces {
            if fallback != nil { return nil }
            keys.append(key)
        }
        return keys.isEmpty ? nil : ExactText.sortedSet(keys)
    }

    /// What it says of one request; `nil` if a variable has no value there. What a variable brings in is never a wildcard.
    func tokens(_ value: (_ loweredKey: String) -> [String]?) -> [TextPattern.Token]? {
        if let fixed = self.fixedTokens { return fixed }
        var tokens: [TextPattern.Token] = []
        for piece in self.pieces {
            switch piece {
            case .text(let text): tokens += text
            case .variable(let key, let fallback):
                let values = value(key)
                guard let text = values?.count == 1 ? values?.first : values == nil ? fallback : nil else { return nil }
                tokens += text.utf8.map(TextPattern.Token.init)
            }
        }
        return tokens
    }
}
