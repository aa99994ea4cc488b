import Foundation
import IAMPolicy
import Manifests
import ReconcileCore

/// One policy document to be judged, and where it stands.
struct LintSource {
    let file: String
    /// `Role/name` where it stands in a manifest.
    var resource: String?
    /// Such as `inlinePolicies[load]`.
    var aspect: String?
    /// Line of the manifest, from 1.
    var manifestLine: Int?
    var type: PolicyType?
    var text: String

    /// The file, where the document is all that stands in it.
    var plainFile: String? { self.resource == nil && self.file != "<stdin>" ? self.file : nil }

    /// Where to look: `file`, or `file:line: Role/name aspect`.
    var place: String {
        guard let resource else { return self.file }
        return "\(self.file):\(self.manifestLine ?? 1): \(resource) \(self.aspect ?? "")"
    }

    /// - Parameter path: a policy, a manifest, a folder of manifests, or `-`.
    /// - Throws: `badFile` where it cannot be read, or is a manifest with faults.
    static func all(in path: String) throws(VerbFailure) -> [LintSource] {
        if Self.isFolder(path) || path.hasSuffix(".yaml") || path.hasSuffix(".yml") { return try ManifestPolicies.read(path) }
        let bytes = try FileInput.bytes(of: path)
        let name = path == "-" ? "<stdin>" : path
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw VerbFailure(.badFile, "\(name) is not UTF-8")
        }
        if path != "-", Self.isManifest(bytes) { return try ManifestPolicies.read(path) }
        let isEncoded = text.first == "%"
        return [LintSource(file: name, text: isEncoded ? PolicyText.decode(text.trimmingCharacters(in: .whitespacesAndNewlines)) : text)]
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    private static func isManifest(_ bytes: [UInt8]) -> Bool {
        guard let json = try? JSONReader.parse(bytes) else { return false }
        return json["apiVersion"] != nil && json["kind"] != nil
    }
}

/// The policies in manifests.
enum ManifestPolicies {
    static func read(_ path: String) throws(VerbFailure) -> [LintSource] {
        do {
            return try ManifestLoader.documents(paths: [path]).flatMap(Self.sources)
        } catch {
            throw VerbFailure(.badFile, "the manifests in \(path) have faults", details: [error.message])
        }
    }

    static func sources(_ manifest: ManifestDocument) -> [LintSource] {
        let document = manifest.document
        let kind = ResourceKind(document["kind"]?.stringValue ?? "")
        guard let definition = KindRegistry.definition(of: kind), let spec = document["spec"] else { return [] }
        let name = document["metadata"]?["name"]?.stringValue ?? ""
        return Self.policies(.record(definition.fields), spec, "").map { found in
            LintSource(
                file: manifest.file, resource: "\(kind)/\(name)", aspect: found.aspect, manifestLine: manifest.line, type: found.type,
                text: found.text)
        }
    }

    private typealias Found = (aspect: String, type: PolicyType, text: String)

    private static func policies(_ shape: SpecShape, _ value: JSONValue, _ path: String) -> [Found] {
        switch shape {
        case .policy(let type, _): return Self.text(of: value).map { [(path, type, Self.filled($0))] } ?? []
        case .nullable(let inner): return value.isNull ? [] : Self.policies(inner, value, path)
        case .list(let inner):
            return (value.arrayValue ?? []).enumerated().flatMap { Self.policies(inner, $0.element, "\(path)[\($0.offset)]") }
        case .map(_, let inner):
            return (value.objectValue?.members ?? []).flatMap { Self.policies(inner, $0.value, "\(path)[\($0.name)]") }
        case .record(let fields):
            return fields.flatMap { field in
                value[field.name].map { Self.policies(field.shape, $0, path.isEmpty ? field.name : "\(path).\(field.name)") } ?? []
            }
        case .anyOf(let shapes): return shapes.lazy.map { Self.policies($0, value, path) }.first { !$0.isEmpty } ?? []
        case .string, .integer, .boolean, .reference: return []
        }
    }

    /// - Returns: `nil` for a policy that is declared by what it must make possible.
    private static func text(of value: JSONValue) -> String? {
        if let text = value.stringValue { return text }
        if let statements = value["statements"], value["Statement"] == nil {
            return JSONWriter.compact(["Version": .string(PolicyDocument.currentVersion), "Statement": statements])
        }
        return value["access"] != nil && value["Statement"] == nil ? nil : JSONWriter.compact(value)
    }

    /// The text with something of the right form where the account's own values come later.
    private static func filled(_ text: String) -> String {
        let standIns = [
            ("{{account.id}}", "111122223333"), ("{{account.name}}", "account"), ("{{region}}", "us-east-1"), ("{{partition}}", "aws")
        ]
        return standIns.reduce(text) { $0.replacing($1.0, with: $1.1) }
    }
}
