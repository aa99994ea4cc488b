/// What sends a request and brings its answer: libcurl in the product, a simulation in tests.
package protocol HTTPTransporting: Sendable {
    /// Sends `request` once and returns the answer, whatever its status; redirects are not followed.
    ///
    /// Cancelling the calling task ends the transfer with `cancelled`.
    /// - Throws: `HTTPTransportError` if no complete answer came.
    func send(_ request: HTTPRequest) async throws(HTTPTransportError) -> HTTPResponse
}
