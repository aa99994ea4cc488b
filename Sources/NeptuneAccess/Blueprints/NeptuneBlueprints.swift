package import ReconcileCore

/// All blueprints that there are, one a file.
package enum NeptuneBlueprints {
    package static let catalog = BlueprintCatalog([
        NeptuneAnalyticsExportBlueprint(), NeptuneBulkLoadBlueprint(), NeptuneNotebookAccessBlueprint(), S3StagingUserBlueprint(),
        CrossAccountImportBlueprint(), NeptuneAdministrationBlueprint(), NeptuneDataAccessBlueprint(), AccessAssertionBlueprint()
    ])
}
