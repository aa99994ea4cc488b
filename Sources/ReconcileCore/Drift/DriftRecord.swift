package import Foundation
package import IAMPolicy

/// One episode of one aspect not being as declared, from its first sight to its end.
package struct DriftRecord: Equatable, Sendable, Identifiable {
    /// `d-` and 16 hexadecimal digits.
    package let id: String
    package let resource: ResourceIdentity
    package let aspect: AspectName
    package var kind: DriftKind
    package var direction: Direction
    package var severity: Severity
    /// A request that is allowed on one side only; `nil` where none is known.
    package var witness: JSONValue?
    /// Why the direction cannot be told, or what it rests on; `nil` where it is plain.
    package var directionReason: String?
    /// What the judgement rests on, as `DriftAssessor.basis` tells it; `nil` for one that was made without.
    package var assessedOn: String?
    package var state: DriftState
    /// Why it is in that state, for people; `nil` where the state says it all.
    package var reason: String?
    package var differences: [Difference]
    /// `nil`: must be absent.
    package var desired: JSONValue?
    /// `nil`: is absent.
    package var live: JSONValue?
    package let firstSeenAt: Date
    package var lastSeenAt: Date
    /// When what it shows now came to be.
    package var changeSpan: ChangeSpan
    /// Who made it; `nil` while that is not known and may still be found out.
    package var changedBy: ChangeOrigin?
    /// The pass that saw it first.
    package let passID: Int
    package var correctionID: String?
    /// `nil` while it lasts.
    package var end: DriftEnd?

    package init(
        id: String, resource: ResourceIdentity, drift: AspectDrift, assessment: Assessment, assessedOn: String? = nil, state: DriftState,
        reason: String? = nil, firstSeenAt: Date, lastSeenAt: Date, passID: Int, correctionID: String? = nil, end: DriftEnd? = nil
    ) {
        self.id = id
        self.resource = resource
        self.aspect = drift.aspect
        self.kind = drift.kind
        self.direction = assessment.direction
        self.severity = assessment.severity
        self.witness = assessment.witness
        self.directionReason = assessment.reason
        self.assessedOn = assessedOn
        self.state = state
        self.reason = reason
        self.differences = drift.differences
        self.desired = drift.desired
        self.live = drift.live
        self.firstSeenAt = firstSeenAt
        self.lastSeenAt = lastSeenAt
        self.changeSpan = ChangeSpan(after: nil, by: firstSeenAt)
        self.passID = passID
        self.correctionID = correctionID
        self.end = end
    }

    /// Setting it replaces direction, severity, witness and reason together.
    package var assessment: Assessment {
        get { Assessment(self.direction, self.severity, witness: self.witness, reason: self.directionReason) }
        set {
            self.direction = newValue.direction
            self.severity = newValue.severity
            self.witness = newValue.witness
            self.directionReason = newValue.reason
        }
    }

    package var drift: AspectDrift {
        AspectDrift(
            aspect: self.aspect, kind: self.kind, desired: self.desired, live: self.live, differences: self.differences)
    }
}

/// Where a drift stands; the words of `status -o json`.
package enum DriftState: String, Sendable, CaseIterable {
    case open, awaitingApproval, correcting, propagating, suspectedRevert, unknown, failed, refused, fighting, ignored, paused

    /// Whether somebody has taken it out of our hands: it is shown, not told and not corrected.
    package var isSetAside: Bool { self == .ignored || self == .paused }
}

/// How and when a drift ended.
package struct DriftEnd: Hashable, Sendable {
    package enum Reason: String, Sendable, CaseIterable {
        /// Corrected by us, and the window has passed.
        case settled
        /// Gone without us.
        case resolved
        /// No longer declared, or declared as it is.
        case undeclared
        /// Another finding covers it, such as the whole resource being gone.
        case superseded
    }

    package let reason: Reason
    package let at: Date

    package init(reason: Reason, at: Date) {
        self.reason = reason
        self.at = at
    }
}
