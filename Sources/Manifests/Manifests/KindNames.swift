import ReconcileCore

/// The kinds that the product has words for, kept by this version or not.
enum KindNames {
    static let resources = [
        "Role", "ManagedPolicy", "User", "Group", "KMSKey", "Bucket", "NeptuneCluster", "SecurityGroup", "ServiceControlPolicy"
    ]

    static let blueprints = [
        "NeptuneAnalyticsExport", "NeptuneBulkLoad", "NeptuneNotebookAccess", "S3StagingUser", "CrossAccountImport", "NeptuneDataAccess",
        "NeptuneAdministration", "AccessAssertion"
    ]

    static let all = Self.resources + Self.blueprints
}
