extension CypherLexer {
    mutating func name() throws(QuerySyntaxFault) {
        let start = self.index
        let end = self.endOfName(from: start)
        guard end > start else { throw self.fault("no piece of openCypher begins with this character", at: start) }
        let word = CypherWord.table.word(self.text, from: start, to: end) ?? .other
        self.tokens.append(CypherToken(.name, from: start, to: end, word: word))
        self.index = end
    }

    private func endOfName(from start: Int) -> Int {
        var place = start
        while place < self.text.count {
            let byte = self.text[place]
            if byte < 0x80 {
                guard byte.isASCIILetter || byte == UInt8(ascii: "_") || (place > start && byte.isDecimalDigit) else { return place }
                place += 1
            } else if let (scalar, length) = self.scalar(at: place),
                place == start ? scalar.properties.isXIDStart : scalar.properties.isXIDContinue
            {
                place += length
            } else {
                return place
            }
        }
        return place
    }

    /// A name in back quotes, in which a doubled one stands for itself.
    mutating func quotedName(_ kind: CypherTokenKind, from start: Int) throws(QuerySyntaxFault) {
        var place = self.index + 1
        while place < self.text.count {
            if self.text[place] == UInt8(ascii: "`") {
                guard place + 1 < self.text.count, self.text[place + 1] == UInt8(ascii: "`") else {
                    self.tokens.append(CypherToken(kind, from: start, to: place + 1))
                    self.index = place + 1
                    return
                }
                place += 1
            }
            place += 1
        }
        throw self.fault("the back quote is not closed", at: self.index)
    }

    mutating func parameter() throws(QuerySyntaxFault) {
        let start = self.index
        let following = self.byte(1)
        if following == UInt8(ascii: "`") {
            self.index += 1
            return try self.quotedName(.parameter, from: start)
        }
        if following == UInt8(ascii: "(") { return self.emit(.dollar, length: 1) }
        var end = start + 1
        while end < self.text.count, self.text[end].isDecimalDigit { end += 1 }
        end = max(end, self.endOfName(from: end))
        guard end > start + 1 else { throw self.fault("\"$\" begins the name of a parameter", at: start) }
        self.emit(.parameter, length: end - start)
    }

    mutating func string(quote: UInt8) throws(QuerySyntaxFault) {
        let start = self.index
        var place = start + 1
        while place < self.text.count {
            let byte = self.text[place]
            if byte == quote {
                self.emit(.string, length: place + 1 - start)
                return
            }
            if byte == UInt8(ascii: "\\") {
                place += 1
                guard place < self.text.count else { break }
                let digits = self.text[place] == UInt8(ascii: "u") ? 4 : self.text[place] == UInt8(ascii: "U") ? 8 : 0
                for digit in 0..<digits {
                    guard place + 1 + digit < self.text.count, self.text[place + 1 + digit].isHexadecimalDigit else {
                        throw self.fault("a codepoint escape has \(digits) hexadecimal digits", at: place - 1)
                    }
                }
            }
            place += 1
        }
        throw self.fault("the string is not closed", at: start)
    }

    // MARK: - Numbers

    mutating func number() throws(QuerySyntaxFault) {
        let start = self.index
        let second = self.byte(1) | 0x20
        if self.byte() == UInt8(ascii: "0"), second == UInt8(ascii: "x") || second == UInt8(ascii: "o") {
            return try self.prefixedInteger(bits: second == UInt8(ascii: "x") ? 4 : 3)
        }
        var length = 0
        while self.byte(length).isDecimalDigit || (length > 0 && self.byte(length) == UInt8(ascii: "_")) { length += 1 }
        var isFloat = false
        if self.byte(length) == UInt8(ascii: "."), self.byte(length + 1).isDecimalDigit {
            isFloat = true
            length += 1
            while self.byte(length).isDecimalDigit { length += 1 }
        }
        let exponent = self.exponentLength(at: length)
        length += exponent
        try self.refuseLetters(at: start + length)
        if isFloat || exponent > 0 {
            let isFinite = exponent == 0 || (Double(String(decoding: self.text[start..<(start + length)], as: UTF8.self))?.isFinite ?? false)
            guard isFinite else { throw self.fault("the number is too large", at: start) }
            return self.emit(.float, length: length)
        }
        var value: UInt64 = 0
        for place in start..<(start + length) where self.text[place].isDecimalDigit {
            value = try self.appending(UInt64(self.text[place] & 0x0F), to: value, base: 10, start: start)
        }
        try self.check(magnitude: value, start: start)
        self.emit(.integer, length: length)
    }

    private mutating func prefixedInteger(bits: UInt64) throws(QuerySyntaxFault) {
        let start = self.index
        var length = 2
        var value: UInt64 = 0
        while self.byte(length).isHexadecimalDigit, UInt64(self.byte(length).hexadecimalValue) < 1 << bits {
            value = try self.appending(UInt64(self.byte(length).hexadecimalValue), to: value, base: 1 << bits, start: start)
            length += 1
        }
        guard length > 2 else { throw self.fault("the number has no digits", at: start) }
        try self.refuseLetters(at: start + length)
        try self.check(magnitude: value, start: start)
        self.emit(.integer, length: length)
    }

    private func appending(_ digit: UInt64, to value: UInt64, base: UInt64, start: Int) throws(QuerySyntaxFault) -> UInt64 {
        let (product, overflow) = value.multipliedReportingOverflow(by: base)
        let (sum, carry) = product.addingReportingOverflow(digit)
        guard !overflow, !carry else { throw self.fault("the number is too large", at: start) }
        return sum
    }

    /// Integers have 64 bits; the lowest has a magnitude that only a minus sign makes fit.
    private func check(magnitude: UInt64, start: Int) throws(QuerySyntaxFault) {
        let isNegative = self.tokens.last?.kind == .minusSign
        guard magnitude <= UInt64(Int64.max) || (isNegative && magnitude == UInt64(Int64.max) + 1) else {
            throw self.fault("the number is too large", at: start)
        }
    }

    private func refuseLetters(at place: Int) throws(QuerySyntaxFault) {
        guard self.endOfName(from: place) == place else { throw self.fault("a number is not followed by letters", at: place) }
    }

    private func exponentLength(at distance: Int) -> Int {
        guard self.byte(distance) | 0x20 == UInt8(ascii: "e") else { return 0 }
        let sign = self.byte(distance + 1) == UInt8(ascii: "+") || self.byte(distance + 1) == UInt8(ascii: "-") ? 1 : 0
        var length = 1 + sign
        while self.byte(distance + length).isDecimalDigit { length += 1 }
        return length > 1 + sign ? length : 0
    }
}
