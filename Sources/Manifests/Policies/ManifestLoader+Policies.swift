package import ReconcileCore

extension ManifestLoader {
    /// The policies in the manifests of files and folders, in the order in which they are written.
    ///
    /// What is wrong within a policy is no fault here but for whoever judges it: not even that it is no JSON.
    /// - Throws: `ManifestError` with all that is wrong around the policies.
    package static func policies(
        paths: [String], blueprints: BlueprintCatalog = BlueprintCatalog()
    ) throws(ManifestError) -> [ManifestPolicy] {
        let faults = FaultCollector()
        let reader = DraftReader(faults: faults, blueprints: blueprints)
        return try Self.policies(in: SourceDocument.read(paths, faults: faults), by: reader)
    }

    /// The policies in the manifests of a text, such as standard input.
    /// - Parameters:
    ///   - file: The name for places.
    ///   - folder: Where policy files are looked for.
    /// - Throws: As for files.
    package static func policies(
        text: String, file: String, folder: String, blueprints: BlueprintCatalog = BlueprintCatalog()
    ) throws(ManifestError) -> [ManifestPolicy] {
        let faults = FaultCollector()
        let documents = SourceFile.documents(of: text, file: file, faults: faults).map {
            SourceDocument(node: $0, folder: folder, mayBePolicy: false)
        }
        return try Self.policies(in: documents, by: DraftReader(faults: faults, blueprints: blueprints))
    }

    private static func policies(in documents: [SourceDocument], by reader: DraftReader) throws(ManifestError) -> [ManifestPolicy] {
        let (first, later) = Self.split(documents)
        var inlinedFiles: Set<String> = []
        var policies: [ManifestPolicy] = []
        for document in first { policies += Self.policies(in: document, inlinedFiles: &inlinedFiles, by: reader) }
        for document in later where !document.isPolicy(inlinedFiles: inlinedFiles) {
            policies += Self.policies(in: document, inlinedFiles: &inlinedFiles, by: reader)
        }
        try reader.faults.throwIfAny(.manifests)
        return policies
    }

    private static func policies(
        in document: SourceDocument, inlinedFiles: inout Set<String>, by reader: DraftReader
    ) -> [ManifestPolicy] {
        guard let draft = reader.read(document.node) else { return [] }
        var walker = SpecWalker(
            definition: draft.definition, placeholders: .standIns, replaces: false, folder: document.folder, faults: reader.faults,
            policyFaults: FaultCollector())
        _ = walker.spec(draft.spec)
        inlinedFiles.formUnion(walker.inlinedFiles)
        let finder = PolicyFinder(resource: "\(draft.definition.kind)/\(draft.name ?? "")", folder: document.folder)
        return finder.policies(.record(draft.definition.fields), draft.spec)
    }
}
