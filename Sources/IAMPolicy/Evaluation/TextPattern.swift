/// A pattern with `*` and `?`, ready to be matched against the UTF-8 bytes of a text.
struct TextPattern: Hashable, Sendable {
    /// A byte, or one of the wildcards.
    typealias Token = UInt16

    static let star: Token = 256
    static let mark: Token = 257
    /// A wildcard of which it is disputed whether it reaches across a colon.
    static let innerStar: Token = 258
    static let innerMark: Token = 259
    /// A wildcard that never reaches across a colon.
    static let partStar: Token = 260
    static let partMark: Token = 261

    let tokens: [Token]
    private let shape: Shape

    private enum Shape: Hashable {
        case literal
        /// Everything from the given place on: one star, at the end.
        case prefix(Int)
        /// Stars and marks that reach everything.
        case free
        case disputed
        case parts
    }

    init(tokens: [Token]) {
        self.tokens = tokens
        self.shape = Self.shape(of: tokens)
    }

    private static func shape(of tokens: [Token]) -> Shape {
        guard let first = tokens.firstIndex(where: { $0 >= Self.star }) else { return .literal }
        if tokens.contains(where: { $0 >= Self.partStar }) { return .parts }
        if tokens.contains(where: { $0 >= Self.innerStar }) { return .disputed }
        return tokens[first] == Self.star && first == tokens.count - 1 ? .prefix(first) : .free
    }

    /// The shape follows from the tokens.
    func hash(into hasher: inout Hasher) { self.tokens.withUnsafeBytes { hasher.combine(bytes: $0) } }

    var isLiteral: Bool { self.shape == .literal }
    var isDisputed: Bool { self.shape == .disputed }

    func match(_ text: [UInt8]) -> Match {
        switch self.shape {
        case .literal: return Match(self.tokens.count == text.count && self.startsAlike(text, count: text.count))
        case .prefix(let count): return Match(text.count >= count && self.startsAlike(text, count: count))
        case .free: return Match(self.matchesFreely(text))
        case .disputed:
            if !self.matchesFreely(text) { return .no }
            return self.matchesWithinParts(text) ? .yes : .unknown(.wildcardAcrossColon)
        case .parts: return Match(self.matchesWithinParts(text))
        }
    }

    private func startsAlike(_ text: [UInt8], count: Int) -> Bool {
        self.tokens.withUnsafeBufferPointer { tokens in
            text.withUnsafeBufferPointer { text in
                // From the end: texts of one kind start alike.
                var index = count - 1
                while index >= 0 {
                    if tokens[index] != Token(text[index]) { return false }
                    index -= 1
                }
                return true
            }
        }
    }

    /// Every wildcard reaches everything: the last star is the only one worth going back to.
    private func matchesFreely(_ text: [UInt8]) -> Bool {
        self.tokens.withUnsafeBufferPointer { tokens in
            text.withUnsafeBufferPointer { text in
                var (token, place) = (0, 0)
                var retry: (token: Int, place: Int)?
                while place < text.count {
                    if token < tokens.count, tokens[token] == Self.star || tokens[token] == Self.innerStar {
                        token += 1
                        retry = (token, place)
                    } else if token < tokens.count, tokens[token] == Token(text[place]) {
                        token += 1
                        place += 1
                    } else if token < tokens.count, tokens[token] >= Self.star {
                        token += 1
                        place = Self.next(text, place)
                    } else if let last = retry {
                        retry = (last.token, Self.next(text, last.place))
                        (token, place) = (last.token, Self.next(text, last.place))
                    } else {
                        return false
                    }
                }
                while token < tokens.count, tokens[token] == Self.star || tokens[token] == Self.innerStar { token += 1 }
                return token == tokens.count
            }
        }
    }

    /// The place behind the character at `place`: a `?` stands for a character, not for a byte.
    private static func next(_ text: UnsafeBufferPointer<UInt8>, _ place: Int) -> Int {
        var next = place + 1
        while next < text.count, text[next] & 0xC0 == 0x80 { next += 1 }
        return next
    }

    /// Inner wildcards stop at colons. Takes the product of the lengths.
    private func matchesWithinParts(_ text: [UInt8]) -> Bool {
        var active = [Bool](repeating: false, count: self.tokens.count + 1)
        active[0] = true
        self.close(&active)
        for byte in text {
            var following = [Bool](repeating: false, count: self.tokens.count + 1)
            for index in self.tokens.indices where active[index] {
                let token = self.tokens[index]
                let isOpen = byte != UInt8(ascii: ":") || token == Self.star || token == Self.mark
                if token < Self.star {
                    if token == Token(byte) { following[index + 1] = true }
                } else if isOpen && (Self.isStar(token) || byte & 0xC0 == 0x80) {
                    following[index] = true
                } else if isOpen {
                    following[index + 1] = true
                }
            }
            // A character of several bytes: a mark that has taken its first one takes the others too.
            if byte & 0xC0 == 0x80 {
                for index in self.tokens.indices where active[index + 1] && Self.isMark(self.tokens[index]) { following[index + 1] = true }
            }
            active = following
            self.close(&active)
        }
        return active[self.tokens.count]
    }

    private func close(_ active: inout [Bool]) {
        for index in self.tokens.indices where active[index] && Self.isStar(self.tokens[index]) { active[index + 1] = true }
    }

    static func isStar(_ token: Token) -> Bool { token == Self.star || token == Self.innerStar || token == Self.partStar }
    static func isMark(_ token: Token) -> Bool { token == Self.mark || token == Self.innerMark || token == Self.partMark }
}

// MARK: - Making

extension TextPattern {
    /// Wildcards as the `StringLike` operators and the Action element take them.
    static func free(_ text: String) -> Self { Self(tokens: text.utf8.map(Self.token)) }

    static func literal(_ text: String) -> Self { Self(tokens: text.utf8.map(Token.init)) }

    private static func token(_ byte: UInt8) -> Token {
        switch byte {
        case UInt8(ascii: "*"): Self.star
        case UInt8(ascii: "?"): Self.mark
        default: Token(byte)
        }
    }

    /// A star at the end of an ARN's segment reaches across colons; of other wildcards that is disputed.
    ///
    /// Source: IAM User Guide, "IAM JSON policy elements: Resource".
    static func resource(_ tokens: [Token]) -> Self {
        let colon = Token(UInt8(ascii: ":"))
        var marked = tokens
        for index in tokens.indices where tokens[index] == Self.star || tokens[index] == Self.mark {
            var end = index
            while end < tokens.count, tokens[end] == Self.star { end += 1 }
            let endsSegment = tokens[index] == Self.star && (end == tokens.count || tokens[end] == colon)
            if !endsSegment { marked[index] = tokens[index] == Self.star ? Self.innerStar : Self.innerMark }
        }
        return Self(tokens: marked)
    }

    /// The value of an ARN operator: each of the six parts by itself; `nil` if it has not six.
    ///
    /// Source: IAM User Guide, "IAM JSON policy elements: Condition operators", ARN operators.
    static func arn(_ tokens: [Token]) -> Self? {
        let colon = Token(UInt8(ascii: ":"))
        var colons = 0
        var marked = tokens
        for index in tokens.indices where colons < 5 {
            if tokens[index] == colon { colons += 1 }
            if tokens[index] == Self.star { marked[index] = Self.partStar }
            if tokens[index] == Self.mark { marked[index] = Self.partMark }
        }
        return colons == 5 ? Self(tokens: marked) : nil
    }
}
