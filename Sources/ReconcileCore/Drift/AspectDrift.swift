package import IAMPolicy

/// One aspect that is not as declared, before anybody has decided what to do about it.
package struct AspectDrift: Equatable, Sendable {
    package let aspect: AspectName
    package let kind: DriftKind
    /// `nil`: must be absent.
    package let desired: JSONValue?
    /// `nil`: is absent.
    package let live: JSONValue?
    package let differences: [Difference]

    package init(aspect: AspectName, kind: DriftKind, desired: JSONValue?, live: JSONValue?, differences: [Difference]) {
        self.aspect = aspect
        self.kind = kind
        self.desired = desired
        self.live = live
        self.differences = differences
    }
}

package enum DriftKind: String, Sendable, CaseIterable {
    case modified, missing, extra
}

/// What a drift does to access.
package enum Direction: String, Sendable, CaseIterable {
    case widens, narrows, both, neutral, undetermined
}

/// How urgent a drift is; the order is that of the cases, `low` first.
package enum Severity: String, Sendable, CaseIterable, Comparable {
    case low, medium, high, critical

    package static func < (left: Severity, right: Severity) -> Bool {
        (Self.allCases.firstIndex(of: left) ?? 0) < (Self.allCases.firstIndex(of: right) ?? 0)
    }
}

/// What is said of one drift: direction and severity, with what proves or hinders them.
package struct Assessment: Hashable, Sendable {
    package let direction: Direction
    package let severity: Severity
    /// A request that is allowed on one side only, `{"principal", "action", "resource", "context"}`; `nil` where none is known.
    package let witness: JSONValue?
    /// Why the direction cannot be told, or what it rests on, for people; `nil` where it is plain.
    package let reason: String?

    package init(_ direction: Direction, _ severity: Severity, witness: JSONValue? = nil, reason: String? = nil) {
        self.direction = direction
        self.severity = severity
        self.witness = witness
        self.reason = reason
    }
}

/// The judgement on one aspect.
package enum Verdict: Equatable, Sendable {
    /// `spelledDifferently`: the forms differ, the meaning does not.
    case inSync(spelledDifferently: Bool)
    case drifted(AspectDrift)
    /// Nothing may be concluded or corrected.
    case undetermined(ReadGap)
}
