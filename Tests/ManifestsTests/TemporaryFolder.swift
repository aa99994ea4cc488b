import Foundation

/// A folder of its own for one test, removed with the value that holds it.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "manifests-\(UUID().uuidString)").path()
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        self.path = path
    }

    deinit { try? FileManager.default.removeItem(atPath: self.path) }

    /// Writes a file, with the folders that it needs.
    @discardableResult
    func write(_ name: String, _ text: String) throws -> String {
        let file = "\(self.path)/\(name)"
        let folder = URL(filePath: file).deletingLastPathComponent().path()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: file))
        return file
    }

    func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: "\(self.path)/\(name)", withDestinationPath: target)
    }
}
