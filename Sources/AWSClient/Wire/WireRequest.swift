/// A request as its protocol writes it: without endpoint, not signed.
package struct WireRequest: Sendable {
    package var method: String
    /// Path and query, percent-encoded.
    package var target: String
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
    /// Goes before the host, `data.`; `nil` for none.
    package var hostPrefix: String?

    package init(
        method: String = "POST", target: String = "/", headers: [(name: String, value: String)] = [], body: [UInt8] = [],
        hostPrefix: String? = nil
    ) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
        self.hostPrefix = hostPrefix
    }
}
