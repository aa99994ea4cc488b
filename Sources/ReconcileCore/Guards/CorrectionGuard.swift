/// One rule about what may be sent.
package protocol CorrectionGuard: Sendable {
    var name: GuardName { get }
    func judge(_ proposal: CorrectionProposal, in context: GuardContext) -> GuardAnswer
}

/// What a guard says; the reason is for people and ends up on `status`, in notices and in the journal.
package enum GuardAnswer: Equatable, Sendable {
    case allow
    /// Not in this pass: the picture is not good enough to decide.
    case hold(String)
    /// A person decides.
    case ask(String)
    case refuse(String)
}

/// A correction before the guards have spoken.
package struct CorrectionProposal: Sendable {
    package let resource: DesiredResource
    package let drifts: [DriftRecord]
    package let draft: CorrectionDraft
    /// What is remembered of the resource from before.
    package let observed: ObservedResource?
    package let mode: ReconcileMode

    package init(
        resource: DesiredResource, drifts: [DriftRecord], draft: CorrectionDraft, observed: ObservedResource?, mode: ReconcileMode
    ) {
        self.resource = resource
        self.drifts = drifts
        self.draft = draft
        self.observed = observed
        self.mode = mode
    }
}

/// What guards know of the pass.
package struct GuardContext: Sendable {
    package let account: AccountSettings
    package let accountState: AccountState
    package let limits: Limits
    package let protected: [String]
    /// The account's managed resources.
    package let managedCount: Int
    /// What makes the snapshot partial by a passing fault.
    package let transientGap: ReadGap?
    /// The role behind the daemon's credentials; `nil` where it is none, or not known.
    package let ownRole: OwnRole?
    /// ARNs of managed principals that were read as absent.
    package let absentPrincipals: Set<String>
    /// `nil` where nobody has asked, or they may not be read.
    package let quotas: AccountQuotas?

    package init(
        account: AccountSettings, accountState: AccountState, limits: Limits, protected: [String], managedCount: Int, transientGap: ReadGap?,
        ownRole: OwnRole? = nil, absentPrincipals: Set<String> = [], quotas: AccountQuotas? = nil
    ) {
        self.account = account
        self.accountState = accountState
        self.limits = limits
        self.protected = protected
        self.managedCount = managedCount
        self.transientGap = transientGap
        self.ownRole = ownRole
        self.absentPrincipals = absentPrincipals
        self.quotas = quotas
    }
}

/// All guards in their order: the strictest answer counts, the first of its kind gives the reason.
package struct GuardChain: Sendable {
    private let guards: [any CorrectionGuard]

    package init(
        _ guards: [any CorrectionGuard] = [
            PartialSnapshotGuard(), HindranceGuard(), ProtectedPrincipalGuard(), OwnLockOutGuard(), IrreversibleGuard(), DeadPrincipalGuard(),
            PolicySizeGuard(),
            KeyLockOutGuard(), LastNeptuneRuleGuard(), ControlPolicyLockOutGuard(), SilenceGuard(), ApprovalModeGuard(),
            ApprovalThresholdGuard()
        ]
    ) {
        self.guards = guards
    }

    package func judge(_ proposal: CorrectionProposal, in context: GuardContext) -> GuardAnswer { self.ruling(on: proposal, in: context).answer }

    /// - Parameter overridden: the rule that a person has had ignored.
    package func ruling(on proposal: CorrectionProposal, in context: GuardContext, overriding overridden: GuardName? = nil) -> GuardRuling {
        var strictest = GuardRuling.allow
        for rule in self.guards where rule.name != overridden || !rule.name.mayBeOverridden {
            let answer = rule.judge(proposal, in: context)
            if Self.rank(answer) > Self.rank(strictest.answer) { strictest = GuardRuling(answer, by: rule.name) }
        }
        return strictest
    }

    private static func rank(_ answer: GuardAnswer) -> Int {
        switch answer {
        case .allow: 0
        case .ask: 1
        case .refuse: 2
        case .hold: 3
        }
    }
}
