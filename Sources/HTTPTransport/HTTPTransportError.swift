/// Why no complete HTTP answer came.
package struct HTTPTransportError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Hashable, Sendable {
        /// The request itself cannot be sent: URL, method or a header is malformed.
        case invalidRequest
        /// The host's or the proxy's name has no address.
        case resolve
        /// Refused, unreachable, no such socket, or the proxy refused to connect.
        case connect
        /// The address that would be connected to is outside the request's `AddressPolicy`.
        case addressRefused
        /// Handshake, certificate or CA bundle.
        case tls
        case connectTimeout
        case silenceTimeout
        case wholeTimeout
        /// The connection broke while the request or the answer was under way.
        case connectionLost
        case responseTooLarge
        case headersTooLarge
        /// What came is no HTTP answer.
        case malformedResponse
        case cancelled
        /// More requests are under way than the transport takes.
        case overloaded
        /// The transport was shut down before the answer came.
        case shutDown
        case other
    }

    package let code: Code
    /// What failed, at which host, and what can be done; never a header, a body or a query.
    package let message: String
    /// False only if it is certain that no byte of the request reached the server;
    /// true means that it may have been carried out.
    package let requestMayHaveBeenSent: Bool

    package init(code: Code, message: String, requestMayHaveBeenSent: Bool) {
        self.code = code
        self.message = message
        self.requestMayHaveBeenSent = requestMayHaveBeenSent
    }

    package var description: String { "\(self.code.rawValue): \(self.message)" }
}
