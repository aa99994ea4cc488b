import Foundation

/// A folder of a test's own, gone when the value is.
package final class TemporaryFolder: Sendable {
    package let path: String
    private let isKept: Bool

    /// - Throws: where the system's temporary folder cannot be written to.
    package init(_ purpose: String = "test") throws {
        self.path = FileManager.default.temporaryDirectory.appendingPathComponent("reconciled-\(purpose)-\(UUID().uuidString)").path
        self.isKept = ProcessInfo.processInfo.environment["RECONCILED_TEST_KEEP"] != nil
        try FileManager.default.createDirectory(
            atPath: self.path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    deinit { if !self.isKept { try? FileManager.default.removeItem(atPath: self.path) } }

    package func file(_ name: String) -> String { "\(self.path)/\(name)" }

    /// Makes a file, and the folders that it lies in.
    @discardableResult
    package func write(_ text: String, to name: String, permissions: Int = 0o600) throws -> String {
        let path = self.file(name)
        try FileManager.default.createDirectory(
            atPath: URL(fileURLWithPath: path).deletingLastPathComponent().path, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: path)
        return path
    }

    /// The whole of a file; empty where there is none.
    package func text(of name: String) -> String { Self.text(at: self.file(name)) }

    package static func text(at path: String) -> String {
        (try? Data(contentsOf: URL(fileURLWithPath: path))).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    package func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: self.file(name)) }
}
