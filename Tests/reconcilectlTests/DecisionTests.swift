import ArgumentParser
import HTTPTransport
import IAMPolicy
import ReconcileCore
import Testing

@testable import reconcilectl

/// Answers each path with what it was given, and keeps what was sent.
private actor Daemon: HTTPTransporting {
    private let answers: [String: (status: Int, body: String)]
    private(set) var sent: [String] = []

    init(_ answers: [String: (status: Int, body: String)] = [:]) { self.answers = answers }

    func send(_ request: HTTPRequest) async throws(HTTPTransportError) -> HTTPResponse {
        let path = String(request.url.dropFirst("http://localhost".count))
        let body = String(decoding: request.body, as: UTF8.self)
        self.sent.append("\(request.method) \(path) \(body)")
        let answer = self.answers[body] ?? self.answers[path] ?? (200, #"{"changed":[]}"#)
        return HTTPResponse(status: answer.status, body: Array(answer.body.utf8))
    }
}

@Suite struct DecisionTests {
    private static func run(_ arguments: [String], _ daemon: Daemon) async throws -> ReconcileCore.ExitStatus {
        let verb = try #require(try ReconcileCTL.parseAsRoot(arguments + ["--socket", "/nonexistent.sock"]) as? any Verb)
        return try await verb.perform(in: Session(options: verb.global, environment: [:], transport: daemon))
    }

    private static func sent(_ arguments: [String]) async throws -> [String] {
        let daemon = Daemon()
        _ = try await Self.run(arguments, daemon)
        return await daemon.sent
    }

    @Test(arguments: [
        (["approve", "c-1", "d-2"], #"POST /v1/approve {"ids":["c-1","d-2"],"all":false}"#),
        (["approve", "--all"], #"POST /v1/approve {"ids":[],"all":true}"#),
        (["reject", "c-1", "--reason", "not now"], #"POST /v1/reject {"id":"c-1","reason":"not now"}"#),
        (["accept", "d-1", "--reason", "it was right"], #"POST /v1/accept {"id":"d-1","reason":"it was right","detach":false}"#),
        (["accept", "d-1", "--reason", "r", "--detach"], #"POST /v1/accept {"id":"d-1","reason":"r","detach":true}"#),
        (["pause", "Role/x", "--reason", "r"], #"POST /v1/pause {"resource":"Role/x","reason":"r"}"#),
        (
            ["pause", "--account", "prod", "--reason", "r", "--until", "2999-12-31"],
            #"POST /v1/pause {"account":"prod","reason":"r","until":"3000-01-01T00:00:00.000Z"}"#
        ),
        (["resume", "Role/x", "--account", "prod"], #"POST /v1/resume {"resource":"Role/x","account":"prod"}"#),
        (["resume", "--account", "prod"], #"POST /v1/resume {"account":"prod"}"#),
        (
            ["ignore", "role/x", "tags[a]", "--account", "prod", "--reason", "r", "--until", "2999-12-31T00:00:00Z"],
            #"POST /v1/ignore {"resource":"prod/Role/x","aspect":"tags[a]","reason":"r","until":"2999-12-31T00:00:00.000Z"}"#
        ),
        (["rollback", "c-1"], #"POST /v1/rollback {"correction":"c-1"}"#)
    ])
    func `a decision is sent as it was typed`(arguments: [String], request: String) async throws {
        #expect(try await Self.sent(arguments) == [request])
    }

    @Test func `a plan is asked for by account`() async throws {
        let daemon = Daemon(["/v1/plan?account=prod": (200, #"{"corrections":[]}"#)])
        #expect(try await Self.run(["plan", "--account", "prod"], daemon) == .fine)
        #expect(await daemon.sent == ["GET /v1/plan?account=prod "])
    }

    @Test func `all of one account is what asks there and nothing else`() async throws {
        let status = #"{"asking":[{"id":"c-1","resource":"prod/Role/a"},{"id":"c-2","resource":"production/Role/a"}]}"#
        let approved = #"{"changed":[{"resource":"prod/Role/a","id":"c-1","action":"approved"}]}"#
        let daemon = Daemon(["/v1/status": (200, status), "/v1/approve": (200, approved)])
        #expect(try await Self.run(["approve", "--all", "--account", "prod"], daemon) == .fine)
        #expect(await daemon.sent.last == #"POST /v1/approve {"ids":["c-1"],"all":false}"#)
    }

    @Test func `where nothing asks in an account nothing is sent`() async throws {
        let daemon = Daemon(["/v1/status": (200, #"{"asking":[]}"#)])
        #expect(try await Self.run(["approve", "--all", "--account", "prod"], daemon) == .fine)
        #expect(await daemon.sent == ["GET /v1/status "])
    }

    @Test func `an unknown id is an error in the daemon's words`() async throws {
        let daemon = Daemon(["/v1/approve": (404, #"{"error":{"code":"notFound","message":"c-1 asks for nothing"}}"#)])
        let failure = await #expect(throws: VerbFailure.self) { try await Self.run(["approve", "c-1"], daemon) }
        #expect(failure?.exit == .error)
    }

    @Test(arguments: [
        (#"{"changed":[{"action":"approved"}]}"#, true, ReconcileCore.ExitStatus.fine),
        (#"{"changed":[{"action":"approved"},{"action":"superseded"}]}"#, true, .error), (#"{"changed":[]}"#, true, .error),
        (#"{"changed":[]}"#, false, .fine), (#"{}"#, true, .error)
    ])
    func `one that was not approved is an error`(answer: String, named: Bool, exit: ReconcileCore.ExitStatus) throws {
        #expect(Approve.exit(of: try JSONReader.parse(answer), named: named) == exit)
    }

    @Test func `each id is rejected by itself, and one that is unknown does not stop the others`() async throws {
        let unknown = (status: 404, body: #"{"error":{"code":"notFound","message":"d-1 asks for nothing"}}"#)
        let daemon = Daemon([#"{"id":"d-1","reason":"r"}"#: unknown])
        #expect(try await Self.run(["reject", "d-1", "c-2", "--reason", "r"], daemon) == .error)
        #expect(await daemon.sent.count == 2)
    }

    @Test func `what changed is one line each, then the daemon's word`() {
        let answer: JSONValue = [
            "changed": [
                ["resource": "prod/Role/a", "aspect": "path", "id": "c-1", "action": "approved"],
                ["resource": "prod", "aspect": .null, "id": .null, "action": "rollingBack"]
            ], "message": "sent at once"
        ]
        #expect(
            ChangedView(answer: answer, nothing: "-").lines(on: Samples.screen()) == [
                "prod/Role/a  path  c-1  approved", "prod  rolling back", "sent at once"
            ])
        #expect(ChangedView(answer: ["changed": []], nothing: "nothing asks").lines(on: Samples.screen()) == ["nothing asks"])
    }
}
