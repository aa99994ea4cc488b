/// Sends requests with libcurl: any number at once, from one thread of its own.
///
/// Connections are kept and shared by all requests that allow it. HTTP/1.1 only,
/// `http` and `https` only, no redirects, no cookies, no `.netrc`, no decompression.
package final class CurlTransport: HTTPTransporting {
    private let mailbox: CurlMailbox

    /// Starts the thread.
    /// - Parameter transfersMax: how many requests may be under way at once; more fail with `overloaded`.
    /// - Parameter connectionsIdleMax: how many unused connections are kept.
    /// - Throws: `HTTPTransportError` with code `other` if libcurl or the thread cannot be started.
    package init(transfersMax: Int = 1024, connectionsIdleMax: Int = 32) throws(HTTPTransportError) {
        let multi = try CurlMultiHandle(connectionsIdleMax: connectionsIdleMax)
        self.mailbox = CurlMailbox(multi: multi, transfersMax: transfersMax)
        try CurlLoop.start(mailbox: self.mailbox)
    }

    deinit { self.mailbox.stop(waiter: nil) }

    package func send(_ request: HTTPRequest) async throws(HTTPTransportError) -> HTTPResponse {
        try CurlRequestCheck.check(request)
        let id = try self.mailbox.reserve()
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                self.mailbox.start(id, request: request, completion: continuation)
            }
        } onCancel: {
            self.mailbox.cancel(id)
        }
        return try outcome.get()
    }

    /// Fails what is under way with `shutDown`, closes all connections and returns
    /// when the thread has ended. Later requests fail; a second call is harmless.
    package func shutdown() async {
        await withCheckedContinuation { continuation in self.mailbox.stop(waiter: continuation) }
    }
}
