/// Refuses what libcurl would truncate at a NUL or pass on as a header of its own.
enum CurlRequestCheck {
    static func check(_ request: HTTPRequest) throws(HTTPTransportError) {
        if !Self.isToken(request.method) { throw Self.invalid("the method is no HTTP token") }
        let scheme = request.url.prefix { $0 != ":" }.lowercased()
        if scheme != "http" && scheme != "https" { throw Self.invalid("the URL is neither http nor https") }
        if !request.url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) {
            throw Self.invalid("the URL holds a character that must be percent-encoded")
        }
        for (name, value) in request.headers {
            if !Self.isToken(name) { throw Self.invalid("a header's name is no HTTP token") }
            if value.utf8.contains(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F }) {
                throw Self.invalid("the header \(name) holds a control character")
            }
        }
        for path in [request.unixSocketPath, request.caBundlePath].compactMap(\.self) where path.isEmpty || path.utf8.contains(0) {
            throw Self.invalid("a path is empty or holds NUL")
        }
        let timeouts = request.timeouts
        let limits = [timeouts.connectMilliseconds, timeouts.silenceMilliseconds, timeouts.wholeMilliseconds]
        if limits.contains(where: { $0 < 1 || $0 > Self.millisecondsMax }) {
            throw Self.invalid("a time-out is outside 1 ms to a day")
        }
        if request.responseBytesMax < 0 { throw Self.invalid("the response limit is negative") }
    }

    private static let millisecondsMax = 86_400_000

    /// RFC 9110, section 5.6.2.
    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }

    private static func invalid(_ reason: String) -> HTTPTransportError {
        HTTPTransportError(code: .invalidRequest, message: "the request was not sent: \(reason)", requestMayHaveBeenSent: false)
    }
}
