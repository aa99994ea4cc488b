/// The rules by name, as `plan` shows them and `approve --override` takes them.
package enum GuardName: String, Sendable, CaseIterable {
    case partialSnapshot, nothingToSend, protectedPrincipal, ownLockOut, irreversible, deadPrincipal, keyLockOut, lastNeptuneRule
    case controlPolicyLockOut, silence, approvalMode, approvalThreshold, changeLimit, deletions, policySize, quota

    /// Whether a person may, with a reason, have one correction sent all the same.
    ///
    /// Not where the daemon or everybody could be locked out for good, where the configuration says never, and where there is
    /// nothing to send or nothing to go by.
    package var mayBeOverridden: Bool {
        switch self {
        case .partialSnapshot, .nothingToSend, .protectedPrincipal, .ownLockOut, .keyLockOut, .controlPolicyLockOut: false
        case .irreversible, .deadPrincipal, .lastNeptuneRule, .silence, .approvalMode, .approvalThreshold: true
        case .changeLimit, .deletions, .policySize, .quota: true
        }
    }
}

/// What the rules came to about one correction, and the one that decided.
package struct GuardRuling: Equatable, Sendable {
    package let answer: GuardAnswer
    /// `nil` where it is let through, or waits for another correction.
    package let name: GuardName?

    package init(_ answer: GuardAnswer, by name: GuardName? = nil) {
        self.answer = answer
        self.name = name
    }

    package static let allow = GuardRuling(.allow)

    /// Let through, or a matter of one person's word.
    var isPassable: Bool {
        switch self.answer {
        case .allow, .ask: true
        case .hold, .refuse: false
        }
    }
}

/// One rule that a person has had ignored for one correction, and why.
package struct GuardOverride: Hashable, Sendable {
    package let name: GuardName
    package let reason: String

    package init(name: GuardName, reason: String) {
        self.name = name
        self.reason = reason
    }
}
