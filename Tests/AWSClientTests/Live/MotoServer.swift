import Foundation
import HTTPTransport

/// moto's server on a free port, for one test; ends with this object.
final class MotoServer {
    struct DidNotStart: Error {}

    let url: String
    private let process: Process

    static var isAvailable: Bool { Fixtures.pythonHas("moto.server, flask") }

    init(environment: [String: String] = [:]) async throws {
        let port = try Fixtures.run(["-c", "import socket; s = socket.socket(); s.bind(('127.0.0.1', 0)); print(s.getsockname()[1], end='')"])
        let number = String(decoding: port, as: UTF8.self)
        self.url = "http://127.0.0.1:\(number)"
        self.process = Process()
        self.process.executableURL = URL(filePath: "/usr/bin/env")
        self.process.arguments = [Fixtures.python, "-c", "from moto.server import main; main(['-H', '127.0.0.1', '-p', '\(number)'])"]
        self.process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        self.process.standardOutput = FileHandle.nullDevice
        self.process.standardError = FileHandle.nullDevice
        try self.process.run()
        let transport = try CurlTransport()
        for _ in 0..<300 {
            if (try? await transport.send(HTTPRequest(method: "GET", url: self.url + "/moto-api/"))) != nil { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw DidNotStart()
    }

    deinit {
        // Threads that run tests block signals, and what they start inherits that: SIGTERM would not reach it.
        kill(self.process.processIdentifier, SIGKILL)
        self.process.waitUntilExit()
    }
}
