/// What a pass is about to look at.
package struct PassPlan: Sendable {
    package let account: AccountSettings
    package let resources: [DesiredResource]
    package let targets: [ReadTarget]

    /// - Parameter only: these resources; `nil`: all of the account.
    package init(
        account: AccountSettings, desired: [DesiredResource], observed: [ObservedResource], only: Set<ResourceIdentity>?
    ) {
        let bindings = Dictionary(observed.map { ($0.identity, $0.binding) }, uniquingKeysWith: { first, _ in first })
        self.account = account
        self.resources = desired.filter { resource in
            !resource.identity.kind.isBlueprint && account.covers(resource.identity) && (only?.contains(resource.identity) ?? true)
        }
        // Resources of a kind mostly declare the same keys: equal sets of them are kept once.
        var bases: Set<Set<String>> = []
        self.targets = self.resources.map { resource in
            let target = Self.target(of: resource, account: account, bound: bindings[resource.identity] ?? nil)
            return target.sharing(bases.insert(target.bases).memberAfterInsert)
        }
    }

    /// - Parameter bases: only these spec keys; `nil`: all that are declared.
    package static func target(
        of resource: DesiredResource, account: AccountSettings, bound: Binding?, bases: Set<String>? = nil
    ) -> ReadTarget {
        let definition = KindRegistry.definition(of: resource.identity.kind)
        let kept = Set(definition?.aspects.map(\.base) ?? [])
        return ReadTarget(
            identity: resource.identity, locator: definition?.locator(of: resource, account: account, bound: bound),
            bases: resource.settings.isToBeDeleted ? kept : kept.intersection(bases ?? definition?.basesRead(of: resource) ?? []),
            soughtMembers: definition?.soughtMembers(of: resource) ?? [])
    }
}
