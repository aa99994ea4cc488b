package import IAMPolicy

/// Where manifests come from, already checked against the configuration.
package protocol ManifestSource: Sendable {
    /// The manifests folder of the configuration; a folder that does not exist holds nothing.
    /// - Parameter stored: so that nothing gets two managers, and blueprints know what they stand beside.
    /// - Throws: all faults at once, as `invalid`.
    func folder(_ configuration: Configuration, beside stored: StoredResources) async throws(ControlError) -> ManifestReading

    /// Manifests sent by an operator: `{"file", "line", "document"}` each.
    func documents(
        _ documents: [JSONValue], _ configuration: Configuration, beside stored: StoredResources
    ) async throws(ControlError) -> ManifestReading

    /// What comes out otherwise once a stored manifest is taken out: what it shared with blueprints is put together anew.
    /// - Throws: `invalid` where what stays does not go together.
    func remaining(
        without removed: DesiredResource, _ configuration: Configuration, of stored: StoredResources
    ) async throws(ControlError) -> ManifestReading

    /// What a stored blueprint comes to; `nil` where that cannot be told.
    func expansion(of blueprint: DesiredResource, _ configuration: Configuration, beside stored: StoredResources) -> BlueprintExpansion?

    /// The text of a change to the file that holds `resource`, for people to apply by hand.
    func patch(from stored: DesiredResource, to wanted: DesiredResource?) -> String

    /// The manifest of a resource as a value, members in the usual order.
    func document(of resource: DesiredResource) -> JSONValue
}

/// What manifests are read beside.
package struct StoredResources: Sendable {
    package var desired: [DesiredResource]
    /// What was seen of them last.
    package var observed: [ObservedResource]

    package init(desired: [DesiredResource] = [], observed: [ObservedResource] = []) {
        self.desired = desired
        self.observed = observed
    }
}

/// Manifests that have no fault.
package struct ManifestReading: Equatable, Sendable {
    /// What they declare, with what its blueprints come to; and stored resources that come out otherwise because of it.
    package let resources: [DesiredResource]
    /// Stored resources of the same owner that no blueprint asks for any more.
    package let withdrawn: [ResourceIdentity]
    /// What people should know: keys that are accepted and not kept.
    package let notes: [String]

    package init(resources: [DesiredResource], withdrawn: [ResourceIdentity] = [], notes: [String] = []) {
        self.resources = resources
        self.withdrawn = withdrawn
        self.notes = notes
    }
}
