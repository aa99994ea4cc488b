package import IAMPolicy

/// What a change of the desired state came to, as `apply` and `delete` tell it.
package enum ApplyReport {
    /// `{"dryRun", "revision", "resources": [{"resource", "action"}]}` with the actions
    /// `created`, `changed`, `unchanged`, `deleted` and `orphaned`, by resource.
    package static func json(_ result: DesiredChangeResult, isDryRun: Bool) -> JSONValue {
        let actions: [(String, [ResourceIdentity])] = [
            ("created", result.created), ("changed", result.changed), ("unchanged", result.unchanged), ("deleted", result.deleted),
            ("orphaned", result.orphaned)
        ]
        let rows = actions.flatMap { action, resources in resources.map { (action: action, resource: $0) } }
            .sorted { $0.resource < $1.resource }
        return [
            "dryRun": .bool(isDryRun), "revision": JSONValue(result.revision),
            "resources": .array(rows.map { ["resource": .string($0.resource.description), "action": .string($0.action)] })
        ]
    }
}
