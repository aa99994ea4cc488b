/// Why a notice could not be made ready for its webhook.
package struct NotificationError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable, CaseIterable {
        /// The file of secrets cannot be read.
        case secretUnreadable
        /// A line is not `whsec_` and base64, or there is no secret, or too many.
        case secretMalformed
        /// This webhook's format is known, but this version cannot write it.
        case formatUnsupported
        /// The stored body is not what notices look like.
        case bodyMalformed
    }

    package let code: Code
    /// What is wrong, where, and what to do; never a secret.
    package let message: String

    package init(code: Code, message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { self.message }
}
