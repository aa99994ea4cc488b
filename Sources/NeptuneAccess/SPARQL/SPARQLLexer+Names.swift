extension SPARQLLexer {
    /// A variable, or the path modifier `?` where no name follows.
    mutating func variable() throws(QuerySyntaxFault) {
        var place = self.index + 1
        while let (scalar, length) = self.scalar(at: place), SPARQLNames.continuesVariable(scalar, isFirst: place == self.index + 1) {
            place += length
        }
        if place > self.index + 1 {
            self.emit(.variable, length: place - self.index)
        } else if self.byte() == UInt8(ascii: "?") {
            self.emit(.question, length: 1)
        } else {
            throw self.fault("\"$\" begins a variable", at: self.index)
        }
    }

    mutating func blankNode() throws(QuerySyntaxFault) {
        let nameStart = self.index + 2
        guard self.byte(1) == UInt8(ascii: ":"), let (first, _) = self.scalar(at: nameStart), SPARQLNames.beginsLabel(first) else {
            throw self.fault("\"_:\" and a label make a blank node", at: self.index)
        }
        self.emit(.blankNode, length: self.endOfDotted(from: nameStart) - self.index)
    }

    /// A keyword, or a prefixed name if a colon follows the run of name characters.
    mutating func wordOrName() throws(QuerySyntaxFault) {
        guard let (first, firstLength) = self.scalar(at: self.index), SPARQLNames.isBase(first) else {
            throw self.fault("no piece of SPARQL begins with this character", at: self.index)
        }
        if self.index >= self.colonlessUntil {
            let end = self.endOfDotted(from: self.index)
            if end < self.text.count, self.text[end] == UInt8(ascii: ":") {
                try self.prefixedName(colonAt: end)
                return
            }
            self.colonlessUntil = end
        }
        var end = self.index + firstLength
        while end < self.text.count, self.text[end].isASCIILetter || self.text[end].isDecimalDigit || self.text[end] == UInt8(ascii: "_") {
            end += 1
        }
        guard let word = SPARQLWord.table.word(self.text, from: self.index, to: end) else {
            throw self.fault("the word is not one of SPARQL's", at: self.index)
        }
        self.tokens.append(SPARQLToken(.word, from: self.index, to: end, word: word))
        self.index = end
    }

    /// A prefix alone, or with its local part.
    mutating func prefixedName(colonAt colon: Int) throws(QuerySyntaxFault) {
        var place = colon + 1
        var end = place
        while place < self.text.count {
            let byte = self.text[place]
            if byte == UInt8(ascii: "%") || byte == UInt8(ascii: "\\") {
                place += try self.escapeInName(at: place)
                end = place
            } else if byte == UInt8(ascii: ".") {
                // Dots belong to the name only if something follows them.
                guard end > colon + 1 else { break }
                place += 1
            } else if byte == UInt8(ascii: ":") {
                place += 1
                end = place
            } else if let (scalar, length) = self.scalar(at: place),
                end == colon + 1 ? SPARQLNames.beginsLabel(scalar) : SPARQLNames.continues(scalar)
            {
                place += length
                end = place
            } else {
                break
            }
        }
        self.emit(end > colon + 1 ? .prefixedName : .namespace, length: end - self.index)
    }

    private func escapeInName(at place: Int) throws(QuerySyntaxFault) -> Int {
        let isPercent = self.text[place] == UInt8(ascii: "%")
        let first = place + 1 < self.text.count ? self.text[place + 1] : 0
        let second = place + 2 < self.text.count ? self.text[place + 2] : 0
        if isPercent, first.isHexadecimalDigit, second.isHexadecimalDigit { return 3 }
        if !isPercent, SPARQLNames.escapable.contains(first) { return 2 }
        throw self.fault("no escape in a name is spelt so", at: place)
    }

    /// Where a run of name characters with inner dots ends; a trailing dot is left out.
    private func endOfDotted(from start: Int) -> Int {
        var place = start
        var end = start
        while place < self.text.count {
            if self.text[place] == UInt8(ascii: ".") {
                place += 1
            } else if let (scalar, length) = self.scalar(at: place), SPARQLNames.continues(scalar) {
                place += length
                end = place
            } else {
                break
            }
        }
        return end
    }

    /// The Unicode scalar at a place of the text and its length in bytes.
    func scalar(at place: Int) -> (UInt32, Int)? {
        guard place < self.text.count else { return nil }
        let first = UInt32(self.text[place])
        if first < 0x80 { return (first, 1) }
        let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        guard place + length <= self.text.count else { return nil }
        var value = first & (length == 2 ? 0x1F : length == 3 ? 0x0F : 0x07)
        for offset in 1..<length {
            value = value << 6 | UInt32(self.text[place + offset]) & 0x3F
        }
        return (value, length)
    }
}

/// Which characters SPARQL's names may hold.
///
/// Source: W3C, "SPARQL 1.1 Query Language", productions 164 to 173.
enum SPARQLNames {
    static let escapable: [UInt8] = Array("_~.-!$&'()*+,;=/?#@%".utf8)

    /// PN_CHARS_BASE.
    static func isBase(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x41...0x5A, 0x61...0x7A, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x2FF, 0x370...0x37D, 0x37F...0x1FFF, 0x200C...0x200D,
            0x2070...0x218F, 0x2C00...0x2FEF, 0x3001...0xD7FF, 0xF900...0xFDCF, 0xFDF0...0xFFFD, 0x10000...0xEFFFF:
            true
        default: false
        }
    }

    /// PN_CHARS_U or a digit: what begins a local part or the label of a blank node.
    static func beginsLabel(_ scalar: UInt32) -> Bool {
        self.isBase(scalar) || scalar == 0x5F || (scalar >= 0x30 && scalar <= 0x39)
    }

    /// PN_CHARS.
    static func continues(_ scalar: UInt32) -> Bool {
        self.beginsLabel(scalar) || scalar == 0x2D || self.isCombining(scalar)
    }

    /// What VARNAME holds.
    static func continuesVariable(_ scalar: UInt32, isFirst: Bool) -> Bool {
        self.beginsLabel(scalar) || (!isFirst && self.isCombining(scalar))
    }

    private static func isCombining(_ scalar: UInt32) -> Bool {
        scalar == 0xB7 || (scalar >= 0x300 && scalar <= 0x36F) || scalar == 0x203F || scalar == 0x2040
    }
}
