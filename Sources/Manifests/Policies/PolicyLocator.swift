import IAMPolicy

/// What stands where a policy is declared.
enum PolicySource {
    case node(SourceNode)
    case text(WrittenPolicy)
}

/// Finds the document of a policy: a map, JSON text or `{file: …}`.
struct PolicyLocator {
    private let faults: FaultCollector
    private var files: InlinedFiles

    /// - Parameter folder: The folder that policy files must lie in; `nil` where no file can be meant.
    init(folder: String?, faults: FaultCollector) {
        self.faults = faults
        self.files = InlinedFiles(folder: folder, faults: faults)
    }

    /// Files that were read, without links.
    var inlinedFiles: Set<String> { self.files.read }

    /// - Parameter path: The way to the policy, for faults.
    /// - Returns: `nil`, with a fault, where there is none.
    mutating func source(_ node: SourceNode, path: String) -> PolicySource? {
        switch node.content {
        case .list: break
        case .map(let members):
            guard members.contains(where: { $0.name == "file" }) else { return .node(node) }
            return self.files.text(members, path: path, bytesMax: WrittenPolicy.bytesMax).map { .text(WrittenPolicy($0.text, file: $0.file)) }
        case .scalar(let scalar):
            guard case .string(let text) = scalar.value else { break }
            return .text(WrittenPolicy(text, in: node))
        }
        self.faults.add(node.place, "\(path) must be a policy: a map, JSON text or {file: NAME}, found \(node.described)")
        return nil
    }
}
