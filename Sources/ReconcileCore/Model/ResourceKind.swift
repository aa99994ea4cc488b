/// The type of a resource, under the name that manifests use.
///
/// What a kind consists of stands in its `KindDefinition`; this value only names it.
package struct ResourceKind: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let rawValue: String

    package init(_ rawValue: String) { self.rawValue = rawValue }

    package static let role = ResourceKind("Role")
    package static let managedPolicy = ResourceKind("ManagedPolicy")
    package static let user = ResourceKind("User")
    package static let group = ResourceKind("Group")
    package static let kmsKey = ResourceKind("KMSKey")
    package static let bucket = ResourceKind("Bucket")
    package static let securityGroup = ResourceKind("SecurityGroup")
    package static let neptuneCluster = ResourceKind("NeptuneCluster")
    package static let serviceControlPolicy = ResourceKind("ServiceControlPolicy")

    /// The kinds that AWS knows nothing of: they stand for resources, or are judged.
    package static let blueprints: Set<ResourceKind> = Set(
        [
            "NeptuneAnalyticsExport", "NeptuneBulkLoad", "NeptuneNotebookAccess", "S3StagingUser", "CrossAccountImport", "NeptuneDataAccess",
            "NeptuneAdministration", "AccessAssertion"
        ].map(ResourceKind.init))

    package var isBlueprint: Bool { Self.blueprints.contains(self) }

    package var description: String { self.rawValue }

    package static func < (left: ResourceKind, right: ResourceKind) -> Bool { left.rawValue < right.rawValue }
}
