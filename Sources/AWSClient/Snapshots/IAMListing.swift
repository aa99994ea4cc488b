import IAMPolicy
import ReconcileCore

/// What the listings of one account gave.
struct IAMListing {
    /// By kind, then by name without case.
    private var found: [ResourceKind: [String: LiveResource]] = [:]
    /// The names of users by group, without case.
    private var members: [String: [String]] = [:]
    /// Why the listing broke off: what it does not hold may exist all the same.
    var gap: ReadGap?

    /// Where the answer of `GetAccountAuthorizationDetails` holds each kind.
    private static let lists: [(name: String, kind: ResourceKind)] = [
        ("RoleDetailList", .role), ("UserDetailList", .user), ("GroupDetailList", .group)
    ]

    mutating func add(_ page: XMLElement) {
        for list in Self.lists {
            let reading = IAMEntityReading(list.kind)
            for detail in page.items(of: list.name) {
                guard let name = reading.name(detail), var live = reading.live(detail) else { continue }
                reading.addDetails(of: detail, to: &live)
                self.found[list.kind, default: [:]][name.lowercased()] = live
                for group in detail.items(of: "GroupList") { self.members[group.text.lowercased(), default: []].append(name) }
            }
        }
        for detail in page.items(of: "Policies") {
            guard var live = ManagedPolicyReading.live(detail) else { continue }
            ManagedPolicyReading.addVersions(of: detail, to: &live)
            self.found[.managedPolicy, default: [:]][ManagedPolicyReading.name(of: live.arn).lowercased()] = live
        }
    }

    /// Adds what `ListRoles` tells beside.
    mutating func addSettings(_ settings: [String: XMLElement], gap: ReadGap?) {
        for name in (self.found[.role] ?? [:]).keys {
            if let role = settings[name], var live = self.found[.role]?[name] {
                IAMEntityReading.addSettings(of: role, to: &live)
                self.found[.role]?[name] = live
            } else {
                // The two listings are not of one instant: a role that only one of them holds is no finding.
                let gap = gap ?? ReadGap(code: .truncated, message: "IAM ListRoles does not hold a role that IAM lists elsewhere; it is read again")
                for base in ["description", "maxSessionDuration"] { self.found[.role]?[name]?.gaps[base] = gap }
            }
        }
    }

    func reading(of target: ReadTarget) -> ResourceReading {
        let name = target.identity.name.lowercased()
        guard var live = self.found[target.identity.kind]?[name] else { return self.gap.map(ResourceReading.unreadable) ?? .absent }
        if target.identity.kind == .group, target.bases.contains("members") {
            for user in self.members[name] ?? [] { IAMEntityReading.addName(user, of: "members", to: &live) }
            // Whoever else is in it stands on the pages that are lacking.
            live.gaps["members"] = self.gap
        }
        return .present(live)
    }
}
