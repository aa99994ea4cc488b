import IAMPolicy
import Manifests

/// Manifests as they are sent to the daemon: read, checked as far as that goes here, policy files inlined.
enum ManifestDocuments {
    /// - Parameter paths: files and folders; `-` is standard input, whose policy files lie below the working folder.
    /// - Throws: `ManifestError` with the faults of all of them; `badFile` where standard input cannot be read.
    static func read(_ paths: [String]) throws -> [JSONValue] {
        var documents: [ManifestDocument] = []
        var faults: [ManifestFault] = []
        for group in Self.groups(paths) {
            do {
                documents += try Self.read(group: group)
            } catch let error as ManifestError {
                faults += error.faults
            }
        }
        if !faults.isEmpty { throw ManifestError(code: .manifests, faults: faults) }
        guard !documents.isEmpty else { throw VerbFailure(.badFile, "there is no manifest in \(paths.joined(separator: ", "))") }
        return documents.map(\.jsonValue)
    }

    /// Files and folders are read together, since one may name what another inlines; standard input by itself.
    private static func groups(_ paths: [String]) -> [[String]] {
        let files = paths.filter { $0 != "-" }
        return (files.isEmpty ? [] : [files]) + (paths.contains("-") ? [["-"]] : [])
    }

    private static func read(group: [String]) throws -> [ManifestDocument] {
        guard group == ["-"] else { return try ManifestLoader.documents(paths: group, blueprints: KnownBlueprints.catalog) }
        let bytes = try FileInput.bytes(of: "-")
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw VerbFailure(.badFile, "standard input is not UTF-8")
        }
        return try ManifestLoader.documents(text: text, file: "<stdin>", folder: ".", blueprints: KnownBlueprints.catalog)
    }
}
