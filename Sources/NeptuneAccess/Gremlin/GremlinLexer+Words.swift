/// Words, numbers and texts.
extension GremlinLexer {
    // MARK: Words

    /// Letters as Java takes them in names: those of Unicode, `_`, `$` and other signs of currency.
    mutating func skipIdentifier() throws(QuerySyntaxFault) {
        var isFirst = true
        while self.position < self.end {
            let byte = self.byte()
            if byte < 0x80 {
                guard Self.isNameByte(byte) else { return }
                self.position += 1
            } else {
                let (scalar, length) = self.scalar()
                guard Self.isNameScalar(scalar, isFirst: isFirst) else {
                    if isFirst { throw QuerySyntaxFault(message: "no word of Gremlin begins with this character", offset: self.position) }
                    return
                }
                self.position += length
            }
            isFirst = false
        }
    }

    static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"), UInt8(ascii: "$"):
            true
        default: false
        }
    }

    private static func isNameScalar(_ scalar: Unicode.Scalar, isFirst: Bool) -> Bool {
        let properties = scalar.properties
        if properties.isIDStart || properties.generalCategory == .currencySymbol { return true }
        return !isFirst && properties.isIDContinue
    }

    /// The character at the position; the text is UTF-8 throughout, cut between characters.
    private func scalar() -> (scalar: Unicode.Scalar, length: Int) {
        var value: UInt32 = 0
        var length = 1
        switch self.byte() {
        case 0xC0..<0xE0: (value, length) = (UInt32(self.byte() & 0x1F), 2)
        case 0xE0..<0xF0: (value, length) = (UInt32(self.byte() & 0x0F), 3)
        case 0xF0..<0xF8: (value, length) = (UInt32(self.byte() & 0x07), 4)
        default: return ("\u{FFFD}", 1)
        }
        for distance in 1..<length { value = value << 6 | UInt32(self.byte(distance) & 0x3F) }
        return (Unicode.Scalar(value) ?? "\u{FFFD}", length)
    }

    // MARK: Numbers

    /// - Returns: whether it is a whole number.
    mutating func skipNumber() throws(QuerySyntaxFault) -> Bool {
        let start = self.position
        var isWhole = true
        if self.byte() == UInt8(ascii: "0"), self.byte(1) | 0x20 == UInt8(ascii: "x") {
            self.position += 2
            try self.skipDigits { $0.isHexDigit }
        } else if self.byte() == UInt8(ascii: "0"), self.byte(1) | 0x20 == UInt8(ascii: "b"), self.byte(2).isDigit {
            self.position += 2
            try self.skipDigits { $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: "1") }
        } else {
            try self.skipDigits { $0.isDigit }
            if self.byte() == UInt8(ascii: "."), self.byte(1).isDigit {
                isWhole = false
                self.position += 1
                try self.skipDigits { $0.isDigit }
            }
            if self.byte() | 0x20 == UInt8(ascii: "e"), self.byte(1).isDigit || (self.byte(1).isSign && self.byte(2).isDigit) {
                isWhole = false
                self.position += self.byte(1).isSign ? 2 : 1
                try self.skipDigits { $0.isDigit }
            }
        }
        isWhole = try self.skipSuffix(isWhole: isWhole, start: start)
        return isWhole
    }

    /// Digits, with `_` between them.
    private mutating func skipDigits(_ isDigit: (UInt8) -> Bool) throws(QuerySyntaxFault) {
        var last: UInt8 = UInt8(ascii: "_")
        while isDigit(self.byte()) || self.byte() == UInt8(ascii: "_") {
            last = self.byte()
            self.position += 1
        }
        if last == UInt8(ascii: "_") { throw QuerySyntaxFault(message: "a number ends with a digit", offset: self.position) }
    }

    private mutating func skipSuffix(isWhole: Bool, start: Int) throws(QuerySyntaxFault) -> Bool {
        var isWhole = isWhole
        switch self.byte() | 0x20 {
        case UInt8(ascii: "b"), UInt8(ascii: "s"), UInt8(ascii: "n"), UInt8(ascii: "i"), UInt8(ascii: "l"):
            if !isWhole { break }
            self.position += 1
        case UInt8(ascii: "g"): self.position += 1
        case UInt8(ascii: "f"), UInt8(ascii: "d"), UInt8(ascii: "m"):
            isWhole = false
            self.position += 1
        default: break
        }
        if Self.isNameByte(self.byte()) || self.byte() >= 0x80 {
            throw QuerySyntaxFault(message: "this is no number", offset: start)
        }
        return isWhole
    }

    // MARK: Texts

    /// - Returns: whether Groovy reads code in it.
    mutating func skipText() throws(QuerySyntaxFault) -> Bool {
        let start = self.position
        let quote = self.byte()
        let isTriple = self.byte(1) == quote && self.byte(2) == quote
        var isInterpolated = false
        self.position += isTriple ? 3 : 1
        while self.position < self.end {
            let byte = self.byte()
            if byte == quote, !isTriple || (self.byte(1) == quote && self.byte(2) == quote) {
                self.position += isTriple ? 3 : 1
                return isInterpolated
            }
            if byte == UInt8(ascii: "\\") {
                try self.skipEscape()
            } else {
                if byte == UInt8(ascii: "$"), self.byte(1) == UInt8(ascii: "{"), quote == UInt8(ascii: "\"") { isInterpolated = true }
                self.position += 1
            }
        }
        throw QuerySyntaxFault(message: "a text begins here and does not end", offset: start)
    }

    private mutating func skipEscape() throws(QuerySyntaxFault) {
        switch self.byte(1) {
        case UInt8(ascii: "b"), UInt8(ascii: "t"), UInt8(ascii: "n"), UInt8(ascii: "f"), UInt8(ascii: "r"), UInt8(ascii: "s"),
            UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\"), UInt8(ascii: "$"), UInt8(ascii: "\n"), UInt8(ascii: "0")...UInt8(ascii: "7"):
            self.position += 2
        case UInt8(ascii: "\r") where self.byte(2) == UInt8(ascii: "\n"):
            self.position += 3
        case UInt8(ascii: "u"):
            var length = 2
            while self.byte(length) == UInt8(ascii: "u") { length += 1 }
            for distance in length..<length + 4 where !self.byte(distance).isHexDigit {
                throw QuerySyntaxFault(message: "\\u needs four hexadecimal digits", offset: self.position)
            }
            self.position += length + 4
        default: throw QuerySyntaxFault(message: "there is no such escape in a text", offset: self.position)
        }
    }

    /// Groovy's text in slashes, on one line.
    mutating func skipSlashedText() throws(QuerySyntaxFault) -> Bool {
        let start = self.position
        var isInterpolated = false
        self.position += 1
        while self.position < self.end, self.byte() != UInt8(ascii: "\n") {
            if self.byte() == UInt8(ascii: "/") {
                self.position += 1
                return isInterpolated
            }
            if self.byte() == UInt8(ascii: "$"), self.byte(1) == UInt8(ascii: "{") { isInterpolated = true }
            self.position += self.byte() == UInt8(ascii: "\\") && self.byte(1) == UInt8(ascii: "/") ? 2 : 1
        }
        throw QuerySyntaxFault(message: "a text begins here and does not end", offset: start)
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
    fileprivate var isHexDigit: Bool { self.isDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self | 0x20) }
    fileprivate var isSign: Bool { self == UInt8(ascii: "+") || self == UInt8(ascii: "-") }
}
