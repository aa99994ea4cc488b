/// The role that the daemon itself uses: what could take something from it asks, because afterwards nobody is left to put it back.
package struct OwnLockOutGuard: CorrectionGuard {
    package init() {}

    package var name: GuardName { .ownLockOut }

    package func judge(_ proposal: CorrectionProposal, in context: GuardContext) -> GuardAnswer {
        guard let own = context.ownRole, proposal.draft.stage != .describe, !Self.onlyAdds(proposal) else { return .allow }
        let identity = proposal.resource.identity
        switch identity.kind {
        case .role where identity.name.lowercased() == own.name.lowercased() && proposal.draft.isDeletion:
            return .refuse("\(identity.name) is the role that the daemon itself uses: it is not deleted")
        case .role where identity.name.lowercased() == own.name.lowercased():
            return .ask("\(identity.name) is the role that the daemon itself uses: a mistake here would lock it out")
        case .managedPolicy where proposal.observed?.binding.map({ own.policies.contains($0.arn) }) == true:
            return .ask("\(identity.name) is a policy of the role that the daemon itself uses: a mistake here would lock it out")
        default:
            return .allow
        }
    }

    /// What puts something where nothing was takes nothing away, unless it is a boundary.
    private static func onlyAdds(_ proposal: CorrectionProposal) -> Bool {
        proposal.draft.stage != .restrict && proposal.drifts.allSatisfy { $0.kind == .missing }
    }
}

/// The role behind the daemon's credentials.
package struct OwnRole: Equatable, Sendable {
    package let name: String
    /// ARNs of the policies attached to it and of its boundary, as far as it has been read.
    package let policies: Set<String>

    package init(name: String, policies: Set<String>) {
        self.name = name
        self.policies = policies
    }

    /// - Parameters:
    ///   - callerARN: `arn:PARTITION:sts::ACCOUNT:assumed-role/ROLE/SESSION`.
    ///   - observed: tells what the last look at the role showed, where this one leaves it out.
    /// - Returns: `nil` where the caller is no role.
    package init?(callerARN: String, readings: [ResourceIdentity: ResourceReading], observed: [ObservedResource]) {
        guard let arn = ARN(callerARN), arn.service == "sts" else { return nil }
        let parts = arn.resource.split(separator: "/").map(String.init)
        guard parts.count == 3, parts[0] == "assumed-role" else { return nil }
        func isOwn(_ identity: ResourceIdentity) -> Bool { identity.kind == .role && identity.name.lowercased() == parts[1].lowercased() }
        var seen = observed.filter { isOwn($0.identity) }.compactMap(\.live)
        if case .present(let live)? = readings.first(where: { isOwn($0.key) })?.value { seen.append(live) }
        self.init(name: parts[1], policies: Set(seen.flatMap(Self.policies)))
    }

    private static func policies(of role: LiveResource) -> [String] {
        role.aspects.keys.filter { $0.base == "managedPolicies" }.compactMap(\.member)
            + [role.aspects[AspectName("permissionsBoundary")]?.stringValue].compactMap(\.self)
    }
}
