import IAMPolicy

/// What stands where a policy is declared.
enum PolicySource {
    case node(SourceNode)
    case text(WrittenPolicy)
}

/// Finds the document of a policy: a map, JSON text or `{file: …}`.
struct PolicyLocator {
    /// The folder that policy files must lie in; `nil` where no file can be meant.
    let folder: String?
    let faults: FaultCollector
    /// Files that were read, without links.
    private(set) var inlinedFiles: Set<String> = []

    init(folder: String?, faults: FaultCollector) {
        self.folder = folder
        self.faults = faults
    }

    /// - Parameter path: The way to the policy, for faults.
    /// - Returns: `nil`, with a fault, where there is none.
    mutating func source(_ node: SourceNode, path: String) -> PolicySource? {
        switch node.content {
        case .list: break
        case .map(let members):
            guard let file = members.first(where: { $0.name == "file" }) else { return .node(node) }
            for other in members where other.name != "file" {
                self.faults.add(other.place, "\(path): `\(other.name)` cannot stand beside `file`")
            }
            return self.inlined(file.value, path: "\(path).file").map { .text($0) }
        case .scalar(let scalar):
            guard case .string(let text) = scalar.value else { break }
            return .text(WrittenPolicy(text, in: node))
        }
        self.faults.add(node.place, "\(path) must be a policy: a map, JSON text or {file: NAME}, found \(node.described)")
        return nil
    }

    private mutating func inlined(_ node: SourceNode, path: String) -> WrittenPolicy? {
        guard let name = MapReader.text(of: node, fault: { self.faults.add(node.place, "\(path) \($0)") }) else { return nil }
        guard let folder else {
            self.faults.add(node.place, "\(path) must be put in the place of `{file: …}` before the manifest is sent")
            return nil
        }
        switch PolicyFile.locate(name, in: folder) {
        case .refused(let why):
            self.faults.add(node.place, "\(path) \(why): `\(SourceNode.shortened(name))`")
            return nil
        case .found(let file, let realPath):
            self.inlinedFiles.insert(realPath)
            return SourceFile.text(of: file, faults: self.faults, asked: node.place, bytesMax: WrittenPolicy.bytesMax).map {
                WrittenPolicy($0, file: file)
            }
        }
    }
}
