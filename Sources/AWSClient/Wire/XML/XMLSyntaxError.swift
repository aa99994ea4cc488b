/// Why bytes are no acceptable XML.
package struct XMLSyntaxError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Hashable, Sendable {
        case tooLarge, tooDeep, tooManyElements, notUTF8, documentTypeRefused, malformed
    }

    package let code: Code
    /// Where reading stopped. Unit: bytes from the start.
    package let offset: Int
    package let message: String

    package var description: String { "\(self.code.rawValue) at byte \(self.offset): \(self.message)" }
}
