import Foundation

/// A file system of a few kilobytes, gone with the value; only root can have one.
package final class SmallDisk: Sendable {
    package let path: String

    package static let isPossible: Bool = {
        guard geteuid() == 0, let disk = try? SmallDisk(kilobytes: 64) else { return false }
        return FileManager.default.fileExists(atPath: disk.path)
    }()

    /// - Parameter path: where it is mounted; `nil`: somewhere.
    package init(kilobytes: Int, at path: String? = nil) throws {
        self.path = path ?? FileManager.default.temporaryDirectory.appending(path: "small-disk-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: self.path, withIntermediateDirectories: true)
        try Self.run("mount", "-t", "tmpfs", "-o", "size=\(kilobytes)k", "tmpfs", self.path)
    }

    deinit {
        try? Self.run("umount", "--lazy", self.path)
        _ = rmdir(self.path)
    }

    package func remount(_ option: String) throws { try Self.run("mount", "-o", "remount,\(option)", self.path) }

    /// Takes all the room that is left.
    package func fill() throws {
        let descriptor = open(self.path + "/ballast", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw TestKitError(.notStarted, "no ballast: \(errno)") }
        defer { close(descriptor) }
        let block = [UInt8](repeating: 1, count: 4096)
        for _ in 0..<100_000 where write(descriptor, block, block.count) <= 0 { return }
        throw TestKitError(.notStarted, "the disk does not get full")
    }

    package func empty() throws { try FileManager.default.removeItem(atPath: self.path + "/ballast") }

    private static func run(_ command: String...) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw TestKitError(.notStarted, command.joined(separator: " ")) }
    }
}
