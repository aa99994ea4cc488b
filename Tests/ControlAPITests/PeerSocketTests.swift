import Foundation
import Glibc
import Testing

@testable import ControlAPI

@Suite struct PeerSocketTests {
    /// Two connected ends, both of this process; closed afterwards.
    private func withPair(_ body: (Int32) throws -> Void) rethrows {
        var ends: [Int32] = [-1, -1]
        #expect(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        defer { for end in ends { close(end) } }
        try body(ends[0])
    }

    @Test func theKernelTellsWhoIsAtTheOtherEnd() throws {
        try self.withPair { end in
            let peer = try #require(PeerSocket.credentials(of: end))
            #expect(peer.pid == getpid() && peer.uid == geteuid() && peer.gid == getegid())
            var groups = [gid_t](repeating: 0, count: max(Int(getgroups(0, nil)), 1))
            let count = getgroups(Int32(groups.count), &groups)
            #expect(peer.groups.sorted() == groups.prefix(Int(count)).sorted())
        }
    }

    /// Files of a process with a made-up login.
    private func writeFiles(of pid: Int32, startedAt ticks: UInt64, in folder: TemporaryFolder) throws {
        let process = folder.path + "/\(pid)"
        try FileManager.default.createDirectory(atPath: process, withIntermediateDirectories: false)
        try Data("1234".utf8).write(to: URL(filePath: process + "/loginuid"))
        // For kernels that cannot open the process.
        try Data("1 (x) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 \(ticks) 0".utf8).write(to: URL(filePath: process + "/stat"))
    }

    @Test func theLoginUIDOfARunningProcessIsTaken() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        try self.writeFiles(of: getpid(), startedAt: 1, in: folder)
        self.withPair { end in
            #expect(PeerSocket.credentials(of: end, processes: ProcessFiles(root: folder.path))?.loginUID == 1_234)
        }
    }

    @Test(.enabled(if: OtherUser.hasPython, "another process needs python3"))
    func theLoginUIDOfAnEndedProcessIsNobodys() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let listener = ControlSocketTests().bindSocket(at: folder.path + "/s", listens: true)
        defer { close(listener) }
        let script = "import os, socket, sys; peer = socket.socket(socket.AF_UNIX); peer.connect(sys.argv[1]); print(os.getpid())"
        let pid = try #require(Int32(try await OtherUser.run(script, [folder.path + "/s"])))
        // The number has been given to another meanwhile.
        try self.writeFiles(of: pid, startedAt: .max, in: folder)
        let end = accept(listener, nil, nil)
        defer { close(end) }
        let peer = try #require(PeerSocket.credentials(of: end, processes: ProcessFiles(root: folder.path)))
        #expect(peer == PeerCredentials(pid: pid, uid: geteuid(), gid: getegid(), groups: peer.groups, loginUID: nil))
    }

    @Test func whatIsNoUnixSocketHasNoPeer() throws {
        let file = open("/dev/null", O_RDONLY)
        defer { close(file) }
        #expect(PeerSocket.credentials(of: file) == nil)
        #expect(PeerSocket.credentials(of: -1) == nil)
        let unconnected = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(unconnected) }
        #expect(PeerSocket.credentials(of: unconnected) == nil)
    }
}
