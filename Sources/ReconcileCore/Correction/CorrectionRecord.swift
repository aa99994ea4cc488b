package import Foundation

/// One correction, from plan to end.
package struct CorrectionRecord: Equatable, Sendable, Identifiable {
    /// `c-` and 16 hexadecimal digits.
    package let id: String
    package let resource: ResourceIdentity
    package let aspects: [AspectName]
    package let driftIDs: [String]
    package let stage: CorrectionStage
    package var mutations: [Mutation]
    package var state: CorrectionState
    /// The guard's, AWS's or the planner's words.
    package var reason: String?
    /// The rule that keeps it back; `nil` where none does.
    package var heldBy: GuardName?
    package let planReason: String
    /// How often it was sent.
    package var attempts: Int
    /// Not sent before this instant; `nil`: at once.
    package var notBefore: Date?
    package let passID: Int
    package let plannedAt: Date
    package var updatedAt: Date
    /// When the last call was sent, by both clocks: patience with an answer that never came counts from here.
    package var sentAt: Instant?
    /// `nil` while nobody has been asked or has answered.
    package var decision: CorrectionDecision?

    package init(
        id: String, resource: ResourceIdentity, draft: CorrectionDraft, driftIDs: [String], state: CorrectionState,
        reason: String? = nil, attempts: Int = 0, notBefore: Date? = nil, passID: Int, plannedAt: Date
    ) {
        self.id = id
        self.resource = resource
        self.aspects = draft.aspects
        self.driftIDs = driftIDs
        self.stage = draft.stage
        self.mutations = draft.mutations
        self.state = state
        self.reason = reason
        self.planReason = draft.reason
        self.attempts = attempts
        self.notBefore = notBefore
        self.passID = passID
        self.plannedAt = plannedAt
        self.updatedAt = plannedAt
    }
}

/// Where a correction stands.
package enum CorrectionState: String, Sendable, CaseIterable {
    /// Held back for a later moment. Can transition to: `queued`, `superseded`.
    case planned
    /// A guard or the mode asks a person. Can transition to: `queued`, `superseded`.
    case awaitingApproval
    /// To be sent in this pass. Can transition to: `intended`, `superseded`.
    case queued
    /// A mutation is journalled, and may have been sent. Can transition to: `applied`, `failed`, `refused`, `unknown`.
    case intended
    /// AWS accepted all of it; reads may still be old. Can transition to: `readable`, `settled`, `failed`, `superseded`.
    case applied
    /// Reads show it; the window is still open. Can transition to: `settled`, `superseded`.
    case readable
    case settled
    case failed
    case refused
    /// The world moved since it was planned.
    case superseded
    /// Sent, and no answer came. Can transition to: `applied`, `superseded`.
    case unknown

    /// Whether nothing more will come of it.
    package var isFinal: Bool {
        switch self {
        case .settled, .superseded: true
        case .planned, .awaitingApproval, .queued, .intended, .applied, .readable, .failed, .refused, .unknown: false
        }
    }
}
