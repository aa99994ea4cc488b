package import Foundation

/// How one resource is kept: the `reconcile` part of its manifest.
package struct ReconcileSettings: Equatable, Sendable {
    /// `nil`: the account's.
    package var mode: ReconcileMode?
    package var ownership: Ownership
    package var deletion: DeletionPolicy
    /// Its manifest was deleted under `deletion: delete`: it is kept on the books until it is gone in AWS.
    package var isToBeDeleted = false
    /// Seconds; `nil`: the configuration's for the kind.
    package var propagationSeconds: Double?
    package var ignoreRules: [IgnoreRule]

    package init(
        mode: ReconcileMode? = nil, ownership: Ownership = .exclusive, deletion: DeletionPolicy = .retain,
        propagationSeconds: Double? = nil, ignoreRules: [IgnoreRule] = []
    ) {
        self.mode = mode
        self.ownership = ownership
        self.deletion = deletion
        self.propagationSeconds = propagationSeconds
        self.ignoreRules = ignoreRules
    }
}

/// How far the daemon goes by itself.
package enum ReconcileMode: String, Sendable, CaseIterable {
    /// Look and tell; no mutating call is reachable.
    case observe
    /// Plan, and wait for a person.
    case approve
    /// Put back what the guards allow.
    case enforce
}

/// What counts beside the declared members of a set.
package enum Ownership: String, Sendable, CaseIterable {
    /// Nothing beside what is declared.
    case exclusive
    /// Others' members are left alone.
    case additive
}

/// What becomes of the resource in AWS when its manifest is deleted.
package enum DeletionPolicy: String, Sendable, CaseIterable {
    case retain, delete
}

/// An aspect that shall not count for a while, with who wants that and why.
package struct IgnoreRule: Hashable, Sendable {
    /// An aspect (`tags[CostCenter]`), or a base (`tags`) for all its members.
    package let aspect: String
    package let reason: String
    package let owner: String?
    /// The first instant at which the aspect counts again; `nil`: no end.
    package let until: Date?

    package init(aspect: String, reason: String, owner: String?, until: Date?) {
        self.aspect = aspect
        self.reason = reason
        self.owner = owner
        self.until = until
    }

    package func covers(_ aspect: AspectName, at date: Date) -> Bool {
        guard self.until.map({ date < $0 }) ?? true else { return false }
        return self.aspect == aspect.description || self.aspect == aspect.base
    }
}
