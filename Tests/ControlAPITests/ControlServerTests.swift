import Foundation
import Glibc
import HTTPTransport
import IAMPolicy
import ReconcileCore
import Testing

@testable import ControlAPI

/// A server on a socket of its own, and somebody who talks to it.
private struct Bench: Sendable {
    let operations: OperationsDouble
    let path: String
    let transport: CurlTransport
    var bodyBytesMax = 1_000

    init(_ folder: TemporaryFolder, operations: OperationsDouble = OperationsDouble()) throws {
        self.operations = operations
        self.path = folder.path + "/control.sock"
        self.transport = try CurlTransport()
    }

    /// Serves while `body` runs, then ends the server.
    func run(_ body: @escaping @Sendable () async throws -> Void) async throws {
        let (listening, opened) = AsyncStream<Void>.makeStream()
        let server = ControlServer(
            configuration: ControlServerConfiguration(socketPath: self.path, bodyBytesMax: self.bodyBytesMax), operations: self.operations,
            peers: { PeerPolicy(ControlSettings()) }
        ) { opened.yield() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                // Ends by cancellation, which is how a test stops it.
                do { try await server.run() } catch is CancellationError {}
                opened.finish()
            }
            for await _ in listening { break }
            try await body()
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    func send(_ method: String, _ target: String, body: String = "") async throws -> HTTPResponse {
        try await self.transport.send(
            HTTPRequest(method: method, url: "http://localhost\(target)", body: Array(body.utf8), unixSocketPath: self.path, proxy: .none))
    }
}

@Suite(.timeLimit(.minutes(10))) struct ControlServerTests {
    @Test func everyRouteReachesItsOperation() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let bench = try Bench(folder)
        try await bench.run {
            let requests: [(method: String, target: String, body: String, did: JSONValue)] = [
                ("GET", "/v1/status", "", "status"), ("GET", "/v1/resources?kind=Role&name=a%20b", "", "resources"),
                ("GET", "/v1/describe?kind=Role&name=a&account=prod", "", "describe"),
                ("POST", "/v1/apply", #"{"documents":[{"file":"a.yaml"}],"dryRun":true}"#, "apply"),
                ("POST", "/v1/delete", #"{"kind":"Role","name":"a","detach":true}"#, "delete"), ("POST", "/v1/diff", #"{"documents":[]}"#, "diff"),
                ("POST", "/v1/import", #"{"resources":["Role/a"]}"#, "import"),
                ("POST", "/v1/sync", "", "sync"), ("GET", "/v1/sync/7", "", "syncState"), ("GET", "/v1/journal?from=5&limit=2", "", "journal"),
                ("GET", "/v1/plan?account=prod", "", "plan"), ("GET", "/v1/preflight?kind=AccessAssertion&name=a", "", "preflight"),
                ("POST", "/v1/approve", #"{"ids":["c-1"]}"#, "approve"),
                ("POST", "/v1/reject", #"{"id":"c-1","reason":"no"}"#, "reject"),
                ("POST", "/v1/accept", #"{"id":"d-1","reason":"so"}"#, "accept"),
                ("POST", "/v1/pause", #"{"account":"prod","reason":"moving"}"#, "pause"), ("POST", "/v1/resume", #"{"account":"prod"}"#, "resume"),
                ("POST", "/v1/ignore", #"{"resource":"Role/a","aspect":"tags","reason":"theirs"}"#, "ignore"),
                ("POST", "/v1/rollback", #"{"correction":"c-1"}"#, "rollback"), ("POST", "/v1/reload", "", "reload")
            ]
            for request in requests {
                let response = try await bench.send(request.method, request.target, body: request.body)
                #expect(response.status == 200)
                #expect(response.header("content-type") == "application/json")
                #expect(try JSONReader.parse(response.body) == ["did": request.did])
            }
            #expect(
                await bench.operations.calls == [
                    .status, .resources(kind: "Role", name: "a b", account: nil), .describe(kind: "Role", name: "a", account: "prod"),
                    .apply(documents: [["file": "a.yaml"]], options: ApplyOptions(isDryRun: true)),
                    .delete(kind: "Role", name: "a", account: nil, detach: true), .diff(documents: []),
                    .importing(resources: ["Role/a"], account: nil, pathPrefix: nil), .sync(resource: nil, account: nil),
                    .syncState(request: 7), .journal(fromSequence: 5, countMax: 2), .plan(account: "prod"),
                    .preflight(kind: "AccessAssertion", name: "a", account: nil), .approve(ids: ["c-1"], override: nil),
                    .reject(id: "c-1", reason: "no"), .accept(id: "d-1", reason: "so", detach: false),
                    .pause(resource: nil, account: "prod", reason: "moving", until: nil),
                    .resume(resource: nil, account: "prod"), .ignore(resource: "Role/a", aspect: "tags", reason: "theirs", until: nil),
                    .rollback(correctionID: "c-1"), .reload
                ])
        }
    }

    @Test func whoChangesIsTheUserAtTheOtherEnd() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let bench = try Bench(folder)
        try await bench.run {
            _ = try await bench.send("POST", "/v1/apply", body: #"{"documents":[]}"#)
            _ = try await bench.send("POST", "/v1/delete", body: #"{"kind":"Role","name":"a"}"#)
            let user = NSUserName()
            #expect(!user.isEmpty)
            #expect(await bench.operations.actors.map(\.name) == [user, user])
        }
    }

    @Test(arguments: [
        (code: ControlError.Code.invalid, status: 400), (code: .denied, status: 403), (code: .notFound, status: 404),
        (code: .conflict, status: 409), (code: .failed, status: 500), (code: .unavailable, status: 503)
    ])
    func errorsOfOperationsAreAnsweredInFull(code: ControlError.Code, status: Int) async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let error = ControlError(code: code, message: "because \"so\"", faults: [["file": "a.yaml", "line": 3]])
        let bench = try Bench(folder, operations: OperationsDouble(error: error))
        try await bench.run {
            let response = try await bench.send("GET", "/v1/status")
            #expect(response.status == status)
            #expect(
                try JSONReader.parse(response.body) == [
                    "error": [
                        "code": .string(code.rawValue), "message": "because \"so\"", "faults": [["file": "a.yaml", "line": 3]]
                    ]
                ])
        }
    }

    @Test(arguments: [
        (method: "GET", target: "/", body: "", status: 404, allow: nil as String?),
        (method: "GET", target: "/v1/nothing", body: "", status: 404, allow: nil),
        (method: "GET", target: "/v1/apply", body: "", status: 405, allow: "POST"),
        (method: "POST", target: "/v1/status", body: "", status: 405, allow: "GET"),
        (method: "POST", target: "/v1/apply", body: "{", status: 400, allow: nil),
        (method: "POST", target: "/v1/apply", body: #"{"documents":[],"documents":[]}"#, status: 400, allow: nil),
        (method: "GET", target: "/v1/journal?from=x", body: "", status: 400, allow: nil)
    ])
    func whatCannotBeServedIsAnsweredInJSON(method: String, target: String, body: String, status: Int, allow: String?) async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let bench = try Bench(folder)
        try await bench.run {
            let response = try await bench.send(method, target, body: body)
            #expect(response.status == status && response.header("allow") == allow)
            let error = try JSONReader.parse(response.body)["error"]
            #expect(error?["code"]?.stringValue == (status == 404 ? "notFound" : "invalid"))
            #expect(error?["message"]?.stringValue?.isEmpty == false && error?["faults"] == [])
            #expect(await bench.operations.calls.isEmpty)
        }
    }

    @Test(arguments: [(bytes: 1_000, status: 200), (bytes: 1_001, status: 413), (bytes: 300_000, status: 413)])
    func bodiesAreBounded(bytes: Int, status: Int) async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let bench = try Bench(folder)
        try await bench.run {
            let body = #"{"documents":[]}"#
            let response = try await bench.send("POST", "/v1/diff", body: body + String(repeating: " ", count: bytes - body.utf8.count))
            #expect(response.status == status)
            let next = try await bench.send("GET", "/v1/status")
            #expect(next.status == 200)
        }
    }

    @Test func everybodyMayKnockAndTheSocketGoesWithTheServer() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let bench = try Bench(folder)
        try await bench.run {
            var information = stat()
            #expect(lstat(bench.path, &information) == 0)
            #expect(information.st_mode & S_IFMT == S_IFSOCK && information.st_mode & 0o777 == 0o666)
        }
        #expect(!FileManager.default.fileExists(atPath: bench.path))
    }

    @Test func aSecondServerIsRefusedAndTheFirstGoesOn() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let bench = try Bench(folder)
        try await bench.run {
            let second = ControlServer(
                configuration: ControlServerConfiguration(socketPath: bench.path), operations: bench.operations,
                peers: { PeerPolicy(ControlSettings()) })
            let error = await #expect(throws: ControlAPIError.self) { try await second.run() }
            #expect(error?.code == .inUse)
            let status = try await bench.send("GET", "/v1/status")
            #expect(status.status == 200)
        }
    }
}
