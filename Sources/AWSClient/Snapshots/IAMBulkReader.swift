import IAMPolicy
import ReconcileCore

/// Reads many roles and policies by listing all that the account has.
///
/// `GetAccountAuthorizationDetails` gives a thousand entities an answer; it lacks a role's description
/// and session duration, for which `ListRoles` is asked where they are declared.
struct IAMBulkReader: Sendable {
    static let pageSizeMax = 1000

    let caller: any AWSCalling

    /// - Throws: `AWSError` where AWS does not let us list at all; then single reads are left.
    func read(_ targets: [ReadTarget]) async throws(AWSError) -> [ResourceIdentity: ResourceReading] {
        var listing = IAMListing()
        let kinds = Set(targets.map(\.identity.kind))
        var filter: [JSONValue] = []
        if kinds.contains(.role) { filter.append("Role") }
        if kinds.contains(.managedPolicy) { filter.append("LocalManagedPolicy") }
        do {
            try await self.caller.callPages(
                IAM.getAccountAuthorizationDetails, parameters: ["Filter": .array(filter)], region: nil, pageSizeMax: Self.pageSizeMax
            ) { answer in
                for role in answer.result.items(of: "RoleDetailList") { listing.addRole(role) }
                for policy in answer.result.items(of: "Policies") { listing.addPolicy(policy) }
            }
        } catch {
            if error.errorClass == .denied { throw error }
            listing.gap = ReadGap(error)
        }
        await self.addSettings(targets, to: &listing)
        var readings: [ResourceIdentity: ResourceReading] = [:]
        for target in targets { readings[target.identity] = listing.reading(of: target) }
        await self.addTags(targets, to: &readings)
        return readings
    }

    private func addSettings(_ targets: [ReadTarget], to listing: inout IAMListing) async {
        let bases: Set = ["description", "maxSessionDuration"]
        guard targets.contains(where: { $0.identity.kind == .role && !$0.bases.isDisjoint(with: bases) }) else { return }
        var settings: [String: XMLElement] = [:]
        var gap: ReadGap?
        do {
            try await self.caller.callPages(IAM.listRoles, parameters: [:], region: nil, pageSizeMax: Self.pageSizeMax) { answer in
                for role in answer.result.items(of: "Roles") {
                    if let name = role.text(of: "RoleName") { settings[name.lowercased()] = role }
                }
            }
        } catch {
            gap = ReadGap(error)
        }
        listing.addSettings(settings, gap: gap)
    }

    /// A policy's tags are in no listing.
    private func addTags(_ targets: [ReadTarget], to readings: inout [ResourceIdentity: ResourceReading]) async {
        let tagged = targets.filter { $0.identity.kind == .managedPolicy && $0.bases.contains("tags") }
        let present = tagged.compactMap { target -> (ResourceIdentity, LiveResource)? in
            guard case .present(let live)? = readings[target.identity] else { return nil }
            return (target.identity, live)
        }
        let caller = self.caller
        let complete = await SideBySide.map(present) { identity, live in
            var live = live
            await IAMSingleReader(caller: caller).addPolicyTags(to: &live)
            return (identity, live)
        }
        for (identity, live) in complete { readings[identity] = .present(live) }
    }
}

/// What the listings gave, by name without case.
struct IAMListing {
    private var roles: [String: LiveResource] = [:]
    private var policies: [String: LiveResource] = [:]
    /// Why the listing broke off: what it does not hold may exist all the same.
    var gap: ReadGap?

    mutating func addRole(_ detail: XMLElement) {
        guard let name = detail.text(of: "RoleName"), var live = RoleReading.live(detail) else { return }
        RoleReading.addPolicies(of: detail, to: &live)
        self.roles[name.lowercased()] = live
    }

    mutating func addPolicy(_ detail: XMLElement) {
        guard var live = ManagedPolicyReading.live(detail) else { return }
        ManagedPolicyReading.addVersions(of: detail, to: &live)
        self.policies[ManagedPolicyReading.name(of: live.arn).lowercased()] = live
    }

    mutating func addSettings(_ settings: [String: XMLElement], gap: ReadGap?) {
        for name in self.roles.keys {
            if let role = settings[name], var live = self.roles[name] {
                RoleReading.addSettings(of: role, to: &live)
                self.roles[name] = live
            } else {
                // The two listings are not of one instant: a role that only one of them holds is no finding.
                let gap = gap ?? ReadGap(code: .truncated, message: "IAM ListRoles does not hold a role that IAM lists elsewhere; it is read again")
                for base in ["description", "maxSessionDuration"] { self.roles[name]?.gaps[base] = gap }
            }
        }
    }

    func reading(of target: ReadTarget) -> ResourceReading {
        let name = target.identity.name.lowercased()
        let live = target.identity.kind == .role ? self.roles[name] : self.policies[name]
        if let live { return .present(live) }
        return self.gap.map(ResourceReading.unreadable) ?? .absent
    }
}
