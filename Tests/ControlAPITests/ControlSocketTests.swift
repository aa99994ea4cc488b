import Foundation
import Glibc
import Testing

@testable import ControlAPI

/// A folder that goes with the test; its path is short, as a socket's path must be.
struct TemporaryFolder {
    let path: String

    init() throws {
        self.path = "/tmp/ctl-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: self.path, withIntermediateDirectories: false)
    }

    func remove() { try? FileManager.default.removeItem(atPath: self.path) }
}

@Suite struct ControlSocketTests {
    /// A bound socket; who does not listen is dead to those who connect.
    func bindSocket(at path: String, listens: Bool) -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
        #expect(bound == 0)
        if listens { #expect(listen(descriptor, 1) == 0) }
        return descriptor
    }

    @Test func aFreePathIsLeftAlone() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        try ControlSocket(path: folder.path + "/s").prepare()
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test func theSocketOfADeadDaemonIsRemoved() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let path = folder.path + "/s"
        close(self.bindSocket(at: path, listens: false))
        #expect(FileManager.default.fileExists(atPath: path))
        try ControlSocket(path: path).prepare()
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func theSocketOfARunningDaemonIsRefusedAndKept() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let path = folder.path + "/s"
        let daemon = self.bindSocket(at: path, listens: true)
        defer { close(daemon) }
        let error = #expect(throws: ControlAPIError.self) { try ControlSocket(path: path).prepare() }
        #expect(error?.code == .inUse && error?.message.contains(path) == true)
        #expect(FileManager.default.fileExists(atPath: path))
    }

    @Test func anotherFileIsNeverRemoved() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let path = folder.path + "/s"
        try Data("precious".utf8).write(to: URL(filePath: path))
        let error = #expect(throws: ControlAPIError.self) { try ControlSocket(path: path).prepare() }
        #expect(error?.code == .notASocket)
        #expect(try Data(contentsOf: URL(filePath: path)) == Data("precious".utf8))
    }

    @Test(arguments: ["/nonexistent/folder/s", "/etc/passwd/s"])
    func aMissingFolderIsNamed(path: String) {
        let error = #expect(throws: ControlAPIError.self) { try ControlSocket(path: path).prepare() }
        #expect(error?.code == .directoryMissing)
        #expect(error?.message.contains(path.dropLast(2)) == true)
    }

    @Test(.enabled(if: geteuid() != 0, "root may write everywhere")) func aFolderOfOthersIsNamed() {
        let error = #expect(throws: ControlAPIError.self) { try ControlSocket(path: "/s").prepare() }
        #expect(error?.code == .directoryNotWritable)
    }

    @Test func pathsAreBoundedByTheSocketAddress() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let longest = folder.path + "/" + String(repeating: "s", count: ControlSocket.pathBytesMax - folder.path.utf8.count - 1)
        try ControlSocket(path: longest).prepare()
        for path in [longest + "s", ""] {
            let error = #expect(throws: ControlAPIError.self) { try ControlSocket(path: path).prepare() }
            #expect(error?.code == .pathTooLong)
        }
    }
}
