/// Whom a `Principal` or `NotPrincipal` names, ready to be matched.
///
/// Source: IAM User Guide, "AWS JSON policy elements: Principal" and "NotPrincipal".
struct PrincipalPattern: Hashable, Sendable {
    /// How directly a principal is named; in one account this decides what still limits the grant.
    ///
    /// Source: IAM User Guide, "Policy evaluation logic", resource-based policies.
    enum Reach: Int, Hashable, Comparable {
        /// Its account is named, which may hand the permission on.
        case account
        /// Its role is named: boundary and session policy still limit.
        case role
        /// It is named itself, or everyone is.
        case direct

        static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    enum Item: Hashable {
        case everyone
        case account(String)
        case principal(RequestPrincipal)
        /// By name, of the given type: `Service`, `Federated`, `CanonicalUser`.
        case named(type: String, String)
        case uniqueID(String)
    }

    let items: [Item]

    init(_ set: PrincipalSet) {
        switch set {
        // A bare text other than "*" is a fault that IAM refuses; where it stands, it can only mean whom `AWS` would name.
        case .text(let text): self.items = [Self.item(type: "AWS", text)]
        case .groups(let groups):
            self.items = groups.flatMap { group in group.values.map { Self.item(type: group.type, $0) } }
        }
    }

    private static func item(type: String, _ text: String) -> Item {
        guard type == "AWS" else { return .named(type: type, text) }
        if text == "*" { return .everyone }
        if PrincipalResolution.isUniqueID(text) { return .uniqueID(text) }
        switch RequestPrincipal(text) {
        case .root(let account): return .account(account)
        case .user, .role, .federatedUser: return .principal(RequestPrincipal(text) ?? .anonymous)
        case .federated, .service, .canonicalUser, .anonymous, nil: return .named(type: type, text)
        }
    }

    /// - Parameter uniqueID: The unique id of the principal, where the request tells it.
    func match(_ principal: RequestPrincipal, uniqueID: String?) -> (match: Match, reach: Reach) {
        var found: (match: Match, reach: Reach) = (.no, .account)
        for item in self.items {
            let hit = Self.match(item, principal, uniqueID: uniqueID)
            if hit.match == .no { continue }
            if found.match == .no || (hit.match == .yes && (found.match != .yes || hit.reach > found.reach)) { found = hit }
            if found.match == .yes && found.reach == .direct { break }
        }
        return found
    }

    private static func match(_ item: Item, _ principal: RequestPrincipal, uniqueID: String?) -> (match: Match, reach: Reach) {
        switch item {
        case .everyone: return (.yes, .direct)
        case .account(let account):
            if case .root(account) = principal { return (.yes, .direct) }
            return (Match(principal.account == account), .account)
        case .principal(let named): return Self.match(named, principal)
        case .named("Service", let name): if case .service(name) = principal { return (.yes, .direct) }
        case .named("Federated", let name):
            if case .federated(let provider) = principal, ExactText.areIdentical(provider, name) { return (.yes, .direct) }
        case .named("CanonicalUser", let id): if case .canonicalUser(id) = principal { return (.yes, .direct) }
        case .named: break
        case .uniqueID(let id):
            guard let uniqueID, ExactText.areIdentical(id, uniqueID) else { return (.no, .direct) }
            if case .role = principal { return (.yes, .role) }
            return (.yes, .direct)
        }
        return (.no, .direct)
    }

    private static func match(_ named: RequestPrincipal, _ principal: RequestPrincipal) -> (match: Match, reach: Reach) {
        switch (named, principal) {
        case (.user(let named), .user(let asking)): return (Match(Self.areSame(named, asking)), .direct)
        // Who made a federated session is not in its ARN; by custom the session bears the name of its user.
        case (.user(let named), .federatedUser(let asking)): return (Match(Self.areNamesakes(named, asking)), .role)
        case (.federatedUser(let named), .federatedUser(let asking)): return (Match(Self.areSame(named, asking)), .direct)
        case (.role(let named, nil), .role(let asking, let session)):
            // A session's ARN does not tell its role's path; names are unique without it.
            let isSame = session != nil && asking.path == "/" ? Self.areNamesakes(named, asking) : Self.areSame(named, asking)
            return (Match(isSame), .role)
        case (.role(let named, let namedSession?), .role(let asking, let session)):
            guard Self.areNamesakes(named, asking) else { return (.no, .direct) }
            guard let session else { return (.unknown(.unknownSession), .direct) }
            return (Match(ExactText.areIdentical(namedSession, session)), .direct)
        default: return (.no, .direct)
        }
    }

    private static func areSame(_ left: PrincipalARN, _ right: PrincipalARN) -> Bool {
        Self.areNamesakes(left, right) && ExactText.areIdentical(left.path, right.path)
    }

    private static func areNamesakes(_ left: PrincipalARN, _ right: PrincipalARN) -> Bool {
        left.account == right.account && left.partition == right.partition && ExactText.areIdentical(left.name, right.name)
    }
}

// MARK: - NotPrincipal

extension PrincipalPattern {
    /// Whether a statement with this as its `NotPrincipal` speaks of the principal.
    ///
    /// For a Deny the documentation asks to name the account and the role beside a principal,
    /// since services may check one after the other, and leaves open what happens otherwise.
    /// An Allow is taken not to reach whomever it names in any way.
    func leavesOut(_ principal: RequestPrincipal, uniqueID: String?, effect: PolicyEffect) -> Match {
        if effect == .allow { return self.match(principal, uniqueID: uniqueID).match == .no ? .yes : .no }
        var reaches: Set<Reach> = []
        for item in self.items {
            if item == .everyone { return .no }
            let hit = Self.match(item, principal, uniqueID: uniqueID)
            if case .unknown = hit.match { return .unknown(.partialNotPrincipal) }
            if hit.match == .yes { reaches.insert(hit.reach) }
        }
        if reaches.isEmpty { return .yes }
        let needed: Set<Reach>
        switch principal {
        case .user, .federatedUser: needed = [.account, .direct]
        case .role: needed = [.account, .role]
        case .root, .federated, .service, .canonicalUser, .anonymous: needed = [.direct]
        }
        return needed.isSubset(of: reaches) ? .no : .unknown(.partialNotPrincipal)
    }
}
