/// Why the control socket cannot be served.
package struct ControlAPIError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable, CaseIterable {
        /// The path does not fit a socket address.
        case pathTooLong
        case directoryMissing
        case directoryNotWritable
        /// Somebody answers on the socket: a daemon is running.
        case inUse
        /// Something that is no socket is in the way.
        case notASocket
        /// The system refused for another reason.
        case system
    }

    package let code: Code
    /// What is wrong, where, and what to do.
    package let message: String

    package init(code: Code, message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { self.message }
}
