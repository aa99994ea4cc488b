package import IAMPolicy
package import ReconcileCore

/// The core's source of manifests: files on this machine, and documents that operators sent.
package struct FileManifestSource: ManifestSource {
    private let blueprints: BlueprintCatalog

    /// - Parameter blueprints: those that manifests may be of.
    package init(blueprints: BlueprintCatalog = BlueprintCatalog()) { self.blueprints = blueprints }

    /// - Throws: `invalid` with all faults.
    package func folder(_ configuration: Configuration, beside stored: StoredResources) async throws(ControlError) -> ManifestReading {
        let context = self.context(configuration, .directory, stored)
        return try Self.reading { () throws(ManifestError) in
            try ManifestLoader.load(folder: configuration.manifests, context: context)
        }
    }

    /// Resources of the folder are no fault here: who asked gets a patch for their files instead.
    /// - Parameter stored: All that is stored; references may name it.
    /// - Throws: `invalid` with all faults.
    package func documents(
        _ documents: [JSONValue], _ configuration: Configuration, beside stored: StoredResources
    ) async throws(ControlError) -> ManifestReading {
        var context = self.context(configuration, .api, stored)
        context.refusesOthers = false
        return try Self.reading { [context] () throws(ManifestError) in
            try ManifestLoader.parse(documents: documents, context: context)
        }
    }

    package func remaining(
        without removed: DesiredResource, _ configuration: Configuration, of stored: StoredResources
    ) async throws(ControlError) -> ManifestReading {
        let owner: ManifestOwner = removed.source.owner == ManifestOwner.api.rawValue ? .api : .directory
        let context = self.context(configuration, owner, stored)
        return try Self.reading { () throws(ManifestError) in
            let faults = FaultCollector()
            var assembly = BlueprintAssembly(context: context, faults: faults, removed: removed)
            assembly.run()
            try faults.throwIfAny(.manifests)
            return ManifestSet(resources: assembly.resources, withdrawn: assembly.withdrawn, notes: [])
        }
    }

    package func expansion(of blueprint: DesiredResource, _ configuration: Configuration, beside stored: StoredResources) -> BlueprintExpansion? {
        StoredBlueprints(catalog: self.blueprints, configuration: configuration, stored: stored).expansion(of: blueprint)
    }

    private func context(_ configuration: Configuration, _ owner: ManifestOwner, _ stored: StoredResources) -> ManifestContext {
        ManifestContext(
            configuration: configuration, owner: owner, existing: stored.desired, blueprints: self.blueprints, observed: stored.observed)
    }

    package func document(of resource: DesiredResource) -> JSONValue { ManifestWriter.document(resource) }

    package func patch(from stored: DesiredResource, to wanted: DesiredResource?) -> String {
        ManifestPatch.text(from: stored, to: wanted)
    }

    private static func reading(_ load: () throws(ManifestError) -> ManifestSet) throws(ControlError) -> ManifestReading {
        do {
            let set = try load()
            return ManifestReading(resources: set.resources, withdrawn: set.withdrawn, notes: set.notes.map(\.description))
        } catch {
            throw error.controlError
        }
    }
}

extension ManifestError {
    /// The faults as an operator's program gets them.
    package var controlError: ControlError {
        let count = self.faults.count + self.omittedCount
        let subject = self.code == .configuration ? "the configuration" : "the manifests"
        return ControlError(
            code: .invalid, message: "\(subject): \(count) \(count == 1 ? "fault" : "faults"), nothing was changed",
            faults: self.faults.map(\.jsonValue))
    }
}
