import Foundation
import IAMPolicy

/// Finds the files of a folder that may hold manifests, in the order of their paths' bytes.
struct ManifestFiles {
    struct Entry {
        /// As it is told to people.
        let path: String
        /// Named by the caller himself, not found in a folder.
        let isExplicit: Bool
    }

    private static let depthMax = 16
    private static let filesMax = 100_000
    private static let extensions = [".yaml", ".yml", ".json"]

    private let faults: FaultCollector
    private var entries: [Entry] = []
    private var visited: Set<String> = []

    static func collect(_ paths: [String], faults: FaultCollector) -> [Entry] {
        var files = Self(faults: faults)
        for path in paths { files.add(path) }
        return files.entries
    }

    private init(faults: FaultCollector) { self.faults = faults }

    private mutating func add(_ path: String) {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            self.faults.add(SourcePlace(file: path), "there is no such file or folder")
            return
        }
        if isFolder.boolValue {
            let trimmed = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
            self.walk(trimmed, depth: 0)
        } else if Self.isManifest(path) {
            self.append(Entry(path: path, isExplicit: true))
        } else {
            self.faults.add(SourcePlace(file: path), "manifests are read from .yaml, .yml and .json files only")
        }
    }

    private mutating func walk(_ folder: String, depth: Int) {
        guard depth <= Self.depthMax else {
            self.faults.add(SourcePlace(file: folder), "folders are nested more than \(Self.depthMax) levels deep")
            return
        }
        // Links may lead in circles.
        guard let real = PolicyFile.realPath(folder), self.visited.insert(real).inserted else { return }
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            self.faults.add(SourcePlace(file: folder), "the folder cannot be read")
            return
        }
        for name in names.sorted(by: ExactText.precedes) where !name.hasPrefix(".") {
            let path = folder == "/" ? "/\(name)" : "\(folder)/\(name)"
            var isFolder: ObjCBool = false
            let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
            if exists && isFolder.boolValue {
                self.walk(path, depth: depth + 1)
            } else if Self.isManifest(name) {
                self.append(Entry(path: path, isExplicit: false))
            }
        }
    }

    private mutating func append(_ entry: Entry) {
        // The same file twice would declare everything in it twice.
        guard self.visited.insert(PolicyFile.realPath(entry.path) ?? entry.path).inserted else { return }
        guard self.entries.count < Self.filesMax else {
            if self.entries.count == Self.filesMax { self.faults.add(SourcePlace(file: entry.path), "more than \(Self.filesMax) files are not read") }
            return
        }
        self.entries.append(entry)
    }

    private static func isManifest(_ path: String) -> Bool {
        let name = path.lowercased()
        return Self.extensions.contains { name.hasSuffix($0) }
    }
}

/// A document with the folder that its policy files lie in.
struct SourceDocument {
    let node: SourceNode
    let folder: String?
    /// A JSON file that lies in a folder may be a policy that some manifest names.
    let mayBePolicy: Bool

    /// The documents of these files and folders.
    static func read(_ paths: [String], faults: FaultCollector) -> [SourceDocument] {
        var read: [SourceDocument] = []
        Self.read(paths, faults: faults) { read += $0 }
        return read
    }

    /// - Parameter take: Gets the documents of one file after the other.
    static func read(_ paths: [String], faults: FaultCollector, _ take: ([SourceDocument]) -> Void) {
        for entry in ManifestFiles.collect(paths, faults: faults) {
            guard let text = SourceFile.text(of: entry.path, faults: faults, asked: SourcePlace(file: entry.path)) else { continue }
            let faultsBefore = faults.faults.count
            let nodes = SourceFile.documents(of: text, file: entry.path, faults: faults)
            if nodes.isEmpty, entry.isExplicit, faults.faults.count == faultsBefore {
                faults.add(SourcePlace(file: entry.path), "the file holds no manifest")
            }
            let folder = Self.folder(of: entry.path)
            let isJSON = entry.path.lowercased().hasSuffix(".json")
            take(nodes.map { SourceDocument(node: $0, folder: folder, mayBePolicy: isJSON && !entry.isExplicit) })
        }
    }

    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Whether this is a policy of its own and no manifest: it has neither `apiVersion` nor `kind`, and was inlined elsewhere or has statements.
    func isPolicy(inlinedFiles: Set<String>) -> Bool {
        guard self.mayBePolicy, let members = self.node.map else { return false }
        if members.contains(where: { $0.name == "apiVersion" || $0.name == "kind" }) { return false }
        if members.contains(where: { ["Statement", "statements", "access"].contains($0.name) }) { return true }
        return PolicyFile.realPath(self.node.place.file).map(inlinedFiles.contains) ?? false
    }
}
