package import IAMPolicy

/// Where manifests come from, already checked against the configuration.
package protocol ManifestSource: Sendable {
    /// The manifests folder of the configuration; a folder that does not exist holds nothing.
    /// - Parameter existing: what is stored, so that nothing gets two managers.
    /// - Throws: all faults at once, as `invalid`.
    func folder(_ configuration: Configuration, existing: [DesiredResource]) async throws(ControlError) -> ManifestReading

    /// Manifests sent by an operator: `{"file", "line", "document"}` each.
    func documents(
        _ documents: [JSONValue], _ configuration: Configuration, existing: [DesiredResource]
    ) async throws(ControlError) -> ManifestReading

    /// The text of a change to the file that holds `resource`, for people to apply by hand.
    func patch(from stored: DesiredResource, to wanted: DesiredResource?) -> String

    /// The manifest of a resource as a value, members in the usual order.
    func document(of resource: DesiredResource) -> JSONValue
}

/// Manifests that have no fault.
package struct ManifestReading: Equatable, Sendable {
    package let resources: [DesiredResource]
    /// What people should know: keys that are accepted and not kept.
    package let notes: [String]

    package init(resources: [DesiredResource], notes: [String] = []) {
        self.resources = resources
        self.notes = notes
    }
}
