import Foundation
import Glibc
import Testing

/// Somebody else on this machine, who connects from a process of their own.
struct OtherUser: Sendable, CustomTestStringConvertible {
    let uid: Int
    let gid: Int
    var groups: [Int] = []

    /// Where the interpreter is, at its usual places or on the path.
    private static let python: String? = {
        let folders = ["/usr/bin", "/usr/local/bin"] + (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        return folders.map { "\($0)/python3" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }()

    static var hasPython: Bool { Self.python != nil }
    static var isPossible: Bool { geteuid() == 0 && Self.python != nil }

    var testDescription: String { "uid \(self.uid), gid \(self.gid), \(self.groups.count) groups" }

    /// Prints the status of the answer, nothing where the connection ended without one.
    private static let script = """
        import os, socket, sys
        uid, gid, groups, path, text = sys.argv[1:]
        peer = socket.socket(socket.AF_UNIX)
        os.setgroups([int(group) for group in groups.split(",") if group])
        os.setgid(int(gid))
        os.setuid(int(uid))
        peer.connect(path)
        answer = b""
        try:
            if text:
                peer.sendall(text.encode())
            while b" " not in answer or len(answer.split(b" ", 2)) < 3:
                part = peer.recv(4096)
                if not part:
                    break
                answer += part
        except (BrokenPipeError, ConnectionResetError):
            pass
        print(answer.split(b" ", 2)[1].decode() if answer else "")
        """

    /// - Returns: the status of the answer; empty where the connection ended without one.
    func connect(_ path: String, sending text: String) async throws -> String {
        let groups = self.groups.map(String.init).joined(separator: ",")
        return try await Self.run(Self.script, [String(self.uid), String(self.gid), groups, path, text])
    }

    /// - Returns: what the script printed, when it has ended.
    static func run(_ script: String, _ arguments: [String]) async throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: Self.python ?? "/nonexistent")
        process.arguments = ["-I", "-c", script] + arguments
        let output = Pipe()
        process.standardOutput = output
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            process.terminationHandler = { _ in continuation.resume() }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
        guard process.terminationStatus == 0 else { return "failed with \(process.terminationStatus)" }
        return String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self).trimmingCharacters(in: .newlines)
    }
}
