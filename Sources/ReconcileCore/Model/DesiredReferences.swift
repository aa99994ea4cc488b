/// Resolves `Kind/name` from what is declared and what has been seen of it.
package struct DesiredReferences: ReferenceResolver {
    private let resources: [DesiredResource]
    /// Where in `resources` each stands.
    private let places: [ResourceIdentity: Int]
    private let bindings: [ResourceIdentity: Binding]
    private let accounts: [String: AccountSettings]

    package init(desired: [DesiredResource], observed: [ObservedResource], accounts: [AccountSettings]) {
        self.resources = desired
        self.places = Dictionary(desired.indices.map { (desired[$0].identity, $0) }, uniquingKeysWith: { first, _ in first })
        self.bindings = Dictionary(
            observed.compactMap { seen in seen.binding.map { (seen.identity, $0) } }, uniquingKeysWith: { first, _ in first })
        self.accounts = Dictionary(
            accounts.flatMap { account in account.coveredNames.map { ($0, account) } }, uniquingKeysWith: { first, _ in first })
    }

    private init(_ other: DesiredReferences, bindings: [ResourceIdentity: Binding]) {
        self.resources = other.resources
        self.places = other.places
        self.bindings = bindings
        self.accounts = other.accounts
    }

    /// The same with what a look has shown meanwhile: what is seen for the first time can be referred to at once.
    package func learning(from readings: [ResourceIdentity: ResourceReading]) -> DesiredReferences {
        var bindings = self.bindings
        for (identity, reading) in readings where bindings[identity] == nil {
            if case .present(let live) = reading { bindings[identity] = Binding(arn: live.arn, uniqueID: live.uniqueID) }
        }
        return DesiredReferences(self, bindings: bindings)
    }

    package func arn(for reference: String, from resource: DesiredResource) throws(ResolutionFault) -> String {
        if reference.hasPrefix("arn:") || !reference.contains("/") { return reference }
        let parts = reference.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2, let definition = KindRegistry.definition(of: ResourceKind(parts[0])) else {
            throw ResolutionFault(message: "`\(reference)` in \(resource.identity) is neither an ARN nor Kind/name of a kind that is kept")
        }
        guard let account = self.accounts[resource.identity.account] else {
            throw ResolutionFault(message: "account `\(resource.identity.account)` of \(resource.identity) is not in the configuration")
        }
        let identity = ResourceIdentity(
            account: account.name, region: definition.isRegional ? resource.identity.region ?? account.region : nil,
            kind: definition.kind, name: parts[1])
        guard let target = self.places[identity].map({ self.resources[$0] }) else {
            throw ResolutionFault(message: "\(resource.identity) refers to `\(reference)`, which is not declared in account \(account.name)")
        }
        guard let arn = definition.arn(of: target, account: account, bound: self.bindings[identity]) else {
            throw ResolutionFault(message: "\(resource.identity) refers to `\(reference)`, whose ARN is not known until it has been read")
        }
        return arn
    }
}
