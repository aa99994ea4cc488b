import Glibc
import Testing

@testable import HTTPTransport

@Suite struct CurlTransportTests {
    private let server: LoopbackServer
    private let transport: CurlTransport

    init() throws {
        self.server = try LoopbackServer()
        self.transport = try CurlTransport()
    }

    @Test func answerComesWithStatusHeadersAndBody() async throws {
        let response = try await self.transport.send(HTTPRequest(method: "GET", url: self.server.url("/ok")))
        #expect(response.status == 200)
        #expect(response.header("content-length") == "12")
        #expect(String(decoding: response.body, as: UTF8.self) == "connection 1")
    }

    @Test func requestGoesOutAsItWasGiven() async throws {
        _ = try await self.transport.send(
            HTTPRequest(
                method: "POST", url: self.server.url("/a/../b%2Fc?x=1&y="), headers: [("X-Empty", ""), ("X-Amz-Date", "20260101T000000Z")],
                body: Array("Action=GetRole".utf8)))
        let seen = try #require(self.server.requests.first)
        let lines = Set(seen.head.split(separator: "\r\n").map(String.init))
        #expect(
            lines == [
                "POST /a/../b%2Fc?x=1&y= HTTP/1.1", "Host: 127.0.0.1:\(self.server.port)", "Accept: */*", "X-Empty:",
                "X-Amz-Date: 20260101T000000Z", "Content-Length: 14"
            ])
        #expect(seen.body == "Action=GetRole")
    }

    @Test(arguments: ["POST", "PUT", "DELETE", "GET"])
    func bodyTravelsWithEveryMethod(method: String) async throws {
        _ = try await self.transport.send(HTTPRequest(method: method, url: self.server.url("/ok"), body: [0x61, 0x62]))
        #expect(self.server.requests.map(\.body) == ["ab"])
        #expect(self.server.requests.first?.head.hasPrefix("\(method) /ok ") == true)
    }

    @Test func emptyPostSaysThatItIsEmpty() async throws {
        _ = try await self.transport.send(HTTPRequest(method: "POST", url: self.server.url("/ok")))
        #expect(self.server.requests.first?.head.contains("Content-Length: 0") == true)
    }

    @Test func headersOfInterimAnswersAreLeftOut() async throws {
        let response = try await self.transport.send(HTTPRequest(method: "GET", url: self.server.url("/interim")))
        #expect(response.header("Link") == nil)
        #expect(response.header("X-Final") == "yes")
    }

    @Test func redirectIsAnAnswerAndNotFollowed() async throws {
        let response = try await self.transport.send(HTTPRequest(method: "GET", url: self.server.url("/redirect")))
        #expect(response.status == 302)
        #expect(self.server.requests.count == 1)
    }

    @Test func connectionIsReusedWhereAllowed() async throws {
        for _ in 1...3 { _ = try await self.transport.send(HTTPRequest(method: "GET", url: self.server.url("/ok"))) }
        #expect(self.server.requests.map(\.connection) == [1, 1, 1])
    }

    @Test func freshConnectionIsNeitherTakenFromNorGivenToOthers() async throws {
        let read = HTTPRequest(method: "GET", url: self.server.url("/ok"))
        var write = read
        write.connectionReuse = .freshAndNotReused
        for request in [read, write, write, read] { _ = try await self.transport.send(request) }
        #expect(self.server.requests.map(\.connection) == [1, 2, 3, 1])
    }

    @Test func requestOnFreshConnectionThatDiesIsNotRepeated() async throws {
        _ = try await self.transport.send(HTTPRequest(method: "GET", url: self.server.url("/ok")))
        let error = await self.failure(
            of: HTTPRequest(method: "POST", url: self.server.url("/hangup"), body: [1], connectionReuse: .freshAndNotReused))
        #expect(error?.code == .connectionLost)
        #expect(error?.requestMayHaveBeenSent == true)
        #expect(self.server.requests.count == 2)
    }

    @Test(arguments: [
        (path: "/silent", code: HTTPTransportError.Code.wholeTimeout), ("/garbage", .malformedResponse), ("/cut", .connectionLost),
        ("/endless", .responseTooLarge), ("/bytes/1001", .responseTooLarge), ("/header-flood", .headersTooLarge)
    ])
    func misbehavingServerBecomesTypedError(path: String, code: HTTPTransportError.Code) async {
        let error = await self.failure(
            of: HTTPRequest(
                method: "GET", url: self.server.url(path), timeouts: HTTPTimeouts(wholeMilliseconds: path == "/silent" ? 300 : 20_000),
                responseBytesMax: 1000))
        #expect(error?.code == code)
        #expect(error?.requestMayHaveBeenSent == true)
    }

    @Test func bodyAsLongAsTheLimitIsTaken() async throws {
        let response = try await self.transport.send(
            HTTPRequest(method: "GET", url: self.server.url("/bytes/1000"), responseBytesMax: 1000))
        #expect(response.body.count == 1000)
    }

    @Test func silenceEndsTheTransfer() async {
        let error = await self.failure(
            of: HTTPRequest(method: "GET", url: self.server.url("/silent"), timeouts: HTTPTimeouts(silenceMilliseconds: 1000)))
        #expect(error?.code == .silenceTimeout)
    }

    @Test func refusedConnectionProvesThatNothingWasSent() async throws {
        let port = try LoopbackServer.unusedPort()
        let error = await self.failure(of: HTTPRequest(method: "POST", url: "http://127.0.0.1:\(port)/", body: [1]))
        #expect(error?.code == .connect)
        #expect(error?.requestMayHaveBeenSent == false)
    }

    @Test func plainServerBehindHTTPSIsATLSErrorBeforeSending() async {
        let error = await self.failure(of: HTTPRequest(method: "GET", url: "https://127.0.0.1:\(self.server.port)/"))
        #expect(error?.code == .tls)
        #expect(error?.requestMayHaveBeenSent == false)
    }

    @Test func handshakeThatNeverEndsIsAConnectTimeout() async throws {
        let mute = try LoopbackServer(.mute)
        let error = await self.failure(
            of: HTTPRequest(
                method: "GET", url: "https://127.0.0.1:\(mute.port)/", timeouts: HTTPTimeouts(connectMilliseconds: 200)))
        #expect(error?.code == .connectTimeout)
        #expect(error?.requestMayHaveBeenSent == false)
    }

    @Test func missingCABundleIsATLSError() async throws {
        let error = await self.failure(
            of: HTTPRequest(method: "GET", url: "https://127.0.0.1:\(self.server.port)/", caBundlePath: "/nonexistent/ca.pem"))
        #expect(error?.code == .tls)
        #expect(error?.requestMayHaveBeenSent == false)
    }

    @Test(arguments: ["http://127.0.0.1:PORT/ok", "http://localhost:PORT/ok", "http://[::ffff:127.0.0.1]:PORT/ok"])
    func loopbackIsRefusedWhereOnlyPublicAddressesAreAllowed(url: String) async {
        let target = String(url.replacing("PORT", with: "\(self.server.port)"))
        let error = await self.failure(of: HTTPRequest(method: "GET", url: target, addressPolicy: .publicOnly))
        #expect(error?.code == .addressRefused)
        #expect(self.server.requests.isEmpty)
    }

    @Test func keptConnectionToPrivateAddressIsNotUsedWherePublicIsAskedFor() async throws {
        _ = try await self.transport.send(HTTPRequest(method: "GET", url: self.server.url("/ok"), proxy: .none))
        let error = await self.failure(of: HTTPRequest(method: "GET", url: self.server.url("/ok"), addressPolicy: .publicOnly))
        #expect(error?.code == .addressRefused)
        #expect(error?.requestMayHaveBeenSent == false)
        #expect(self.server.requests.count == 1)
    }

    @Test func unixSocketIsServed() async throws {
        let path = "/tmp/http-transport-\(getpid())-\(UInt32.random(in: 0 ... .max)).sock"
        defer { unlink(path) }
        let server = try LoopbackServer(.unix(path))
        let response = try await self.transport.send(
            HTTPRequest(method: "GET", url: "http://reconciled/v1/status", unixSocketPath: path))
        #expect(response.status == 200)
        #expect(server.requests.first?.head.hasPrefix("GET /v1/status HTTP/1.1\r\nHost: reconciled\r\n") == true)
        let missing = await self.failure(of: HTTPRequest(method: "GET", url: "http://reconciled/", unixSocketPath: path + ".none"))
        #expect(missing?.code == .connect)
        #expect(missing?.requestMayHaveBeenSent == false)
    }

    @Test func cancellingTheTaskEndsTheTransfer() async {
        let task = Task { await self.failure(of: HTTPRequest(method: "GET", url: self.server.url("/silent"))) }
        while self.server.requests.isEmpty { await Task.yield() }
        task.cancel()
        let error = await task.value
        #expect(error?.code == .cancelled)
        #expect(error?.requestMayHaveBeenSent == true)
    }

    @Test func cancelledTaskSendsNothing() async {
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await self.failure(of: HTTPRequest(method: "GET", url: self.server.url("/ok")))
        }
        let error = await task.value
        #expect(error?.code == .cancelled)
        #expect(error?.requestMayHaveBeenSent == false)
        #expect(self.server.requests.isEmpty)
    }

    @Test func manyRequestsAtOnceAllEndOnce() async {
        let statuses = await withTaskGroup(of: Int?.self, returning: [Int?].self) { group in
            for index in 0..<200 {
                group.addTask { try? await self.transport.send(HTTPRequest(method: "GET", url: self.server.url("/\(index)"))).status }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses == Array(repeating: 200, count: 200))
        #expect(Set(self.server.requests.map { $0.head.prefix { $0 != "\r" } }).count == 200)
    }

    @Test func moreThanTheLimitAtOnceIsRefused() async throws {
        let narrow = try CurlTransport(transfersMax: 1)
        let waiting = Task { try? await narrow.send(HTTPRequest(method: "GET", url: self.server.url("/silent"))) }
        while self.server.requests.isEmpty { await Task.yield() }
        let error = await self.failure(of: HTTPRequest(method: "GET", url: self.server.url("/ok")), on: narrow)
        #expect(error?.code == .overloaded)
        waiting.cancel()
        _ = await waiting.value
        #expect(try await narrow.send(HTTPRequest(method: "GET", url: self.server.url("/ok"))).status == 200)
    }

    @Test func shutdownFailsWhatIsUnderWayAndWhatComesLater() async {
        let waiting = Task { await self.failure(of: HTTPRequest(method: "GET", url: self.server.url("/silent"))) }
        while self.server.requests.isEmpty { await Task.yield() }
        await self.transport.shutdown()
        await self.transport.shutdown()
        #expect(await waiting.value?.code == .shutDown)
        let later = await self.failure(of: HTTPRequest(method: "GET", url: self.server.url("/ok")))
        #expect(later?.code == .shutDown)
        #expect(later?.requestMayHaveBeenSent == false)
    }

    private func failure(of request: HTTPRequest, on transport: CurlTransport? = nil) async -> HTTPTransportError? {
        do throws(HTTPTransportError) {
            _ = try await (transport ?? self.transport).send(request)
            return nil
        } catch {
            return error
        }
    }
}
