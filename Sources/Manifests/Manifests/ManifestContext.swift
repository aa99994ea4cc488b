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

    package init(
        configuration: Configuration, owner: ManifestOwner = .directory, existing: [DesiredResource] = [], refusesOthers: Bool = true
    ) {
        self.configuration = configuration
        self.owner = owner
        self.existing = existing
        self.refusesOthers = refusesOthers
    }
}
