/// Which way a change moves access.
package struct AccessDirection: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        case widens
        case narrows
        case both
        case neutral
        case undetermined
    }

    package let kind: Kind
    /// Allowed after the change only.
    package let gained: AccessWitness?
    /// Allowed before the change only.
    package let lost: AccessWitness?
    /// Why it is undetermined.
    package let reason: String?

    /// The direction from `old` to `new`.
    ///
    /// Where other documents may grant beside these, a Deny counts by itself: one that goes widens,
    /// even if nothing in these documents allows what it denied. Its witness then presumes an Allow elsewhere.
    package static func of(old: [PolicyDocument], new: [PolicyDocument], type: PolicyType) -> Self {
        let gained = Self.compare(old: old, new: new, type: type)
        let lost = Self.compare(old: new, new: old, type: type)
        switch (gained, lost) {
        case (.undetermined(let reason), _), (_, .undetermined(let reason)):
            return Self(kind: .undetermined, gained: gained.witness, lost: lost.witness, reason: reason)
        case (.newAccess(let gained), .newAccess(let lost)): return Self(kind: .both, gained: gained, lost: lost, reason: nil)
        case (.newAccess(let gained), .noNewAccess): return Self(kind: .widens, gained: gained, lost: nil, reason: nil)
        case (.noNewAccess, .newAccess(let lost)): return Self(kind: .narrows, gained: nil, lost: lost, reason: nil)
        case (.noNewAccess, .noNewAccess): return Self(kind: .neutral, gained: nil, lost: nil, reason: nil)
        }
    }

    private static func compare(old: [PolicyDocument], new: [PolicyDocument], type: PolicyType) -> AccessComparison.Verdict {
        let alone = AccessComparison.compare(old: old, new: new, type: type)
        if alone.witness != nil || !Self.hasOthersBeside(type) { return alone }
        let beside = Self.everything(type)
        let together = AccessComparison.compare(old: old + [beside], new: new + [beside], type: type)
        if case .noNewAccess = together { return alone }
        return together
    }

    /// Whether something else grants beside the given documents: others of their kind, a key's grants,
    /// a resource policy that an implicit denial in a boundary or a session policy does not limit.
    private static func hasOthersBeside(_ type: PolicyType) -> Bool {
        switch type {
        case .identity, .resource, .scp, .rcp, .key, .boundary, .session: true
        case .trust, .endpoint: false
        }
    }

    static func everything(_ type: PolicyType) -> PolicyDocument {
        let principal: PrincipalSet? = type.namesPrincipals ? .text("*") : nil
        return PolicyDocument(
            version: PolicyDocument.currentVersion,
            statements: [PolicyStatement(effect: .allow, principal: principal, action: ["*"], resource: ["*"])])
    }
}

extension AccessComparison.Verdict {
    package var witness: AccessWitness? {
        if case .newAccess(let witness) = self { witness } else { nil }
    }
}
