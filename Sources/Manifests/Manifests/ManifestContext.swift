package import ReconcileCore

/// Who the manifests are read for.
package enum ManifestOwner: String, Sendable {
    /// The manifests folder.
    case directory
    /// `reconcilectl apply`.
    case api
}

/// What a manifest can refer to beside itself.
package struct ManifestContext: Sendable {
    package var configuration: Configuration
    package var owner: ManifestOwner
    /// The desired state as it is stored. References may name it; what `owner` reads anew replaces its own part.
    package var existing: [DesiredResource]
    /// Whether a resource that the other owner keeps is a fault here; `apply` answers it with a patch instead.
    package var refusesOthers: Bool
    /// The kinds that stand for resources.
    package var blueprints: BlueprintCatalog
    /// What was seen last of what is stored: blueprints may need it.
    package var observed: [ObservedResource]

    package init(
        configuration: Configuration, owner: ManifestOwner = .directory, existing: [DesiredResource] = [], refusesOthers: Bool = true,
        blueprints: BlueprintCatalog = BlueprintCatalog(), observed: [ObservedResource] = []
    ) {
        self.configuration = configuration
        self.owner = owner
        self.existing = existing
        self.refusesOthers = refusesOthers
        self.blueprints = blueprints
        self.observed = observed
    }
}
