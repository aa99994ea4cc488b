package import IAMPolicy
package import ReconcileCore

/// Reads manifests; either all of them are right, or none is taken and all faults are told.
package enum ManifestLoader {
    /// The manifests folder with its sub-folders; one that does not exist holds no manifests.
    /// - Throws: `ManifestError` of code `manifests`.
    package static func load(folder: String, context: ManifestContext) throws(ManifestError) -> ManifestSet {
        guard PolicyFile.realPath(folder) != nil || FolderCheck.fault(of: folder) != nil else {
            return try Self.assemble([], context: context, faults: FaultCollector())
        }
        return try Self.load(paths: [folder], context: context)
    }

    /// - Parameter paths: Files and folders, in this order; folders by name, `.yaml`, `.yml` and `.json` only.
    package static func load(paths: [String], context: ManifestContext) throws(ManifestError) -> ManifestSet {
        let faults = FaultCollector()
        var assembly = ManifestAssembly(context: context, faults: faults)
        var doubtful: [SourceDocument] = []
        // File after file: all documents of a large folder would take much room.
        SourceDocument.read(paths, faults: faults) { documents in
            let (first, later) = Self.split(documents)
            for document in first { assembly.add(document) }
            doubtful += later
        }
        return try Self.finish(&assembly, doubtful, faults)
    }

    /// - Parameters:
    ///   - text: YAML with any number of documents, or JSON where `file` ends in `.json`.
    ///   - file: The name for faults; policy files are looked for beside it unless `folder` says otherwise.
    package static func parse(
        text: String, file: String, folder: String? = nil, context: ManifestContext
    ) throws(ManifestError) -> ManifestSet {
        let faults = FaultCollector()
        return try Self.assemble(Self.documents(text: text, file: file, folder: folder, faults: faults), context: context, faults: faults)
    }

    /// Manifests that came over the control socket: `{"file", "line", "document"}` each; faults are told at that file and line.
    package static func parse(documents: [JSONValue], context: ManifestContext) throws(ManifestError) -> ManifestSet {
        let faults = FaultCollector()
        var sources: [SourceDocument] = []
        for (index, value) in documents.enumerated() {
            let place = SourcePlace(file: value["file"]?.stringValue ?? "document \(index + 1)", line: max(1, value["line"]?.intValue ?? 1))
            guard let document = value["document"] else {
                faults.add(place, "`document` is missing")
                continue
            }
            sources.append(SourceDocument(node: JSONSource.node(document, at: place), folder: nil, mayBePolicy: false))
        }
        return try Self.assemble(sources, context: context, faults: faults)
    }

    private static func documents(text: String, file: String, folder: String?, faults: FaultCollector) -> [SourceDocument] {
        let folder = folder ?? SourceDocument.folder(of: file)
        return SourceFile.documents(of: text, file: file, faults: faults).map {
            SourceDocument(node: $0, folder: folder, mayBePolicy: false)
        }
    }

    private static func assemble(
        _ documents: [SourceDocument], context: ManifestContext, faults: FaultCollector
    ) throws(ManifestError) -> ManifestSet {
        var assembly = ManifestAssembly(context: context, faults: faults)
        let (first, later) = Self.split(documents)
        for document in first { assembly.add(document) }
        return try Self.finish(&assembly, later, faults)
    }

    private static func finish(
        _ assembly: inout ManifestAssembly, _ doubtful: [SourceDocument], _ faults: FaultCollector
    ) throws(ManifestError) -> ManifestSet {
        // What other manifests have inlined by now is no manifest of its own.
        for document in doubtful where !document.isPolicy(inlinedFiles: assembly.inlinedFiles) { assembly.add(document) }
        assembly.finish()
        try faults.throwIfAny(.manifests)
        return ManifestSet(resources: assembly.resources, withdrawn: assembly.withdrawn, notes: assembly.notes)
    }

    static func split(_ documents: [SourceDocument]) -> (manifests: [SourceDocument], doubtful: [SourceDocument]) {
        let isDoubtful = { (document: SourceDocument) in
            document.mayBePolicy && !(document.node.map ?? []).contains { $0.name == "apiVersion" || $0.name == "kind" }
        }
        return (documents.filter { !isDoubtful($0) }, documents.filter(isDoubtful))
    }
}

// MARK: - For sending

extension ManifestLoader {
    /// The manifests of files and folders, ready to be sent to the daemon.
    ///
    /// All is checked that can be told without the daemon's configuration.
    package static func documents(
        paths: [String], blueprints: BlueprintCatalog = BlueprintCatalog()
    ) throws(ManifestError) -> [ManifestDocument] {
        let faults = FaultCollector()
        return try Self.prepare(SourceDocument.read(paths, faults: faults), blueprints: blueprints, faults: faults)
    }

    /// The manifests of a text, such as standard input.
    package static func documents(
        text: String, file: String, folder: String? = nil, blueprints: BlueprintCatalog = BlueprintCatalog()
    ) throws(ManifestError) -> [ManifestDocument] {
        let faults = FaultCollector()
        return try Self.prepare(
            Self.documents(text: text, file: file, folder: folder, faults: faults), blueprints: blueprints, faults: faults)
    }

    private static func prepare(
        _ documents: [SourceDocument], blueprints: BlueprintCatalog, faults: FaultCollector
    ) throws(ManifestError) -> [ManifestDocument] {
        let reader = DraftReader(faults: faults, blueprints: blueprints)
        var inlinedFiles: Set<String> = []
        var result: [ManifestDocument] = []
        let (first, later) = Self.split(documents)
        for document in first { Self.prepare(document, by: reader, into: &result, inlinedFiles: &inlinedFiles) }
        for document in later where !document.isPolicy(inlinedFiles: inlinedFiles) {
            Self.prepare(document, by: reader, into: &result, inlinedFiles: &inlinedFiles)
        }
        try faults.throwIfAny(.manifests)
        return result
    }

    private static func prepare(
        _ document: SourceDocument, by reader: DraftReader, into result: inout [ManifestDocument], inlinedFiles: inout Set<String>
    ) {
        guard let draft = reader.read(document.node) else { return }
        var walker = SpecWalker(
            definition: draft.definition, placeholders: .standIns, replaces: false, folder: document.folder, faults: reader.faults)
        let spec = walker.spec(draft.spec)
        inlinedFiles.formUnion(walker.inlinedFiles)
        guard case .object(var object)? = walker.json(document.node, replaces: false, path: "the document", without: "spec") else { return }
        object["spec"] = .object(spec)
        result.append(ManifestDocument(file: draft.place.file, line: draft.place.line, document: .object(object)))
    }
}

extension SpecWalker {
    /// The map without one of its members, whose value is made otherwise; its place stays taken.
    fileprivate func json(_ node: SourceNode, replaces: Bool, path: String, without name: String) -> JSONValue? {
        guard let members = node.map else { return nil }
        return .object(
            JSONObject(
                members.compactMap { member in
                    if member.name == name { return JSONObject.Member(name: name, value: .null) }
                    return self.json(member.value, replaces: replaces, path: path).map { JSONObject.Member(name: member.name, value: $0) }
                }))
    }
}
