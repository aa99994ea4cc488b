import Testing

@testable import HTTPTransport

@Suite struct CurlRequestCheckTests {
    @Test(arguments: [
        HTTPRequest(method: "GET\r\n", url: "http://a/"), HTTPRequest(method: "", url: "http://a/"),
        HTTPRequest(method: "GET", url: "ftp://a/"), HTTPRequest(method: "GET", url: "file:///etc/passwd"),
        HTTPRequest(method: "GET", url: "http://a/\nHost: b"), HTTPRequest(method: "GET", url: "http://a/ü"),
        HTTPRequest(method: "GET", url: ""), HTTPRequest(method: "GET", url: "http://a/", headers: [("X", "a\r\nY: b")]),
        HTTPRequest(method: "GET", url: "http://a/", headers: [("X: Y", "b")]),
        HTTPRequest(method: "GET", url: "http://a/", headers: [("X", "a\0b")]),
        HTTPRequest(method: "GET", url: "http://a/", timeouts: HTTPTimeouts(connectMilliseconds: 0)),
        HTTPRequest(method: "GET", url: "http://a/", timeouts: HTTPTimeouts(wholeMilliseconds: 86_400_001)),
        HTTPRequest(method: "GET", url: "http://a/", responseBytesMax: -1),
        HTTPRequest(method: "GET", url: "http://a/", unixSocketPath: "")
    ])
    func malformedRequestIsRefusedBeforeSending(request: HTTPRequest) {
        let error = #expect(throws: HTTPTransportError.self) { try CurlRequestCheck.check(request) }
        #expect(error?.code == .invalidRequest)
        #expect(error?.requestMayHaveBeenSent == false)
    }

    @Test func soundRequestPasses() throws {
        try CurlRequestCheck.check(
            HTTPRequest(
                method: "PATCH", url: "HTTPS://a.example:8443/%00?q=%0A", headers: [("X-Amz-Date", "a\tb ü")],
                timeouts: HTTPTimeouts(connectMilliseconds: 1, silenceMilliseconds: 1, wholeMilliseconds: 86_400_000), responseBytesMax: 0))
    }
}
