import IAMPolicy

/// Whether a principal that the declared document names has nothing left in the live one.
///
/// Only what is proved counts: where the account is named instead, its own policies may still let the principal in.
struct LockOut {
    let declared: [PolicyDocument]
    let live: [PolicyDocument]
    let type: PolicyType

    /// Principals that are looked at; a document that names more is an account's, not a resource's.
    private static let principalsMax = 16

    /// What the first such principal could do.
    func witness() -> AccessWitness? {
        guard self.type.namesPrincipals else { return nil }
        for principal in self.named.prefix(Self.principalsMax) {
            let after = Self.statements(of: principal, in: self.live)
            // Most keep an Allow that nothing denies: no need to compare anything.
            if after.contains(where: { $0.effect == .allow }) && !after.contains(where: { $0.effect == .deny }) { continue }
            let before = Self.statements(of: principal, in: self.declared)
            guard let lost = self.compare(before).witness, self.compare(after) == .noNewAccess else { continue }
            return lost
        }
        return nil
    }

    private func compare(_ statements: [PolicyStatement]) -> AccessComparison.Verdict {
        let document = PolicyDocument(version: PolicyDocument.currentVersion, statements: statements)
        return AccessComparison.compare(old: [], new: [document], type: self.type)
    }

    /// Those whom an Allow names, in the author's order.
    private var named: [NamedPrincipal] {
        var found: [NamedPrincipal] = []
        for statement in self.declared.flatMap(\.statements) where statement.effect == .allow {
            guard case .groups(let groups)? = statement.principal else { continue }
            for principal in groups.flatMap({ group in group.values.map { NamedPrincipal(type: group.type, text: $0) } }) {
                if principal.text != "*", !found.contains(principal) { found.append(principal) }
            }
        }
        return found
    }

    /// The statements that speak of a principal, as if they spoke of it alone.
    private static func statements(of principal: NamedPrincipal, in documents: [PolicyDocument]) -> [PolicyStatement] {
        documents.flatMap(\.statements).filter { statement in
            if let set = statement.notPrincipal { return !principal.isMeant(by: set) }
            return statement.principal.map(principal.isMeant) ?? false
        }.map { statement in
            var own = statement
            own.principal = .groups([PrincipalGroup(type: principal.type, values: [principal.text])])
            own.notPrincipal = nil
            return own
        }
    }
}

/// A principal as a policy names it.
struct NamedPrincipal: Hashable, Sendable {
    /// `AWS`, `Service`, `Federated`, `CanonicalUser`.
    let type: String
    let text: String

    func isMeant(by set: PrincipalSet) -> Bool {
        switch set {
        case .text(let text): text == "*"
        case .groups(let groups): groups.contains { group in group.type == self.type && group.values.contains(where: self.isMeant) }
        }
    }

    private func isMeant(by value: String) -> Bool {
        if value == "*" || value == self.text { return true }
        guard self.type == "AWS", let own = RequestPrincipal(self.text), let other = RequestPrincipal(value) else { return false }
        switch (own, other) {
        case (_, .root(let account)): return own.account == account
        case (.role(let role, _), .role(let given, nil)): return role.account == given.account && role.name == given.name
        default: return own == other
        }
    }
}
