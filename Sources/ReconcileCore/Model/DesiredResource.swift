package import IAMPolicy

/// A resource as somebody decided that it shall be.
package struct DesiredResource: Equatable, Sendable {
    package let identity: ResourceIdentity
    /// The spec with files inlined and `{{…}}` replaced, its members in the author's order.
    package var spec: JSONObject
    package var settings: ReconcileSettings
    package var labels: [String: String]
    package var source: DesiredSource
    /// The revision of the desired state that last changed it; 0 before it is stored.
    package var revision: Int
    /// Its manifest has vanished from the folder: reported and watched, never corrected, never deleted.
    package var isOrphaned: Bool
    /// The blueprints that it comes from, sorted; empty where somebody declared it itself.
    package var blueprints: [ResourceIdentity]
    /// What somebody wrote of it, where blueprints add to that; `nil` where nobody wrote of it, or nothing is added.
    package var ownSpec: JSONObject?

    package init(
        identity: ResourceIdentity, spec: JSONObject, settings: ReconcileSettings = ReconcileSettings(),
        labels: [String: String] = [:], source: DesiredSource, revision: Int = 0, isOrphaned: Bool = false,
        blueprints: [ResourceIdentity] = [], ownSpec: JSONObject? = nil
    ) {
        self.identity = identity
        self.spec = spec
        self.settings = settings
        self.labels = labels
        self.source = source
        self.revision = revision
        self.isOrphaned = isOrphaned
        self.blueprints = blueprints
        self.ownSpec = ownSpec
    }

    /// Whether somebody wrote a manifest of it; not of what blueprints alone ask for.
    package var isWritten: Bool { self.blueprints.isEmpty || self.ownSpec != nil }

    /// Equal in all that decides what is kept; place in a file and revision do not count.
    package func declaresSame(as other: DesiredResource) -> Bool {
        JSONWriter.compact(.object(self.spec)) == JSONWriter.compact(.object(other.spec))
            && self.settings == other.settings && self.labels == other.labels
            && self.source.owner == other.source.owner && self.isOrphaned == other.isOrphaned
            && self.blueprints == other.blueprints
            && self.ownSpec.map { JSONWriter.compact(.object($0)) } == other.ownSpec.map { JSONWriter.compact(.object($0)) }
    }
}

/// Who decided, and where it is written.
package enum DesiredSource: Hashable, Sendable {
    /// A file of the manifests folder; `file` is the path as given, `line` counts from 1.
    case directory(file: String, line: Int)
    /// `reconcilectl apply`.
    case api

    /// `directory` or `api`.
    package var owner: String {
        switch self {
        case .directory: "directory"
        case .api: "api"
        }
    }
}
