/// Asks blueprints what they come to.
package struct BlueprintExpander: Sendable {
    private let catalog: BlueprintCatalog
    private let configuration: Configuration
    private let observed: [ObservedResource]

    package init(catalog: BlueprintCatalog, configuration: Configuration, observed: [ObservedResource] = []) {
        self.catalog = catalog
        self.configuration = configuration
        self.observed = observed
    }

    /// How often all are asked: in the second round each knows what the others come to.
    private static let rounds = 2

    /// What each comes to, its resources marked as its own.
    /// - Parameters:
    ///   - blueprints: No two of one identity.
    ///   - desired: What is declared beside them, without what they come to.
    package func expand(
        _ blueprints: [DesiredResource], beside desired: [DesiredResource]
    ) -> [ResourceIdentity: Result<BlueprintExpansion, BlueprintFault>] {
        var known: [ResourceIdentity: Result<BlueprintExpansion, BlueprintFault>] = [:]
        for _ in 0..<Self.rounds {
            let before = known
            for blueprint in blueprints {
                let others = blueprints.filter { $0.identity != blueprint.identity }
                let members = others.flatMap { other in (try? before[other.identity]?.get())?.resources ?? [] }
                known[blueprint.identity] = Result { () throws(BlueprintFault) in
                    try self.expansion(of: blueprint, beside: desired + others + members)
                }
            }
        }
        return known
    }

    /// What one comes to, its resources marked as its own.
    package func expansion(of blueprint: DesiredResource, beside desired: [DesiredResource]) throws(BlueprintFault) -> BlueprintExpansion {
        let identity = blueprint.identity
        guard let definition = self.catalog.definition(of: identity.kind) else {
            throw BlueprintFault(path: "", message: "the blueprint \(identity.kind) is not known to this version")
        }
        guard let account = self.configuration.account(named: identity.account) else {
            throw BlueprintFault(path: "", message: "the account `\(identity.account)` is not in the configuration")
        }
        let surroundings = BlueprintSurroundings(
            account: account, configuration: self.configuration, desired: desired.filter { Self.isVisible($0, from: account) },
            observed: self.observed.filter { account.covers($0.identity) })
        var expansion = try definition.expansion(of: blueprint, in: surroundings)
        expansion.resources = expansion.resources.map { member in
            var member = member
            member.source = blueprint.source
            member.labels = blueprint.labels
            member.isOrphaned = blueprint.isOrphaned
            member.blueprints = [identity]
            return member
        }
        return expansion
    }

    private static func isVisible(_ resource: DesiredResource, from account: AccountSettings) -> Bool {
        account.covers(resource.identity) || resource.identity.account == account.name
    }
}
