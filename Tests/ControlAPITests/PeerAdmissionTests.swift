import Foundation
import Glibc
import HTTPTransport
import IAMPolicy
import Logging
import ReconcileCore
import Testing

@testable import ControlAPI

/// The lists in force, for a test that changes them.
private actor Lists {
    var policy: PeerPolicy

    init(_ policy: PeerPolicy) { self.policy = policy }

    func set(_ policy: PeerPolicy) { self.policy = policy }
}

/// Connections to a server of its own, judged by lists of the test.
@Suite(.timeLimit(.minutes(10))) struct PeerAdmissionTests {
    private static let mine = PeerPolicy.Entry.uid(geteuid())
    private static let status = "GET /v1/status HTTP/1.1\r\nhost: x\r\n\r\n"
    private static let sync = "POST /v1/sync HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n"

    /// Serves while `body` runs.
    private func serving(
        _ lists: Lists, bounds: (inout ControlServerConfiguration) -> Void = { _ in },
        _ body: @escaping @Sendable (_ path: String, _ operations: OperationsDouble) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        var configuration = ControlServerConfiguration(socketPath: folder.path + "/s")
        bounds(&configuration)
        let operations = OperationsDouble()
        let path = configuration.socketPath
        let (listening, opened) = AsyncStream<Void>.makeStream()
        let server = ControlServer(
            configuration: configuration, operations: operations, peers: { await lists.policy },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        ) { opened.yield() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                // Ends by cancellation, which is how a test stops it.
                do { try await server.run() } catch is CancellationError {}
                opened.finish()
            }
            for await _ in listening { break }
            try await body(path, operations)
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    @Test func anOutsidersConnectionEndsWithoutAWord() async throws {
        try await self.serving(Lists(PeerPolicy(operators: [], viewers: []))) { path, operations in
            let silent = try RawPeer(path)
            #expect(await silent.receive() == "")
            let talking = try RawPeer(path)
            talking.send(Self.status)
            #expect(await talking.receive() == "")
            #expect(await operations.calls.isEmpty)
        }
    }

    @Test func aViewerMayLookAndIsToldWhatChangingTakes() async throws {
        try await self.serving(Lists(PeerPolicy(operators: [], viewers: [Self.mine]))) { path, operations in
            let peer = try RawPeer(path)
            peer.send(Self.status)
            #expect(await peer.receive().hasPrefix("HTTP/1.1 200"))
            peer.send(Self.sync)
            let refusal = await peer.receive()
            #expect(refusal.hasPrefix("HTTP/1.1 403") && refusal.contains(#""code":"denied""#) && refusal.contains("control.operators"))
            #expect(await operations.calls == [.status])
        }
    }

    @Test func changedListsCountForConnectionsThatAreOpen() async throws {
        let lists = Lists(PeerPolicy(operators: [Self.mine], viewers: []))
        try await self.serving(lists) { path, operations in
            let peer = try RawPeer(path)
            peer.send(Self.sync)
            #expect(await peer.receive().hasPrefix("HTTP/1.1 200"))
            await lists.set(PeerPolicy(operators: [], viewers: [Self.mine]))
            peer.send(Self.sync)
            #expect(await peer.receive().hasPrefix("HTTP/1.1 403"))
            await lists.set(PeerPolicy(operators: [], viewers: []))
            peer.send(Self.status)
            let refusal = await peer.receive()
            #expect(refusal.hasPrefix("HTTP/1.1 403") && refusal.contains("control.viewers"))
            let next = try RawPeer(path)
            #expect(await next.receive() == "")
            #expect(await operations.calls == [.sync(resource: nil, account: nil)])
        }
    }

    @Test func everyChangeIsDeniedToViewers() async throws {
        let changes = ["apply", "delete", "sync", "approve", "reject", "accept", "pause", "resume", "ignore", "rollback", "reload"]
        try await self.serving(Lists(PeerPolicy(operators: [], viewers: [Self.mine]))) { path, operations in
            let transport = try CurlTransport()
            for change in changes {
                let response = try await transport.send(
                    HTTPRequest(method: "POST", url: "http://x/v1/\(change)", body: Array("{}".utf8), unixSocketPath: path, proxy: .none))
                #expect(response.status == 403)
            }
            for view in ["status", "plan", "preflight?kind=NeptuneBulkLoad&name=a", "resources", "journal", "sync/1", "describe?kind=Role&name=a"] {
                let response = try await transport.send(
                    HTTPRequest(method: "GET", url: "http://x/v1/\(view)", unixSocketPath: path, proxy: .none))
                #expect(response.status == 200)
            }
            #expect(await operations.calls.count == 7)
        }
    }

    @Test func oneUserHoldsItsShareOfConnections() async throws {
        let lists = Lists(PeerPolicy(operators: [Self.mine], viewers: []))
        try await self.serving(lists, bounds: { $0.connectionsPerUserMax = 1 }) { path, _ in
            let first = try RawPeer(path)
            first.send(Self.status)
            #expect(await first.receive().hasPrefix("HTTP/1.1 200"))
            let second = try RawPeer(path)
            #expect(await second.receive() == "")
            first.send(Self.status)
            #expect(await first.receive().hasPrefix("HTTP/1.1 200"))
        }
    }

    @Test func furtherConnectionsWaitUntilOneEnds() async throws {
        let lists = Lists(PeerPolicy(operators: [Self.mine], viewers: []))
        try await self.serving(lists, bounds: { $0.connectionsMax = 1 }) { path, _ in
            let first = try RawPeer(path)
            first.send(Self.status)
            #expect(await first.receive().hasPrefix("HTTP/1.1 200"))
            let second = try RawPeer(path)
            second.send(Self.status)
            first.end()
            #expect(await second.receive().hasPrefix("HTTP/1.1 200"))
        }
    }

    @Test func tooManyRequestsAreToldToComeAgain() async throws {
        let lists = Lists(PeerPolicy(operators: [Self.mine], viewers: []))
        try await self.serving(lists, bounds: { $0.requestsMax = 0 }) { path, operations in
            let peer = try RawPeer(path)
            peer.send(Self.status)
            let answer = await peer.receive()
            #expect(answer.hasPrefix("HTTP/1.1 503") && answer.contains(#""code":"unavailable""#))
            #expect(await operations.calls.isEmpty)
        }
    }

    /// Lists: user 4001 and group 4100 operate, group 4200 views.
    @Test(
        .enabled(if: OtherUser.isPossible, "peers of other users need root and python3"),
        arguments: [
            (user: OtherUser(uid: 4_001, gid: 1), view: "200", change: "200"),
            (user: OtherUser(uid: 4_002, gid: 4_100), view: "200", change: "200"),
            (user: OtherUser(uid: 4_002, gid: 1, groups: [2, 4_100, 3]), view: "200", change: "200"),
            (user: OtherUser(uid: 4_003, gid: 4_200), view: "200", change: "403"),
            (user: OtherUser(uid: 4_003, gid: 1, groups: [4_200]), view: "200", change: "403"),
            // More groups than are asked for at first.
            (user: OtherUser(uid: 4_003, gid: 1, groups: Array(4_101...4_400)), view: "200", change: "403"),
            (user: OtherUser(uid: 4_003, gid: 1, groups: Array(4_201...4_500)), view: "", change: ""),
            (user: OtherUser(uid: 4_004, gid: 1), view: "", change: ""), (user: OtherUser(uid: 0, gid: 0), view: "", change: "")
        ])
    func theKernelsWordOnThePeerDecides(user: OtherUser, view: String, change: String) async throws {
        let policy = PeerPolicy(operators: [.uid(4_001), .gid(4_100)], viewers: [.gid(4_200)])
        try await self.serving(Lists(policy)) { path, operations in
            let viewed = try await user.connect(path, sending: Self.status)
            let changed = try await user.connect(path, sending: Self.sync)
            #expect(viewed == view && changed == change)
            let calls: [ControlCall] = (view == "200" ? [.status] : []) + (change == "200" ? [.sync(resource: nil, account: nil)] : [])
            #expect(await operations.calls == calls)
        }
    }

    @Test(.enabled(if: OtherUser.isPossible, "peers of other users need root and python3"))
    func anOutsiderNeedNotSayAnything() async throws {
        try await self.serving(Lists(PeerPolicy(operators: [.uid(0)], viewers: []))) { path, _ in
            let answer = try await OtherUser(uid: 4_004, gid: 4_004).connect(path, sending: "")
            #expect(answer == "")
        }
    }

    @Test(.enabled(if: OtherUser.isPossible, "peers of other users need root and python3"))
    func operationsLearnWhoAsks() async throws {
        try await self.serving(Lists(PeerPolicy(operators: [.uid(4_001)], viewers: []))) { path, operations in
            let body = #"{"id":"c-1","reason":"no"}"#
            let request = "POST /v1/reject HTTP/1.1\r\nhost: x\r\ncontent-length: \(body.utf8.count)\r\n\r\n\(body)"
            let status = try await OtherUser(uid: 4_001, gid: 1).connect(path, sending: request)
            #expect(status == "200")
            let actor = try #require(await operations.actors.first)
            #expect(actor.uid == 4_001 && actor.name == "uid 4001")
            #expect(actor.pid.map { $0 > 0 && $0 != Int(getpid()) } == true)
        }
    }
}
