import Foundation
import IAMPolicy

/// Files and tools beside the tests.
enum Fixtures {
    struct PythonFailed: Error, CustomStringConvertible { let description: String }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

    static func json(_ name: String) throws -> JSONValue {
        let data = try Data(contentsOf: self.folder.appending(path: "Fixtures/\(name)"))
        return try JSONReader.parse(Array(data), limits: JSONReader.Limits(depthMax: 64, bytesMax: 8 << 20))
    }

    static func text(_ name: String) throws -> String {
        try String(contentsOf: self.folder.appending(path: "Fixtures/\(name)"), encoding: .utf8)
    }

    /// `RECONCILED_TEST_PYTHON`, by default `python3`.
    static let python = ProcessInfo.processInfo.environment["RECONCILED_TEST_PYTHON"] ?? "python3"

    static func pythonHas(_ module: String) -> Bool {
        (try? self.run(["-c", "import \(module)"])) != nil
    }

    static func tool(_ name: String) -> String { self.folder.appending(path: "Fixtures/Tools/\(name)").path }

    static func run(_ arguments: [String]) throws -> Data {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [self.python] + arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw PythonFailed(description: "\(arguments.first ?? ""): \(process.terminationStatus)") }
        return data
    }
}
