/// Whether two documents mean the same.
package enum PolicyComparison: Hashable, Sendable {
    /// They do; `spelledDifferently` tells whether a Sid, an Id or the cut into
    /// labelled statements differs, which people may want to know and nobody needs to correct.
    case equal(spelledDifferently: Bool)
    /// They do not, or it could not be proved that they do. Never empty.
    case different([PolicyDifference])
}

extension PolicyComparison {
    package var isEqual: Bool {
        switch self {
        case .equal: true
        case .different: false
        }
    }

    package var differences: [PolicyDifference] {
        switch self {
        case .equal: []
        case .different(let differences): differences
        }
    }
}

/// One part of a policy that is not as desired: only the members that came or went.
package struct PolicyDifference: Hashable, Sendable {
    /// For people, such as `Statement[Load].Action`; a statement without a Sid goes by its place, from 0.
    package let path: String
    /// What is declared and not there; `nil` if nothing is missing.
    package let desired: JSONValue?
    /// What is there and not declared; `nil` if nothing was added.
    package let live: JSONValue?
    /// Why it looks as it does, where that is known.
    package let reason: String?

    package init(path: String, desired: JSONValue?, live: JSONValue?, reason: String? = nil) {
        self.path = path
        self.desired = desired
        self.live = live
        self.reason = reason
    }

    /// A live policy shows an id instead of an ARN once its principal is gone.
    ///
    /// Source: IAM User Guide, "IAM JSON policy elements: Principal".
    package static let deadPrincipalReason = "the principal was deleted and perhaps re-created"
}

/// The ARN of the living principal that has this unique id (`AROA…`, `AIDA…`), or `nil` if there is none.
package typealias PrincipalResolver = @Sendable (_ uniqueID: String) -> String?
