/// Which corrections ask in an account that else sends them by itself.
package struct ApprovalThreshold: Hashable, Sendable {
    package enum Widening: String, Sendable, CaseIterable { case run, ask }

    /// What is done about corrections that give access; those that only take it away never ask for that reason.
    package var widening: Widening
    /// Corrections of drifts that are as severe as this, or worse, ask; `nil`: none for that reason.
    package var severity: Severity?

    package init(widening: Widening = .run, severity: Severity? = nil) {
        self.widening = widening
        self.severity = severity
    }
}
