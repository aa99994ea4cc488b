package import IAMPolicy
package import ReconcileCore

/// The core's source of manifests: files on this machine, and documents that operators sent.
package struct FileManifestSource: ManifestSource {
    package init() {}

    /// - Throws: `invalid` with all faults.
    package func folder(_ configuration: Configuration, existing: [DesiredResource]) async throws(ControlError) -> ManifestReading {
        let context = ManifestContext(configuration: configuration, owner: .directory, existing: existing)
        return try Self.reading { () throws(ManifestError) in
            try ManifestLoader.load(folder: configuration.manifests, context: context)
        }
    }

    /// Resources of the folder are no fault here: who asked gets a patch for their files instead.
    /// - Parameter existing: All that is stored; references may name it.
    /// - Throws: `invalid` with all faults.
    package func documents(
        _ documents: [JSONValue], _ configuration: Configuration, existing: [DesiredResource]
    ) async throws(ControlError) -> ManifestReading {
        let context = ManifestContext(configuration: configuration, owner: .api, existing: existing, refusesOthers: false)
        return try Self.reading { () throws(ManifestError) in
            try ManifestLoader.parse(documents: documents, context: context)
        }
    }

    package func document(of resource: DesiredResource) -> JSONValue { ManifestWriter.document(resource) }

    package func patch(from stored: DesiredResource, to wanted: DesiredResource?) -> String {
        ManifestPatch.text(from: stored, to: wanted)
    }

    private static func reading(_ load: () throws(ManifestError) -> ManifestSet) throws(ControlError) -> ManifestReading {
        do {
            let set = try load()
            return ManifestReading(resources: set.resources, notes: set.notes.map(\.description))
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
