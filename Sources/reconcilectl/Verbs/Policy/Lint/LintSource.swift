import Foundation
import IAMPolicy
import Manifests

/// One policy document to be judged, and where it stands.
struct LintSource {
    /// A finding's place in the files.
    struct Place: Equatable {
        let place: SourcePlace
        /// For people: where in the text, where `place` is that of the whole text.
        var remark = ""
    }

    let file: String
    var type: PolicyType?
    var text: String
    /// What it is, where it stands in a manifest.
    var policy: ManifestPolicy?

    init(file: String, text: String) {
        self.file = file
        self.text = text
    }

    init(_ policy: ManifestPolicy) {
        self.file = policy.place.file
        self.type = policy.type
        self.text = policy.text
        self.policy = policy
    }

    /// The file, where the document is all that stands in it.
    var plainFile: String? { self.policy == nil && self.file != "<stdin>" ? self.file : nil }

    /// `Kind/name aspect`, where it stands in a manifest.
    var subject: String? { self.policy.map { "\($0.resource) \($0.aspect)" } }

    /// Where a finding points to: the manifest, or the file that holds the policy.
    func place(of finding: LintFinding) -> Place {
        guard let policy else { return Place(place: SourcePlace(file: self.file, line: finding.line, column: finding.column)) }
        if let place = policy.place(line: finding.line, column: finding.column) { return Place(place: place) }
        return Place(place: policy.whole, remark: " (line \(finding.line), column \(finding.column) of the text)")
    }

    /// - Parameter path: a policy, a manifest, a folder of manifests, or `-` for a policy or manifests on standard input.
    /// - Throws: `badFile` where it cannot be read, or is a manifest with faults.
    static func all(in path: String) throws(VerbFailure) -> [LintSource] {
        if Self.isFolder(path) || path.hasSuffix(".yaml") || path.hasSuffix(".yml") { return try ManifestPolicies.read(path) }
        let bytes = try FileInput.bytes(of: path)
        let name = path == "-" ? "<stdin>" : path
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw VerbFailure(.badFile, "\(name) is not UTF-8")
        }
        if path == "-" {
            if Self.holdsManifests(text) { return try ManifestPolicies.read(text: text, name: name) }
        } else if Self.isManifest(bytes) {
            return try ManifestPolicies.read(path)
        }
        let isEncoded = text.first == "%"
        return [LintSource(file: name, text: isEncoded ? PolicyText.decode(text.trimmingCharacters(in: .whitespacesAndNewlines)) : text)]
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    /// Standard input has no name that tells YAML from JSON: manifests in YAML are known by a line.
    static func holdsManifests(_ text: String) -> Bool {
        if let json = try? JSONReader.parse(text) { return json["apiVersion"] != nil && json["kind"] != nil }
        return text.split(whereSeparator: \.isNewline).contains { $0.hasPrefix("apiVersion:") }
    }

    private static func isManifest(_ bytes: [UInt8]) -> Bool {
        guard let json = try? JSONReader.parse(bytes) else { return false }
        return json["apiVersion"] != nil && json["kind"] != nil
    }
}

/// The policies in manifests.
enum ManifestPolicies {
    static func read(_ path: String) throws(VerbFailure) -> [LintSource] {
        try Self.read(path) { () throws(ManifestError) in try ManifestLoader.policies(paths: [path], blueprints: KnownBlueprints.catalog) }
    }

    /// - Parameter name: For places; policy files are looked for in the folder in which the command was called.
    static func read(text: String, name: String) throws(VerbFailure) -> [LintSource] {
        try Self.read(name) { () throws(ManifestError) in
            try ManifestLoader.policies(text: text, file: name, folder: ".", blueprints: KnownBlueprints.catalog)
        }
    }

    private static func read(_ name: String, _ load: () throws(ManifestError) -> [ManifestPolicy]) throws(VerbFailure) -> [LintSource] {
        do {
            return try load().map { LintSource($0) }
        } catch {
            throw VerbFailure(.badFile, "the manifests in \(name) have faults", details: [error.message])
        }
    }
}
