import Foundation
import HTTPTransport
import IAMPolicy

@testable import reconcilectl

/// A screen at one fixed moment, 2030-03-17T17:46:40Z.
enum Samples {
    static let moment = Date(timeIntervalSince1970: 1_900_000_000)

    static func screen(width: Int? = nil, isColored: Bool = false) -> Screen {
        Screen(width: width, isColored: isColored, now: Self.moment, timeZone: .gmt)
    }
}

/// Answers every request with the same, and remembers none.
struct FixedTransport: HTTPTransporting {
    let result: Result<HTTPResponse, HTTPTransportError>

    init(status: Int, body: String) { self.result = .success(HTTPResponse(status: status, body: Array(body.utf8))) }
    init(_ error: HTTPTransportError) { self.result = .failure(error) }

    func send(_ request: HTTPRequest) async throws(HTTPTransportError) -> HTTPResponse { try self.result.get() }
}

/// Answers with the request itself: method, URL, socket and body.
struct EchoTransport: HTTPTransporting {
    func send(_ request: HTTPRequest) async throws(HTTPTransportError) -> HTTPResponse {
        let json: JSONValue = [
            "method": .string(request.method), "url": .string(request.url), "socket": .string(request.unixSocketPath ?? ""),
            "body": .string(String(decoding: request.body, as: UTF8.self))
        ]
        return HTTPResponse(status: 200, body: Array(JSONWriter.compact(json).utf8))
    }
}
