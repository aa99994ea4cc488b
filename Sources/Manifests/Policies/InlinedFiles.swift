/// Reads files that manifests name, each below the folder of the manifest.
struct InlinedFiles {
    /// The folder that they must lie in; `nil` where no file can be meant.
    private let folder: String?
    private let faults: FaultCollector
    /// Those that were read, without links.
    private(set) var read: Set<String> = []

    init(folder: String?, faults: FaultCollector) {
        self.folder = folder
        self.faults = faults
    }

    /// - Parameters:
    ///   - members: Of `{file: NAME}`; others beside `file` are faults.
    ///   - path: The way to them, for faults.
    /// - Returns: `nil`, with a fault, where nothing could be read.
    mutating func text(_ members: [SourceMember], path: String, bytesMax: Int) -> (text: String, file: String)? {
        guard let member = members.first(where: { $0.name == "file" }) else { return nil }
        for other in members where other.name != "file" {
            self.faults.add(other.place, "\(path): `\(other.name)` cannot stand beside `file`")
        }
        let (node, path) = (member.value, "\(path).file")
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
            self.read.insert(realPath)
            return SourceFile.text(of: file, faults: self.faults, asked: node.place, bytesMax: bytesMax).map { ($0, file) }
        }
    }
}
