import IAMPolicy

/// What a call hands out: an attached policy its document, a group its policies, an enabled key its key policy.
package struct HandedOut: Equatable, Sendable {
    package enum Holder: Equatable, Sendable {
        /// The resource that is written to.
        case itself
        case arn(String)
        /// Another resource of the same account.
        case named(ResourceKind, String)
    }

    package let holder: Holder
    /// The aspects that decide what is had through it.
    package let bases: Set<String>

    package init(_ holder: Holder, _ bases: Set<String>) {
        self.holder = holder
        self.bases = bases
    }
}

/// Nothing is handed out that allows more than is declared: first its contents are put back, then it is attached.
struct UnfinishedContents {
    /// The first aspect of each resource that allows more than declared, or may, by base.
    private let open: [ResourceIdentity: [String: AspectName]]
    private let holders: [String: ResourceIdentity]

    /// - Parameter drifts: those that have not ended.
    init(drifts: [DriftRecord], kept: [DesiredResource], observed: [ObservedResource], account: AccountSettings) {
        var open: [ResourceIdentity: [String: AspectName]] = [:]
        for drift in drifts where Self.mayAllowMore(drift) { open[drift.resource, default: [:]][drift.aspect.base] = drift.aspect }
        self.open = open
        guard !open.isEmpty else {
            self.holders = [:]
            return
        }
        let bindings = Dictionary(observed.map { ($0.identity, $0.binding) }, uniquingKeysWith: { first, _ in first })
        self.holders = Dictionary(
            kept.filter { open[$0.identity] != nil }.compactMap { resource in
                let bound = bindings[resource.identity] ?? nil
                let arn = KindRegistry.definition(of: resource.identity.kind)?.arn(of: resource, account: account, bound: bound)
                return arn.map { ($0, resource.identity) }
            }, uniquingKeysWith: { first, _ in first })
    }

    /// What people set aside is as they want it, and what is written already is on its way.
    private static func mayAllowMore(_ drift: DriftRecord) -> Bool {
        guard drift.end == nil, !drift.state.isSetAside, drift.state != .propagating else { return false }
        switch drift.direction {
        case .widens, .both, .undetermined: return true
        case .narrows, .neutral: return false
        }
    }

    /// - Returns: why calls that hand something out are not sent yet, or `nil`.
    func reasonToWait(_ mutations: [Mutation], of identity: ResourceIdentity) -> String? {
        guard !self.open.isEmpty, let definition = KindRegistry.definition(of: identity.kind) else { return nil }
        for item in definition.handsOut(by: mutations) {
            guard let holder = self.identity(of: item.holder, from: identity), let open = self.open[holder] else { continue }
            guard let aspect = item.bases.sorted().lazy.compactMap({ open[$0] }).first else { continue }
            return "it hands out \(holder), whose \(aspect) allows other things than declared and is put back first"
        }
        return nil
    }

    private func identity(of holder: HandedOut.Holder, from identity: ResourceIdentity) -> ResourceIdentity? {
        switch holder {
        case .itself: identity
        case .arn(let arn): self.holders[arn]
        case .named(let kind, let name): ResourceIdentity(account: identity.account, region: nil, kind: kind, name: name)
        }
    }
}
