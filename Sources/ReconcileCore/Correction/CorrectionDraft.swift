/// What would bring some aspects of one resource back, before any guard has spoken.
package struct CorrectionDraft: Equatable, Sendable {
    package let aspects: [AspectName]
    package var stage: CorrectionStage
    package let mutations: [Mutation]
    /// A sentence for `plan` and `describe`.
    package let reason: String
    package let reversibility: Reversibility
    /// Why there is nothing to send that would help, so that it is refused; `nil` where there is.
    package let hindrance: String?

    package init(
        aspects: [AspectName], stage: CorrectionStage, mutations: [Mutation], reason: String,
        reversibility: Reversibility = .reversible, hindrance: String? = nil
    ) {
        self.aspects = aspects
        self.stage = stage
        self.mutations = mutations
        self.reason = reason
        self.reversibility = reversibility
        self.hindrance = hindrance
    }
}

package enum Reversibility: Equatable, Sendable {
    case reversible
    /// The reason why it cannot be undone.
    case irreversible(String)
}

/// The order in which corrections of one pass are sent: no moment with less than declared,
/// none with more than before or declared.
package enum CorrectionStage: Int, Sendable, Comparable, CaseIterable {
    /// Policies, before what attaches them.
    case createPolicy
    /// Principals, before what names them.
    case createPrincipal
    /// A boundary that limits, before any grant that it would limit.
    case restrict
    case grant
    /// What grants and revokes in one call, after all that only grants.
    case exchange
    case revoke
    /// A limit that withholds more than is declared, once all that it kept from having effect is gone.
    case release
    /// What does not touch access.
    case describe
    /// What somebody wants gone, and after it what it had attached.
    case deletePrincipal
    case deletePolicy

    package static func < (left: CorrectionStage, right: CorrectionStage) -> Bool { left.rawValue < right.rawValue }
}

/// All that a kind needs to know to plan for one resource.
package struct CorrectionTarget: Sendable {
    package let resource: DesiredResource
    package let desired: DesiredAspects
    package let account: AccountSettings
    /// `nil` for a resource that is not there.
    package let live: LiveResource?

    package init(resource: DesiredResource, desired: DesiredAspects, account: AccountSettings, live: LiveResource?) {
        self.resource = resource
        self.desired = desired
        self.account = account
        self.live = live
    }
}
