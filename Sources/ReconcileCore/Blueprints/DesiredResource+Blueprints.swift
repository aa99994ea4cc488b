extension DesiredResource {
    /// Without what blueprints add to it.
    package var asWritten: DesiredResource {
        guard let ownSpec else { return self }
        var written = self
        written.spec = ownSpec
        written.ownSpec = nil
        written.blueprints = []
        return written
    }

    /// The stored blueprints that ask for it; those that only vouch for an orphan that they ask for no more are left out.
    package func holders(among stored: [DesiredResource]) -> [ResourceIdentity] {
        self.blueprints.filter { identity in
            guard let blueprint = stored.first(where: { $0.identity == identity }) else { return false }
            return blueprint.isOrphaned || !self.isOrphaned
        }
    }
}

extension StoredResources {
    /// Without what operators have applied.
    package var withoutApplied: StoredResources {
        StoredResources(desired: self.desired.filter { $0.source.owner != DesiredSource.api.owner }, observed: self.observed)
    }
}

/// A source that knows no blueprints.
extension ManifestSource {
    package func remaining(
        without removed: DesiredResource, _ configuration: Configuration, of stored: StoredResources
    ) async throws(ControlError) -> ManifestReading {
        ManifestReading(resources: [])
    }

    package func expansion(of blueprint: DesiredResource, _ configuration: Configuration, beside stored: StoredResources) -> BlueprintExpansion? {
        nil
    }
}
