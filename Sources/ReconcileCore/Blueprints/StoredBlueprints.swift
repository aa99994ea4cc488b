/// The stored blueprints, asked anew what they come to.
package struct StoredBlueprints: Sendable {
    private let expander: BlueprintExpander
    private let stored: StoredResources

    package init(catalog: BlueprintCatalog, configuration: Configuration, stored: StoredResources) {
        self.expander = BlueprintExpander(catalog: catalog, configuration: configuration, observed: stored.observed)
        self.stored = stored
    }

    /// What one comes to, under the identities under which its resources are kept.
    /// - Returns: `nil` where it cannot be expanded any more.
    package func expansion(of blueprint: DesiredResource) -> BlueprintExpansion? {
        let own = self.stored.desired.filter { $0.source.owner == blueprint.source.owner }
        let blueprints = own.filter(\.identity.kind.isBlueprint)
        let written = own.filter { $0.isWritten && !$0.identity.kind.isBlueprint }.map(\.asWritten)
        let others = self.stored.desired.filter { $0.source.owner != blueprint.source.owner }
        let results = self.expander.expand(blueprints, beside: written + others)
        guard case .success(var expansion)? = results[blueprint.identity] else { return nil }
        let shares = blueprints.map { BlueprintShare(blueprint: $0.identity, members: (try? results[$0.identity]?.get())?.resources ?? []) }
        let holders = DesiredComposition(written: written, shares: shares, known: own.filter { !$0.identity.kind.isBlueprint }).holders
        expansion.reasons = expansion.reasons.map { reason in
            PermissionReason(
                resource: holders[reason.resource] ?? reason.resource, aspect: reason.aspect, actions: reason.actions, because: reason.because)
        }
        return expansion
    }
}
