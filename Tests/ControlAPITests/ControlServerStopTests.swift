import Foundation
import Glibc
import HTTPTransport
import Logging
import ReconcileCore
import ServiceLifecycle
import Testing

@testable import ControlAPI

extension ControlServer: Service {}

@Suite(.timeLimit(.minutes(10))) struct ControlServerStopTests {
    /// What a peer has sent when the server is asked to stop.
    @Test(arguments: ["", "GET /v1/status HT", "POST /v1/diff HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"])
    func peersThatStayDoNotHoldUpTheStop(sent: String) async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let path = folder.path + "/c"
        let (listening, opened) = AsyncStream<Void>.makeStream()
        let server = ControlServer(
            configuration: ControlServerConfiguration(socketPath: path, drainSecondsMax: 1), operations: OperationsDouble(),
            peers: { PeerPolicy(ControlSettings()) }
        ) { opened.yield() }
        let group = ServiceGroup(configuration: .init(services: [server], logger: Logger(label: "test")))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            for await _ in listening { break }
            let peer = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(peer) }
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
            let connected = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(peer, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
            }
            #expect(connected == 0)
            _ = sent.withCString { write(peer, $0, strlen($0)) }
            // Another request's answer shows that the server has taken the first connection in.
            let transport = try CurlTransport()
            _ = try await transport.send(
                HTTPRequest(method: "GET", url: "http://localhost/v1/status", unixSocketPath: path, proxy: .none))
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func peersThatWaitToBeLetInDoNotHoldUpTheStop() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let path = folder.path + "/c"
        let (listening, opened) = AsyncStream<Void>.makeStream()
        let (asking, asked) = AsyncStream<Void>.makeStream()
        let (answering, answered) = AsyncStream<Void>.makeStream()
        let server = ControlServer(
            configuration: ControlServerConfiguration(socketPath: path, drainSecondsMax: 1), operations: OperationsDouble(),
            peers: {
                asked.yield()
                for await _ in answering { break }
                return PeerPolicy(ControlSettings())
            }
        ) { opened.yield() }
        let group = ServiceGroup(configuration: .init(services: [server], logger: Logger(label: "test")))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            for await _ in listening { break }
            let peer = try RawPeer(path)
            for await _ in asking { break }
            await group.triggerGracefulShutdown()
            #expect(await peer.receive() == "")
            try await tasks.waitForAll()
        }
        answered.finish()
        #expect(!FileManager.default.fileExists(atPath: path))
    }
}
