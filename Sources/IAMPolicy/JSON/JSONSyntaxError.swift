/// Why a text is no JSON that may be trusted, and where.
package struct JSONSyntaxError: Error, Hashable, Sendable {
    package enum Code: String, Hashable, Sendable {
        case badEscape
        case badNumber
        case byteOrderMark
        case comment
        case controlCharacter
        case duplicateName
        case empty
        case invalidUTF8
        case loneSurrogate
        case tooDeep
        case tooLarge
        case trailingComma
        case trailingText
        case unexpectedCharacter
        case unexpectedEnd
    }

    package let code: Code
    /// What is wrong and, where it can be said, what to write instead; one sentence without its place.
    package let message: String
    /// Line of the fault, from 1.
    package let line: Int
    /// Column of the fault in Unicode scalars, from 1.
    package let column: Int

    package init(code: Code, message: String, line: Int, column: Int) {
        self.code = code
        self.message = message
        self.line = line
        self.column = column
    }
}

extension JSONSyntaxError: CustomStringConvertible {
    package var description: String { "line \(self.line), column \(self.column): \(self.message)" }
}
