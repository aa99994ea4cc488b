import HTTPTransport
import NIOConcurrencyHelpers

/// Answers each request by a function of its number (from 0 up) and itself.
final class ScriptedTransport: HTTPTransporting {
    typealias Answer = Result<HTTPResponse, HTTPTransportError>

    private let script: @Sendable (Int, HTTPRequest) -> Answer
    private let seen = NIOLockedValueBox<[HTTPRequest]>([])

    init(_ script: @escaping @Sendable (Int, HTTPRequest) -> Answer) { self.script = script }

    /// The answers in turn; the last one again and again.
    convenience init(_ answers: [Answer]) {
        self.init { number, _ in answers[min(number, answers.count - 1)] }
    }

    var requests: [HTTPRequest] { self.seen.withLockedValue { $0 } }

    func send(_ request: HTTPRequest) async throws(HTTPTransportError) -> HTTPResponse {
        let number = self.seen.withLockedValue { seen -> Int in
            seen.append(request)
            return seen.count - 1
        }
        return try self.script(number, request).get()
    }
}

extension Result<HTTPResponse, HTTPTransportError> {
    static func answer(_ status: Int, _ body: String, headers: [(name: String, value: String)] = []) -> Self {
        .success(HTTPResponse(status: status, headers: headers, body: Array(body.utf8)))
    }

    static func iamError(_ status: Int, _ code: String, _ message: String = "m", headers: [(name: String, value: String)] = []) -> Self {
        .answer(
            status,
            "<ErrorResponse><Error><Type>Sender</Type><Code>\(code)</Code><Message>\(message)</Message></Error>"
                + "<RequestId>r-1</RequestId></ErrorResponse>", headers: headers)
    }

    static func broken(_ code: HTTPTransportError.Code, mayHaveBeenSent: Bool) -> Self {
        .failure(HTTPTransportError(code: code, message: "127.0.0.1: \(code)", requestMayHaveBeenSent: mayHaveBeenSent))
    }
}
