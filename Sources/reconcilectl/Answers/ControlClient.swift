import Foundation
import HTTPTransport
import IAMPolicy
import ReconcileCore

/// Asks the daemon, over HTTP on its control socket.
struct ControlClient {
    let transport: any HTTPTransporting
    let socket: String

    /// How long an answer may take. Unit: seconds.
    enum Patience: Int {
        /// What the daemon knows already.
        case short = 60
        /// What makes it look at AWS first.
        case long = 900
    }

    func get(
        _ path: String, query: [(name: String, value: String?)] = [], patience: Patience = .short
    ) async throws(VerbFailure) -> JSONValue {
        let items = query.compactMap { item in item.value.map { "\(item.name)=\(Self.encoded($0))" } }
        let suffix = items.isEmpty ? "" : "?" + items.joined(separator: "&")
        return try await self.send("GET", path + suffix, body: nil, patience: patience)
    }

    func post(_ path: String, _ body: JSONValue, patience: Patience = .short) async throws(VerbFailure) -> JSONValue {
        try await self.send("POST", path, body: body, patience: patience)
    }

    private func send(_ method: String, _ path: String, body: JSONValue?, patience: Patience) async throws(VerbFailure) -> JSONValue {
        var request = HTTPRequest(method: method, url: "http://localhost\(path)")
        request.headers = [("Accept", "application/json")] + (body == nil ? [] : [("Content-Type", "application/json")])
        request.body = body.map { Array(JSONWriter.compact($0).utf8) } ?? []
        let milliseconds = patience.rawValue * 1000
        request.timeouts = HTTPTimeouts(connectMilliseconds: 5000, silenceMilliseconds: milliseconds, wholeMilliseconds: milliseconds)
        request.responseBytesMax = Self.answerBytesMax
        request.unixSocketPath = self.socket
        request.proxy = .none
        request.connectionReuse = method == "GET" ? .reuse : .freshAndNotReused
        do {
            return try Self.answer(try await self.transport.send(request), path: path)
        } catch let error as HTTPTransportError {
            throw self.failure(error)
        } catch let error as VerbFailure {
            throw error
        } catch {
            throw VerbFailure(.failed, "\(error)")
        }
    }

    private static let answerBytesMax = 256 << 20

    private static func answer(_ response: HTTPResponse, path: String) throws(VerbFailure) -> JSONValue {
        let json: JSONValue
        do {
            json = try JSONReader.parse(response.body, limits: .init(depthMax: 200, bytesMax: Self.answerBytesMax))
        } catch {
            throw VerbFailure(
                .malformedAnswer, "the daemon's answer to \(path.prefix { $0 != "?" }) (HTTP \(response.status)) is no JSON: \(error)")
        }
        guard response.status >= 400 else { return json }
        let error = json["error"]
        let code = error?["code"]?.stringValue.flatMap(ControlError.Code.init) ?? .failed
        throw VerbFailure(
            ControlError(
                code: code, message: error?["message"]?.stringValue ?? "the daemon answered HTTP \(response.status)",
                faults: error?["faults"]?.arrayValue ?? []))
    }

    private func failure(_ error: HTTPTransportError) -> VerbFailure {
        switch error.code {
        case .connect, .connectTimeout, .invalidRequest, .connectionLost, .resolve, .malformedResponse:
            switch SocketProbe.knock(at: self.socket) {
            case .answered:
                VerbFailure(
                    .noAnswer,
                    "the daemon at \(self.socket) closed the connection without an answer: it does so with users who are neither among "
                        + "its `control.operators` nor its `control.viewers`")
            case .failed(let reason):
                VerbFailure(.daemonNotReachable, "the daemon is not reachable at \(self.socket) (\(reason))")
            }
        case .silenceTimeout, .wholeTimeout:
            VerbFailure(.noAnswer, "the daemon at \(self.socket) did not answer in time; it may still carry out what it was asked")
        default: VerbFailure(.failed, error.message)
        }
    }

    /// Percent-encodes all but the unreserved characters.
    /// - SeeAlso: RFC 3986, section 2.3.
    private static func encoded(_ text: String) -> String {
        var allowed = CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
        allowed.insert(charactersIn: "-._~")
        return text.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
    }
}
