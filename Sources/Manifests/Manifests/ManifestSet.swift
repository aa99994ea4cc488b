package import IAMPolicy
package import ReconcileCore

/// Manifests without a fault: what shall be, and what of it is not kept.
package struct ManifestSet: Equatable, Sendable {
    /// In the order of files and documents; one for each account that a manifest names. What a blueprint comes to stands behind it,
    /// and behind all of them what comes out otherwise of what is stored.
    package let resources: [DesiredResource]
    /// Stored resources of the same owner that no blueprint asks for any more; of the folder none, whose absence tells.
    package let withdrawn: [ResourceIdentity]
    package let notes: [ManifestNote]
}

/// Something that is right, but that the author should know.
package struct ManifestNote: Hashable, Sendable, CustomStringConvertible {
    package let place: SourcePlace
    package let kind: ResourceKind
    /// The spec key, `rotation`, or a form of it, `keyPolicy (form access)`.
    package let key: String
    package let message: String

    package var description: String { "\(self.place): \(self.message)" }
}

/// A manifest on its way to the daemon: policy files are inlined, placeholders stand as they were written.
package struct ManifestDocument: Equatable, Sendable {
    package let file: String
    package let line: Int
    package let document: JSONValue

    /// `{"file", "line", "document"}`.
    package var jsonValue: JSONValue {
        ["file": .string(self.file), "line": JSONValue(self.line), "document": self.document]
    }
}
