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
            account.covers(resource.identity) && (only?.contains(resource.identity) ?? true)
        }
        self.targets = self.resources.map { Self.target(of: $0, account: account, bound: bindings[$0.identity] ?? nil) }
    }

    /// - Parameter bases: only these spec keys; `nil`: all that are declared.
    package static func target(
        of resource: DesiredResource, account: AccountSettings, bound: Binding?, bases: Set<String>? = nil
    ) -> ReadTarget {
        let definition = KindRegistry.definition(of: resource.identity.kind)
        let kept = Set(definition?.aspects.map(\.base) ?? [])
        return ReadTarget(
            identity: resource.identity, locator: definition?.locator(of: resource, account: account, bound: bound),
            bases: kept.intersection(bases ?? definition?.basesRead(of: resource) ?? []),
            soughtMembers: definition?.soughtMembers(of: resource) ?? [])
    }
}
