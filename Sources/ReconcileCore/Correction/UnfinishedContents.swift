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
    /// The ARNs of the policies that each group has.
    private let attached: [ResourceIdentity: [String]]

    /// - Parameters:
    ///   - drifts: Those that have not ended.
    ///   - readings: What this look shows; where it does not tell of a group, `observed` does.
    init(
        drifts: [DriftRecord], kept: [DesiredResource], observed: [ObservedResource], readings: [ResourceIdentity: ResourceReading] = [:],
        account: AccountSettings
    ) {
        var open: [ResourceIdentity: [String: AspectName]] = [:]
        for drift in drifts where Self.mayAllowMore(drift) { open[drift.resource, default: [:]][drift.aspect.base] = drift.aspect }
        self.open = open
        guard !open.isEmpty else {
            self.holders = [:]
            self.attached = [:]
            return
        }
        let bindings = Dictionary(observed.map { ($0.identity, $0.binding) }, uniquingKeysWith: { first, _ in first })
        self.holders = Dictionary(
            kept.filter { open[$0.identity] != nil }.compactMap { resource in
                let bound = bindings[resource.identity] ?? nil
                let arn = KindRegistry.definition(of: resource.identity.kind)?.arn(of: resource, account: account, bound: bound)
                return arn.map { ($0, resource.identity) }
            }, uniquingKeysWith: { first, _ in first })
        var groups = Dictionary(
            observed.filter { $0.identity.kind == .group }.map { ($0.identity, $0.live) }, uniquingKeysWith: { first, _ in first })
        for (identity, reading) in readings where identity.kind == .group {
            if case .present(let live) = reading { groups[identity] = live }
        }
        self.attached = groups.compactMapValues { $0?.aspects.keys.filter { $0.base == "managedPolicies" }.compactMap(\.member).sorted() }
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
            guard let holder = self.identity(of: item.holder, from: identity) else { continue }
            if let reason = self.reasonToWait(for: holder, item.bases) { return reason }
            // Whoever joins a group has what its policies say.
            for arn in item.bases.contains("managedPolicies") ? self.attached[holder] ?? [] : [] {
                if let reason = self.holders[arn].flatMap({ self.reasonToWait(for: $0, ["document"]) }) { return reason }
            }
        }
        return nil
    }

    private func reasonToWait(for holder: ResourceIdentity, _ bases: Set<String>) -> String? {
        guard let open = self.open[holder], let aspect = bases.sorted().lazy.compactMap({ open[$0] }).first else { return nil }
        return "it hands out \(holder), whose \(aspect) allows other things than declared and is put back first"
    }

    private func identity(of holder: HandedOut.Holder, from identity: ResourceIdentity) -> ResourceIdentity? {
        switch holder {
        case .itself: identity
        case .arn(let arn): self.holders[arn]
        case .named(let kind, let name): ResourceIdentity(account: identity.account, region: nil, kind: kind, name: name)
        }
    }
}
