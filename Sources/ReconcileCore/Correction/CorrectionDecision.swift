package import Foundation

/// What a person decided about a correction that asked.
package struct CorrectionDecision: Equatable, Sendable {
    package enum Verdict: String, Sendable, CaseIterable { case approved, rejected }

    package let verdict: Verdict
    package let by: String
    package let at: Date
    /// Required for a rejection.
    package let reason: String?

    package init(verdict: Verdict, by: String, at: Date, reason: String?) {
        self.verdict = verdict
        self.by = by
        self.at = at
        self.reason = reason
    }
}
