import CCurl

/// How a transfer failed, and the typed error that this makes.
struct CurlFailure {
    let result: CURLcode
    /// libcurl's own words; empty if it has none.
    let detail: String
    let request: HTTPRequest
    let requestMayHaveBeenSent: Bool
    let refusedAddress: Bool
    let overflow: CurlResponseCollector.Overflow?
    let elapsedMilliseconds: Int

    var error: HTTPTransportError {
        let code = self.code
        return HTTPTransportError(code: code, message: self.message(for: code), requestMayHaveBeenSent: self.requestMayHaveBeenSent)
    }

    private var code: HTTPTransportError.Code {
        if self.refusedAddress { return .addressRefused }
        switch self.overflow {
        case .headers: return .headersTooLarge
        case .body: return .responseTooLarge
        case nil: break
        }
        switch self.result {
        case CURLE_OPERATION_TIMEDOUT: return self.timeoutCode
        case CURLE_URL_MALFORMAT: return .invalidRequest
        case CURLE_UNSUPPORTED_PROTOCOL: return self.requestMayHaveBeenSent ? .malformedResponse : .invalidRequest
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: return .resolve
        case CURLE_COULDNT_CONNECT, CURLE_PROXY: return .connect
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS, CURLE_USE_SSL_FAILED,
            CURLE_SSL_PINNEDPUBKEYNOTMATCH:
            return .tls
        case CURLE_FILESIZE_EXCEEDED: return .responseTooLarge
        case CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING: return .malformedResponse
        case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE:
            return self.requestMayHaveBeenSent ? .connectionLost : .connect
        default: return .other
        }
    }

    /// libcurl has one code for all time-outs; its words, what stood and how long it took tell them apart.
    private var timeoutCode: HTTPTransportError.Code {
        if self.detail.hasPrefix("Operation too slow") { return .silenceTimeout }
        let connectIsUp = self.elapsedMilliseconds < self.request.timeouts.wholeMilliseconds - Self.clockGrainMilliseconds
        return !self.requestMayHaveBeenSent && connectIsUp ? .connectTimeout : .wholeTimeout
    }

    /// libcurl's timers may fire that much before the time that it reports has passed.
    private static let clockGrainMilliseconds = 10

    private func message(for code: HTTPTransportError.Code) -> String {
        let place = self.request.unixSocketPath ?? Self.authority(of: self.request.url)
        let timeouts = self.request.timeouts
        switch code {
        case .connectTimeout: return "\(place): no connection within \(timeouts.connectMilliseconds) ms"
        case .silenceTimeout: return "\(place): nothing came for \(timeouts.silenceMilliseconds) ms"
        case .wholeTimeout: return "\(place): no complete answer within \(timeouts.wholeMilliseconds) ms"
        case .responseTooLarge: return "\(place): the answer is longer than \(self.request.responseBytesMax) bytes"
        case .headersTooLarge: return "\(place): the answer's headers are longer than \(CurlResponseCollector.headerBytesMax) bytes"
        case .addressRefused: return "\(place): its address is not public; allow private addresses if that is intended"
        default:
            let reason = self.detail.isEmpty ? String(cString: curl_easy_strerror(self.result)) : self.detail
            return "\(place): \(reason)"
        }
    }

    /// Host and port of a URL, without user, path or query.
    private static func authority(of url: String) -> String {
        guard let start = url.firstRange(of: "://")?.upperBound else { return "the URL" }
        let authority = url[start...].prefix { !"/?#".contains($0) }
        return String(authority.split(separator: "@", omittingEmptySubsequences: false).last ?? authority)
    }
}

extension HTTPTransportError {
    static func shutDown(requestMayHaveBeenSent: Bool) -> HTTPTransportError {
        HTTPTransportError(code: .shutDown, message: "HTTP was shut down before the answer came", requestMayHaveBeenSent: requestMayHaveBeenSent)
    }

    static func cancelled(requestMayHaveBeenSent: Bool) -> HTTPTransportError {
        HTTPTransportError(code: .cancelled, message: "the request was cancelled", requestMayHaveBeenSent: requestMayHaveBeenSent)
    }

    static func overloaded(transfersMax: Int) -> HTTPTransportError {
        HTTPTransportError(
            code: .overloaded, message: "\(transfersMax) requests are under way already", requestMayHaveBeenSent: false)
    }
}
