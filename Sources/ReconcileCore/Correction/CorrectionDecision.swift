package import Foundation

/// What a person decided about a correction that asked.
package struct CorrectionDecision: Equatable, Sendable {
    package enum Verdict: String, Sendable, CaseIterable { case approved, rejected }

    package let verdict: Verdict
    package let by: String
    package let at: Date
    /// Required for a rejection, and where a rule was ignored.
    package let reason: String?
    /// The rule that was to be ignored for it.
    package let overrides: GuardName?

    package init(verdict: Verdict, by: String, at: Date, reason: String?, overrides: GuardName? = nil) {
        self.overrides = overrides
        self.verdict = verdict
        self.by = by
        self.at = at
        self.reason = reason
    }
}
