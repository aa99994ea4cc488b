package import IAMPolicy

/// What a change of the desired state came to, as `apply` and `delete` tell it.
package enum ApplyReport {
    /// `{"dryRun", "revision", "resources": [{"resource", "action", "blueprints", "desired"?}]}` with the actions
    /// `created`, `changed`, `unchanged`, `deleted` and `orphaned`, by resource; what a blueprint brought along stands behind it.
    ///
    /// - Parameter resources: What was declared, with what its blueprints come to.
    package static func json(_ result: DesiredChangeResult, resources: [DesiredResource] = [], isDryRun: Bool) -> JSONValue {
        let actions: [(String, [ResourceIdentity])] = [
            ("created", result.created), ("changed", result.changed), ("unchanged", result.unchanged), ("deleted", result.deleted),
            ("orphaned", result.orphaned)
        ]
        let declared = Dictionary(resources.map { ($0.identity, $0) }, uniquingKeysWith: { first, _ in first })
        let rows = actions.flatMap { action, identities in
            identities.map { Row(action: action, identity: $0, declared: declared[$0]) }
        }
        return [
            "dryRun": .bool(isDryRun), "revision": JSONValue(result.revision),
            "resources": .array(Self.ordered(rows).map { $0.json(isDryRun: isDryRun) })
        ]
    }

    private struct Row {
        let action: String
        let identity: ResourceIdentity
        let declared: DesiredResource?

        var blueprints: [ResourceIdentity] { self.declared?.blueprints ?? [] }

        /// The declaration is told where nothing is stored yet, and only of what nobody wrote as it is.
        func json(isDryRun: Bool) -> JSONValue {
            var object: JSONObject = [
                "resource": .string(self.identity.description), "action": .string(self.action),
                "blueprints": .array(self.blueprints.map { .string($0.description) })
            ]
            if isDryRun, let declared, !declared.blueprints.isEmpty { object["desired"] = .object(declared.spec) }
            return .object(object)
        }
    }

    /// By resource; what a blueprint of the same answer brought along follows it.
    private static func ordered(_ rows: [Row]) -> [Row] {
        let sorted = rows.sorted { $0.identity < $1.identity }
        let shown = Set(sorted.map(\.identity))
        let leaders = sorted.map { row in row.declared?.isWritten == false ? row.blueprints.first(where: shown.contains) : nil }
        let led = Dictionary(grouping: zip(sorted, leaders).filter { $0.1 != nil }, by: { $0.1 ?? $0.0.identity })
        return zip(sorted, leaders).flatMap { row, leader in
            leader == nil ? [row] + (led[row.identity] ?? []).map(\.0) : []
        }
    }
}
