import IAMPolicy
import ReconcileCore

/// What the listings of one account gave of what is asked for.
///
/// Items are taken one by one as they are written; those whose bytes were seen in the last listing are not read again.
struct IAMListing {
    /// Where the answer of `GetAccountAuthorizationDetails` holds each kind.
    static let lists: [String: ResourceKind] = [
        "RoleDetailList": .role, "UserDetailList": .user, "GroupDetailList": .group, "Policies": .managedPolicy
    ]
    /// Where the answer of `ListRoles` holds roles.
    static let rolesList = "Roles"

    private struct Found {
        let digest: ListingMemory.Digest
        var live: LiveResource
    }

    /// Names without case.
    private let wanted: [ResourceKind: Set<String>]
    private let known: (entities: [ListingMemory.Digest: ListedEntity], roles: [ListingMemory.Digest: ListedRole])
    private var seen: (entities: [ListingMemory.Digest: ListedEntity], roles: [ListingMemory.Digest: ListedRole]) = ([:], [:])
    /// By kind, then by name without case.
    private var found: [ResourceKind: [String: Found]] = [:]
    /// What `ListRoles` told, by name without case.
    private var settings: [String: RoleSettings] = [:]
    /// The names of users by group, without case.
    private var members: [String: [String]] = [:]
    /// Why the listing broke off: what it does not hold may exist all the same.
    var gap: ReadGap?

    init(of targets: [ReadTarget], memory: ListingMemory) {
        self.wanted = Dictionary(grouping: targets, by: \.identity.kind).mapValues { Set($0.map { $0.identity.name.lowercased() }) }
        self.known = (memory.entities, memory.roles)
    }

    // MARK: Taking items

    /// - Parameter items: those of `lists`.
    /// - Throws: `XMLSyntaxError` where one is no element.
    mutating func add(_ items: [XMLListItem]) throws(XMLSyntaxError) {
        for item in items {
            guard let kind = Self.lists[item.list] else { continue }
            let digest = ListingMemory.digest(item.bytes)
            let entity = try self.entity(item, kind, digest)
            self.seen.entities[digest] = entity
            guard let name = entity.name else { continue }
            if let live = entity.live { self.found[kind, default: [:]][name.lowercased()] = Found(digest: digest, live: live) }
            for group in entity.groups { self.members[group.lowercased(), default: []].append(name) }
        }
    }

    /// What is remembered of the item, or what it says.
    private func entity(_ item: XMLListItem, _ kind: ResourceKind, _ digest: ListingMemory.Digest) throws(XMLSyntaxError) -> ListedEntity {
        if let known = self.known.entities[digest], known.kind == kind, known.live != nil || !self.isWanted(known.name, kind) { return known }
        let detail = try item.element()
        var entity = ListedEntity(kind: kind)
        guard let arn = IAMEntityReading.arn(detail) else { return entity }
        if kind == .managedPolicy {
            entity.name = ManagedPolicyReading.name(of: arn)
            guard self.isWanted(entity.name, kind), var live = ManagedPolicyReading.live(detail) else { return entity }
            ManagedPolicyReading.addVersions(of: detail, to: &live)
            entity.live = live
        } else {
            let reading = IAMEntityReading(kind)
            entity.name = reading.name(detail)
            entity.groups = detail.items(of: "GroupList").map(\.text)
            guard self.isWanted(entity.name, kind), var live = reading.live(detail) else { return entity }
            reading.addDetails(of: detail, to: &live)
            entity.live = live
        }
        return entity
    }

    private func isWanted(_ name: String?, _ kind: ResourceKind) -> Bool {
        guard let name, let wanted = self.wanted[kind] else { return false }
        return wanted.contains(name.lowercased())
    }

    /// - Parameter items: those of `rolesList`.
    mutating func addRoles(_ items: [XMLListItem]) throws(XMLSyntaxError) {
        for item in items where item.list == Self.rolesList {
            let digest = ListingMemory.digest(item.bytes)
            let role = try self.role(item, digest)
            self.seen.roles[digest] = role
            if let name = role.name { self.settings[name] = role.settings }
        }
    }

    private func role(_ item: XMLListItem, _ digest: ListingMemory.Digest) throws(XMLSyntaxError) -> ListedRole {
        if let known = self.known.roles[digest] { return known }
        let element = try item.element()
        return ListedRole(name: IAMEntityReading(.role).name(element)?.lowercased(), settings: RoleSettings(element))
    }

    // MARK: The outcome

    /// Brings both listings together.
    /// - Parameters:
    ///   - asked: whether `ListRoles` was asked at all.
    ///   - gap: why its answer is not whole.
    mutating func settle(asked: Bool, gap: ReadGap?) {
        for name in (self.found[.role] ?? [:]).keys {
            guard var role = self.found[.role]?.removeValue(forKey: name) else { continue }
            let settings = asked ? self.settings[name] : nil
            (settings ?? RoleSettings()).set(in: &role.live)
            if asked && settings == nil {
                // The two listings are not of one instant: a role that only one of them holds is no finding.
                let gap = gap ?? ReadGap(code: .truncated, message: "IAM ListRoles does not hold a role that IAM lists elsewhere; it is read again")
                for base in RoleSettings.bases { role.live.gaps[base] = gap }
            } else {
                self.seen.entities[role.digest]?.live = role.live
            }
            self.found[.role]?[name] = role
        }
    }

    /// Keeps for the next listing what the items of this one said.
    func remember(in memory: ListingMemory) {
        memory.entities = self.seen.entities
        memory.roles = self.seen.roles
    }

    func reading(of target: ReadTarget) -> ResourceReading {
        let name = target.identity.name.lowercased()
        guard var live = self.found[target.identity.kind]?[name]?.live else { return self.gap.map(ResourceReading.unreadable) ?? .absent }
        if target.identity.kind == .group, target.bases.contains("members") {
            for user in self.members[name] ?? [] { IAMEntityReading.addName(user, of: "members", to: &live) }
            // Whoever else is in it stands on the pages that are lacking.
            live.gaps["members"] = self.gap
        }
        return .present(live)
    }
}
