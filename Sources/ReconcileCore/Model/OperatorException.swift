package import Foundation

/// Something that an operator has taken out of the daemon's hands, with owner, reason and end.
package struct OperatorException: Equatable, Sendable, Identifiable {
    package enum Kind: String, Sendable, CaseIterable {
        /// A resource or a whole account is looked at, and nothing of it is told or corrected.
        case pause
        /// One aspect does not count.
        case ignore
    }

    /// `x-` and 16 hexadecimal digits.
    package let id: String
    package let kind: Kind
    package let account: String
    /// `nil`: the whole account; never `nil` for `ignore`.
    package let resource: ResourceIdentity?
    /// An aspect (`tags[CostCenter]`) or a base (`tags`); set for `ignore` only.
    package let aspect: String?
    package let reason: String
    package let owner: String
    package let createdAt: Date
    /// The first instant at which it no longer holds; `nil`: until it is resumed.
    package let until: Date?
    /// When it was ended by hand, or its time had run out.
    package var endedAt: Date?

    package init(
        id: String, kind: Kind, account: String, resource: ResourceIdentity?, aspect: String?, reason: String, owner: String,
        createdAt: Date, until: Date?, endedAt: Date? = nil
    ) {
        self.id = id
        self.kind = kind
        self.account = account
        self.resource = resource
        self.aspect = aspect
        self.reason = reason
        self.owner = owner
        self.createdAt = createdAt
        self.until = until
        self.endedAt = endedAt
    }

    /// Half-open: the end itself is outside.
    package func holds(at date: Date) -> Bool { self.endedAt == nil && (self.until.map { date < $0 } ?? true) }

    package func pauses(_ identity: ResourceIdentity, at date: Date) -> Bool {
        self.kind == .pause && self.account == identity.account && (self.resource.map { $0 == identity } ?? true) && self.holds(at: date)
    }

    package func ignores(_ aspect: AspectName, of identity: ResourceIdentity, at date: Date) -> Bool {
        self.kind == .ignore && self.resource == identity && self.holds(at: date)
            && (self.aspect == aspect.description || self.aspect == aspect.base)
    }
}
