import CCurl

/// libcurl's multi handle.
///
/// `wakeUp` may be called from any thread as long as the handle lives (`CurlMailbox` sees to that);
/// everything else belongs to the loop's thread.
// Unchecked because the pointer is opaque: libcurl documents curl_multi_wakeup as the one thread-safe call.
struct CurlMultiHandle: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer

    /// libcurl's global state; set up once, before the first handle.
    private static let globalResult: CURLcode = ccurl_global_init()

    init(connectionsIdleMax: Int) throws(HTTPTransportError) {
        guard Self.globalResult == CURLE_OK, let pointer = curl_multi_init() else {
            throw HTTPTransportError(code: .other, message: "libcurl could not be started", requestMayHaveBeenSent: false)
        }
        _ = ccurl_multi_setopt_long(pointer, CURLMOPT_MAXCONNECTS, connectionsIdleMax)
        self.pointer = pointer
    }

    func wakeUp() { _ = curl_multi_wakeup(self.pointer) }
}
