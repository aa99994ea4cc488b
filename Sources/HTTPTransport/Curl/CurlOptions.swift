import CCurl

/// Translates a request into options of an easy handle.
struct CurlOptions {
    let handle: UnsafeMutableRawPointer

    static func require(_ result: CURLcode) throws(HTTPTransportError) {
        guard result != CURLE_OK else { return }
        throw HTTPTransportError(
            code: .invalidRequest, message: "libcurl refused an option: \(String(cString: curl_easy_strerror(result)))",
            requestMayHaveBeenSent: false)
    }

    func set(
        _ request: HTTPRequest, headerList: UnsafeMutablePointer<curl_slist>?, errorText: UnsafeMutablePointer<CChar>
    ) throws(HTTPTransportError) {
        try Self.require(ccurl_setopt_pointer(self.handle, CURLOPT_ERRORBUFFER, errorText))
        try self.setFixed()
        try self.string(CURLOPT_URL, request.url)
        try Self.require(ccurl_setopt_list(self.handle, CURLOPT_HTTPHEADER, headerList))
        try self.setMethodAndBody(request)
        try self.setLimits(request)
        try self.setConnection(request)
    }

    /// The list for CURLOPT_HTTPHEADER; a name followed by `:` alone takes a header of libcurl's own away.
    static func headerList(
        _ headers: [(name: String, value: String)], hasContentType: Bool
    ) throws(HTTPTransportError) -> UnsafeMutablePointer<curl_slist>? {
        var lines = headers.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
        lines.append("Expect:")
        if !hasContentType { lines.append("Content-Type:") }
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines {
            guard let longer = curl_slist_append(list, line) else {
                curl_slist_free_all(list)
                throw HTTPTransportError(code: .other, message: "libcurl has no memory for headers", requestMayHaveBeenSent: false)
            }
            list = longer
        }
        return list
    }

    private func setFixed() throws(HTTPTransportError) {
        // Signals belong to the process; a name must not come out of the URL; what is signed must not be changed.
        try self.number(CURLOPT_NOSIGNAL, 1)
        try self.number(CURLOPT_PATH_AS_IS, 1)
        try self.number(CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
        try self.string(CURLOPT_PROTOCOLS_STR, "http,https")
        try self.number(CURLOPT_FOLLOWLOCATION, 0)
        try self.number(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        // With HTTP/1.1 a request whose connection dies has one meaning for all servers.
        try self.number(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        // A cancelled name resolution must not hold up the thread until the resolver gives up.
        try self.number(CURLOPT_QUICK_EXIT, 1)
    }

    private func setMethodAndBody(_ request: HTTPRequest) throws(HTTPTransportError) {
        switch request.method {
        case "GET" where request.body.isEmpty: try self.number(CURLOPT_HTTPGET, 1)
        case "HEAD": try self.number(CURLOPT_NOBODY, 1)
        default:
            if !request.body.isEmpty || ["POST", "PUT", "PATCH"].contains(request.method) {
                try Self.require(
                    ccurl_setopt_size(self.handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(request.body.count)))
                // An empty array has no address, and without one libcurl would read standard input.
                let body = request.body.isEmpty ? [0] : request.body
                try Self.require(body.withUnsafeBytes { ccurl_setopt_pointer(self.handle, CURLOPT_COPYPOSTFIELDS, $0.baseAddress) })
            }
            try self.string(CURLOPT_CUSTOMREQUEST, request.method)
        }
    }

    private func setLimits(_ request: HTTPRequest) throws(HTTPTransportError) {
        try self.number(CURLOPT_CONNECTTIMEOUT_MS, request.timeouts.connectMilliseconds)
        try self.number(CURLOPT_TIMEOUT_MS, request.timeouts.wholeMilliseconds)
        try self.number(CURLOPT_LOW_SPEED_LIMIT, 1)
        try self.number(CURLOPT_LOW_SPEED_TIME, (request.timeouts.silenceMilliseconds + 999) / 1000)
        // Ends the transfer at once where the length is told in advance; 0 would mean no limit.
        try Self.require(ccurl_setopt_size(self.handle, CURLOPT_MAXFILESIZE_LARGE, curl_off_t(max(request.responseBytesMax, 1))))
    }

    private func setConnection(_ request: HTTPRequest) throws(HTTPTransportError) {
        if request.connectionReuse == .freshAndNotReused {
            try self.number(CURLOPT_FRESH_CONNECT, 1)
            try self.number(CURLOPT_FORBID_REUSE, 1)
        }
        if let path = request.unixSocketPath { try self.string(CURLOPT_UNIX_SOCKET_PATH, path) }
        if request.proxy == .none || request.unixSocketPath != nil || request.addressPolicy != .any {
            try self.string(CURLOPT_PROXY, "")
        }
        if let path = request.caBundlePath { try self.string(CURLOPT_CAINFO, path) }
    }

    private func number(_ option: CURLoption, _ value: Int) throws(HTTPTransportError) {
        try Self.require(ccurl_setopt_long(self.handle, option, value))
    }

    private func string(_ option: CURLoption, _ value: String) throws(HTTPTransportError) {
        try Self.require(ccurl_setopt_string(self.handle, option, value))
    }
}
