/// Which identity holds a resource that goes by several: a key has as many names as it likes, but is kept once.
struct ResourceDirectory {
    private var holdersByName: [String: ResourceIdentity] = [:]
    private var identities: Set<ResourceIdentity> = []
    /// Identities that another one stands in for.
    private(set) var aliases: [ResourceIdentity: ResourceIdentity] = [:]

    /// What is added first holds what it shares with others.
    mutating func add(_ resource: DesiredResource) {
        let identity = resource.identity
        let names = (KindRegistry.definition(of: identity.kind)?.handles(of: resource) ?? []).map { Self.key($0, of: identity) }
        if !self.identities.contains(identity), self.aliases[identity] == nil {
            let holders = names.compactMap { self.holdersByName[$0] }
            if !resource.isWritten, let holder = holders.first {
                self.aliases[identity] = holder
            } else {
                self.identities.insert(identity)
            }
        }
        let holder = self.holder(of: identity)
        for name in names where self.holdersByName[name] == nil { self.holdersByName[name] = holder }
    }

    func holder(of identity: ResourceIdentity) -> ResourceIdentity { self.aliases[identity] ?? identity }

    /// `KMSKey/one` to `KMSKey/other`.
    var renamedReferences: [String: String] {
        Dictionary(
            self.aliases.map { ("\($0.key.kind)/\($0.key.name)", "\($0.value.kind)/\($0.value.name)") }, uniquingKeysWith: { first, _ in first })
    }

    private static func key(_ name: String, of identity: ResourceIdentity) -> String {
        "\(identity.account)/\(identity.region ?? "")/\(identity.kind)/\(name)"
    }
}
