import HTTPTransport
import IAMPolicy
import ReconcileCore
import Testing

@testable import reconcilectl

@Suite struct ControlClientTests {
    private static let nowhere = "/nonexistent/control.sock"

    private static func failure(_ transport: some HTTPTransporting, socket: String = Self.nowhere) async -> VerbFailure? {
        do {
            _ = try await ControlClient(transport: transport, socket: socket).get("/v1/status")
            return nil
        } catch { return error }
    }

    @Test func `a question goes to the socket, with its words percent-encoded`() async throws {
        let client = ControlClient(transport: EchoTransport(), socket: "/s")
        let get = try await client.get("/v1/resources", query: [("kind", "Role"), ("name", "a b&c/ä"), ("account", nil)])
        #expect(get["method"] == "GET" && get["socket"] == "/s" && get["body"] == "")
        #expect(get["url"] == "http://localhost/v1/resources?kind=Role&name=a%20b%26c%2F%C3%A4")
        let post = try await client.post("/v1/sync", ["account": "prod"])
        #expect(post["method"] == "POST" && post["body"] == #"{"account":"prod"}"#)
    }

    @Test func `a socket that is not there is a daemon that does not run`() async {
        let error = HTTPTransportError(code: .connect, message: "m", requestMayHaveBeenSent: false)
        let failure = await Self.failure(FixedTransport(error))
        #expect(failure?.code == .daemonNotReachable)
        #expect(failure?.message == "the daemon is not reachable at \(Self.nowhere) (there is no such socket)")
        #expect(failure?.exit == .undetermined)
    }

    @Test func `a path that is too long for a socket says so`() async {
        let error = HTTPTransportError(code: .connect, message: "m", requestMayHaveBeenSent: false)
        let failure = await Self.failure(FixedTransport(error), socket: "/" + String(repeating: "x", count: 200))
        #expect(failure?.message.contains("107 bytes") == true)
    }

    @Test(arguments: [
        (400, "invalid", VerbFailure.Code.refused, ReconcileCore.ExitStatus.error), (404, "notFound", .refused, .error),
        (409, "conflict", .refused, .error), (403, "denied", .refused, .error), (503, "unavailable", .unavailable, .undetermined),
        (500, "failed", .refused, .error), (500, "novel", .refused, .error)
    ])
    func `what the daemon refuses is told in its words`(status: Int, code: String, failure: VerbFailure.Code, exit: ReconcileCore.ExitStatus) async {
        let body = #"{"error":{"code":"\#(code)","message":"why","faults":[{"file":"a.yaml","line":1,"column":2,"message":"m"}]}}"#
        let found = await Self.failure(FixedTransport(status: status, body: body))
        #expect(found == VerbFailure(failure, "why", details: ["a.yaml:1:2: m"]))
        #expect(found?.exit == exit)
    }

    @Test func `an answer that is no JSON is an error, not a crash`() async {
        let found = await Self.failure(FixedTransport(status: 200, body: "<html>"))
        #expect(found?.code == .malformedAnswer)
        #expect(await Self.failure(FixedTransport(status: 502, body: "{}"))?.message == "the daemon answered HTTP 502")
    }

    @Test func `a time-out says that it may still be carried out`() async {
        let error = HTTPTransportError(code: .wholeTimeout, message: "m", requestMayHaveBeenSent: true)
        #expect(await Self.failure(FixedTransport(error))?.exit == .undetermined)
    }
}
