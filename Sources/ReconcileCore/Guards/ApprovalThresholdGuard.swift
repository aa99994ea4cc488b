/// Beyond what the configuration lets run alone, a person decides: by what a correction does to access, and by how severe the drift is.
package struct ApprovalThresholdGuard: CorrectionGuard {
    package init() {}

    package var name: GuardName { .approvalThreshold }

    package func judge(_ proposal: CorrectionProposal, in context: GuardContext) -> GuardAnswer {
        let threshold = context.account.approval
        if threshold.widening == .ask, let drift = proposal.drifts.first(where: { Self.givesAccess($0.direction) }) {
            let what = drift.direction == .undetermined ? "it may give access" : "it gives access"
            return .ask("\(what): \(drift.aspect) is to be put back, and approval.widening is ask")
        }
        if let severity = threshold.severity, let drift = proposal.drifts.first(where: { $0.severity >= severity }) {
            return .ask("the drift of \(drift.aspect) is \(drift.severity.rawValue), and approval.severity is \(severity.rawValue)")
        }
        return .allow
    }

    /// What a drift took away, its correction gives; of what cannot be told the worst is assumed.
    private static func givesAccess(_ direction: Direction) -> Bool {
        switch direction {
        case .narrows, .both, .undetermined: true
        case .widens, .neutral: false
        }
    }
}
