/// What to tell somebody whose text is no JSON.
extension JSONParser {
    /// - Parameter offset: Of the fault in bytes; the current one if it is left out.
    func fault(_ code: JSONSyntaxError.Code, _ message: String, at offset: Int? = nil) -> JSONSyntaxError {
        let position = JSONPosition(ofOffset: offset ?? self.offset, in: self.bytes)
        return JSONSyntaxError(code: code, message: message, line: position.line, column: position.column)
    }

    /// The fault of a comment, if one starts here.
    func commentFault() -> JSONSyntaxError? {
        let following = self.offset + 1 < self.bytes.count ? self.bytes[self.offset + 1] : nil
        let opening: String
        switch (self.current, following) {
        case (UInt8(ascii: "#"), _): opening = "#"
        case (UInt8(ascii: "/"), UInt8(ascii: "/")): opening = "//"
        case (UInt8(ascii: "/"), UInt8(ascii: "*")): opening = "/*"
        default: return nil
        }
        return self.fault(.comment, "a comment (`\(opening)`) stands here; JSON has none, remove it")
    }

    /// What stands here is not what must stand here.
    func unexpected(expected: String) -> JSONSyntaxError {
        guard let byte = self.current else {
            return self.fault(.unexpectedEnd, "the text ends too early; expected \(expected)")
        }
        if let comment = self.commentFault() { return comment }
        if byte == UInt8(ascii: "'") {
            return self.fault(.unexpectedCharacter, "a single quote stands here; JSON wants double quotes")
        }
        if byte == UInt8(ascii: "+") || byte == UInt8(ascii: ".") {
            return self.fault(.badNumber, "a number starts with a digit or with `-` and a digit")
        }
        if Self.isWordByte(byte) { return self.unexpectedWord(expected: expected) }
        return self.fault(.unexpectedCharacter, "\(self.shownCharacter) stands here; expected \(expected)")
    }

    private func unexpectedWord(expected: String) -> JSONSyntaxError {
        let word = String(decoding: self.bytes[self.offset...].prefix(24).prefix(while: Self.isWordByte), as: UTF8.self)
        switch word {
        case "NaN", "Infinity", "nan", "inf":
            return self.fault(.badNumber, "`\(word)` is no JSON number")
        case "True", "TRUE", "False", "FALSE":
            return self.fault(.unexpectedCharacter, "`\(word)` is no JSON value; write `\(word.lowercased())`")
        case "None", "nil", "NULL", "Null", "undefined":
            return self.fault(.unexpectedCharacter, "`\(word)` is no JSON value; write `null`")
        default:
            return self.fault(.unexpectedCharacter, "`\(word)` stands here; expected \(expected)")
        }
    }

    /// The character here in a form that can be printed.
    private var shownCharacter: String {
        let scalar = String(decoding: self.bytes[self.offset...].prefix(4), as: UTF8.self).unicodeScalars.first
        guard let scalar, scalar.value >= 0x20, scalar.value != 0x7F else {
            return "the control character \(self.current.map { "0x" + String($0, radix: 16) } ?? "")"
        }
        return "`\(scalar)`"
    }
}
