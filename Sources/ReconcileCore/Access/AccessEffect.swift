package import IAMPolicy

/// What a drift does to access, before it is weighed.
package struct AccessEffect: Hashable, Sendable {
    /// What the aspect is about, as far as the severity depends on it.
    package enum Concern: String, Sendable, CaseIterable {
        /// Who may do what: policies, trust, boundaries, attachments, whether a resource or a key is usable.
        case access
        /// Something else that takes effect: how long a session lasts, under which path a name stands.
        case effect
        /// What people read: tags, descriptions.
        case description
    }

    /// What the drift reaches beyond its own aspect; each is proved, never presumed.
    package enum Reach: String, Sendable, CaseIterable {
        /// Widens to anybody in any account, or to unsigned requests.
        case everybody
        /// Widens to an account that is named and not the owner's.
        case otherAccount
        /// Widens to what lets its holder give itself more.
        case administrator
        /// A principal that is declared by name has nothing left.
        case lockedOut
        /// A key, or encryption, is off.
        case switchedOff
    }

    package var direction: Direction
    package var concern: Concern
    package var reach: Set<Reach>
    /// A request that is allowed on one side only: the live side, or the declared one where the drift narrows.
    package var witness: AccessWitness?
    /// Why the direction cannot be told, or what it rests on; `nil` where it is plain.
    package var reason: String?

    package init(
        _ direction: Direction, _ concern: Concern, reach: Set<Reach> = [], witness: AccessWitness? = nil, reason: String? = nil
    ) {
        self.direction = direction
        self.concern = concern
        self.reach = reach
        self.witness = witness
        self.reason = reason
    }

    /// Tags, descriptions: nobody's access depends on them.
    package static let described = AccessEffect(.neutral, .description)
}

extension Assessment {
    /// The effect with its severity.
    package init(_ effect: AccessEffect) {
        self.init(
            effect.direction, SeverityRule.severity(of: effect), witness: effect.witness?.jsonValue, reason: effect.reason)
    }
}
