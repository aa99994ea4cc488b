/// One HTTP request, complete: the transport adds `Host` and `Content-Length` and nothing else.
package struct HTTPRequest: Sendable {
    /// Whether the request may travel on a connection that was used before.
    package enum ConnectionReuse: Hashable, Sendable {
        /// For what may be sent twice: libcurl silently repeats a request whose reused connection died.
        case reuse
        /// For what must not be sent twice: its own connection, closed afterwards.
        case freshAndNotReused
    }

    /// Which proxy is used.
    package enum Proxy: Hashable, Sendable {
        /// `http_proxy`, `HTTPS_PROXY`, `NO_PROXY` and so on, as libcurl reads them.
        case fromEnvironment
        case none
    }

    /// The method, in the upper case of RFC 9110, section 9.
    package var method: String
    /// Absolute, `http` or `https`, percent-encoded; it is sent as it stands (no path normalisation).
    package var url: String
    /// Names need not be unique. Line breaks and NUL are refused.
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
    package var timeouts: HTTPTimeouts
    /// An answer with a longer body fails with `responseTooLarge` as soon as that is known. Unit: bytes.
    package var responseBytesMax: Int
    package var connectionReuse: ConnectionReuse
    /// If set, the connection goes to this Unix socket, and the URL's host only names the server.
    package var unixSocketPath: String?
    /// Which addresses may be connected to. `publicOnly` implies no proxy, whose address says nothing about the target's.
    package var addressPolicy: AddressPolicy
    /// PEM file with the certificate authorities to trust instead of the system's.
    package var caBundlePath: String?
    package var proxy: Proxy

    package init(
        method: String, url: String, headers: [(name: String, value: String)] = [], body: [UInt8] = [],
        timeouts: HTTPTimeouts = HTTPTimeouts(), responseBytesMax: Int = 64 << 20,
        connectionReuse: ConnectionReuse = .reuse, unixSocketPath: String? = nil,
        addressPolicy: AddressPolicy = .any, caBundlePath: String? = nil, proxy: Proxy = .fromEnvironment
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeouts = timeouts
        self.responseBytesMax = responseBytesMax
        self.connectionReuse = connectionReuse
        self.unixSocketPath = unixSocketPath
        self.addressPolicy = addressPolicy
        self.caBundlePath = caBundlePath
        self.proxy = proxy
    }

    /// The value of the first header of that name, whatever its case.
    package func header(_ name: String) -> String? {
        let wanted = name.lowercased()
        return self.headers.first { $0.name.lowercased() == wanted }?.value
    }
}

/// How long each stage of a request may take. Unit: milliseconds, from 1 up.
package struct HTTPTimeouts: Hashable, Sendable {
    /// Until the connection stands: name resolution, TCP, proxy and TLS.
    package var connectMilliseconds: Int
    /// How long a standing connection may carry less than a byte a second, either way.
    /// Rounded up to whole seconds; libcurl averages over up to five seconds, so it may notice that much later.
    package var silenceMilliseconds: Int
    /// From the first step to the last byte.
    package var wholeMilliseconds: Int

    package init(
        connectMilliseconds: Int = 10_000, silenceMilliseconds: Int = 60_000, wholeMilliseconds: Int = 120_000
    ) {
        self.connectMilliseconds = connectMilliseconds
        self.silenceMilliseconds = silenceMilliseconds
        self.wholeMilliseconds = wholeMilliseconds
    }
}
