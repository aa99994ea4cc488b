import Foundation
import Glibc
package import IAMPolicy
import NIOConcurrencyHelpers

/// A Python server that says where it listens in its first line, then answers each line with a line.
package final class ScriptedServer: Sendable {
    /// What it said first.
    package let greeting: JSONValue
    private let child: ChildProcess
    private let reader: LineReader
    /// Where its standard error goes.
    private let errorsPath: String

    /// - Throws: `TestKitError` where it does not come up within a minute.
    package init(script: String, arguments: [String], errorsPath: String) async throws {
        let python = try await PythonEnvironment.executable()
        let output = try Channel()
        let errors = open(errorsPath, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        defer {
            close(output.theirs)
            close(errors)
        }
        let reader = LineReader(descriptor: output.ours)
        var environment = ProcessInfo.processInfo.environment
        environment["PYTHONDONTWRITEBYTECODE"] = "1"
        self.child = try ChildProcess(
            python, [PackageLayout.moto(script)] + arguments, environment: environment, output: output.theirs, errors: errors)
        self.reader = reader
        self.errorsPath = errorsPath
        do {
            self.greeting = try JSONReader.parse(try await Threads.run { try reader.line(withinSeconds: 60) })
        } catch {
            throw TestKitError(.notStarted, "\(script) did not come up: \(error)\n\(TemporaryFolder.text(at: errorsPath).suffix(2000))")
        }
    }

    /// Sends a command and waits for its answer, one at a time.
    /// - Throws: `TestKitError` of code `refused` with the server's own words.
    @discardableResult
    package func ask(_ command: JSONValue, withinSeconds seconds: Double = 120) async throws -> JSONValue {
        let (child, reader) = (self.child, self.reader)
        let text = JSONWriter.compact(command) + "\n"
        let line = try await Threads.run { () throws -> String in
            try reader.exclusively {
                guard child.write(text) else { throw TestKitError(.noAnswer, "the server is gone") }
                return try reader.nextLine(withinSeconds: seconds)
            }
        }
        let answer = try JSONReader.parse(line, limits: .init(bytesMax: 64 << 20))
        if let fault = answer["error"]?.stringValue { throw TestKitError(.refused, fault) }
        guard let result = answer["result"] else { throw TestKitError(.unreadable, line) }
        return result
    }

    /// Ends it; it is also ended when nobody holds it any more.
    package func stop() async {
        self.child.closeInput()
        if await self.child.ending(withinSeconds: 5) == nil { self.child.send(SIGKILL) }
    }
}

/// Lines from a descriptor, which it owns.
private final class LineReader: Sendable {
    private let descriptor: Int32
    private let buffer = NIOLockedValueBox<[UInt8]>([])
    private let turn = NIOLock()

    init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(self.descriptor) }

    func exclusively<Value>(_ body: () throws -> Value) throws -> Value { try self.turn.withLock(body) }

    func line(withinSeconds seconds: Double) throws -> String { try self.exclusively { try self.nextLine(withinSeconds: seconds) } }

    func nextLine(withinSeconds seconds: Double) throws -> String {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while true {
            if let line = self.takeLine() { return line }
            var poller = pollfd(fd: self.descriptor, events: Int16(POLLIN), revents: 0)
            _ = poll(&poller, 1, 200)
            if poller.revents != 0 { try self.readMore() }
            if ContinuousClock.now > deadline { throw TestKitError(.noAnswer, "no line within \(seconds) seconds") }
        }
    }

    private func takeLine() -> String? {
        self.buffer.withLockedValue { buffer in
            guard let end = buffer.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
            defer { buffer.removeSubrange(...end) }
            return String(decoding: buffer[..<end], as: UTF8.self)
        }
    }

    private func readMore() throws {
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        let count = read(self.descriptor, &chunk, chunk.count)
        guard count > 0 else { throw TestKitError(.noAnswer, "the server closed its output") }
        self.buffer.withLockedValue { $0.append(contentsOf: chunk[..<count]) }
    }
}
