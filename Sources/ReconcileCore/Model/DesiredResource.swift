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

    package init(
        identity: ResourceIdentity, spec: JSONObject, settings: ReconcileSettings = ReconcileSettings(),
        labels: [String: String] = [:], source: DesiredSource, revision: Int = 0, isOrphaned: Bool = false
    ) {
        self.identity = identity
        self.spec = spec
        self.settings = settings
        self.labels = labels
        self.source = source
        self.revision = revision
        self.isOrphaned = isOrphaned
    }

    /// Equal in all that decides what is kept; place in a file and revision do not count.
    package func declaresSame(as other: DesiredResource) -> Bool {
        JSONWriter.compact(.object(self.spec)) == JSONWriter.compact(.object(other.spec))
            && self.settings == other.settings && self.labels == other.labels
            && self.source.owner == other.source.owner && self.isOrphaned == other.isOrphaned
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
