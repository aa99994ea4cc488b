/// Puts what the levels say together, under one of two readings of what is in doubt.
///
/// Source: IAM User Guide, "Policy evaluation logic" and "Cross-account policy evaluation logic".
struct AccessDecision {
    enum Reading {
        /// What may be allowed is, what may be denied is not.
        case generous
        /// The reverse.
        case strict
    }

    let outcomes: [(level: PolicyLevel, outcome: LevelOutcome)]
    let principal: RequestPrincipal
    let isCrossAccount: Bool
    let needsResourcePolicy: Bool
    let reading: Reading

    /// - Returns: The verdict, the levels it rests on, and those without the Allow that they need.
    func decide() -> (verdict: Evaluation.Verdict, used: [PolicyLevel], missing: [PolicyLevel]) {
        let denying = self.outcomes.filter { self.denies($0.outcome) }.map(\.level)
        if !denying.isEmpty { return (.explicitDeny, denying, []) }
        var (used, missing): ([PolicyLevel], [PolicyLevel]) = ([], [])
        for (level, outcome) in self.outcomes where Self.isFilter(level) {
            if self.grant(outcome) == nil { missing.append(level) } else { used.append(level) }
        }
        let (grants, lacks) = self.grants()
        used += grants
        missing += lacks
        return missing.isEmpty ? (.allowed, used, []) : (.implicitDeny, [], missing)
    }

    /// Levels that must allow every request, whoever grants.
    ///
    /// Resource control policies only take away: `RCPFullAWSAccess` is attached at each level and cannot be detached.
    /// Source: AWS Organizations User Guide, "Resource control policies (RCPs)".
    private static func isFilter(_ level: PolicyLevel) -> Bool {
        switch level {
        case .scp, .endpoint: true
        case .rcp, .identity, .resource, .boundary, .session: false
        }
    }

    private func denies(_ outcome: LevelOutcome) -> Bool { self.reading == .generous ? outcome.denies : outcome.mayDeny }

    private func grant(_ outcome: LevelOutcome) -> PrincipalPattern.Reach? {
        self.reading == .generous ? outcome.possibleAllow : outcome.allow
    }

    private func grant(at level: PolicyLevel) -> PrincipalPattern.Reach? {
        self.outcomes.first { $0.level == level }.flatMap { self.grant($0.outcome) }
    }

    private func isGiven(_ level: PolicyLevel) -> Bool { self.outcomes.contains { $0.level == level } }

    /// Who grants, and what is missing for that.
    private func grants() -> (used: [PolicyLevel], missing: [PolicyLevel]) {
        let resource = self.grant(at: .resource)
        switch self.principal {
        case .federated, .service, .canonicalUser, .anonymous:
            return resource == nil ? ([], [.resource]) : ([.resource], [])
        case .root:
            // The root user has full access in its own account, without any policy.
            if !self.isCrossAccount && !self.needsResourcePolicy { return ([], []) }
            return resource == nil ? ([], [.resource]) : ([.resource], [])
        case .user, .role, .federatedUser: break
        }
        if self.isCrossAccount { return self.all([.resource, .identity, .boundary, .session]) }
        switch resource {
        case .direct: return ([.resource], [])
        case .role:
            let limited = self.all([.resource, .boundary, .session])
            return limited.missing.isEmpty ? limited : self.fallback(otherwise: limited)
        case .account, nil: return self.needsResourcePolicy ? self.all([.resource, .identity, .boundary, .session]) : self.byIdentity
        }
    }

    private var byIdentity: (used: [PolicyLevel], missing: [PolicyLevel]) { self.all([.identity, .boundary, .session]) }

    /// Where the resource's grant is limited away, the identity's would be too; only the list of what is missing is at stake.
    private func fallback(otherwise limited: (used: [PolicyLevel], missing: [PolicyLevel])) -> (used: [PolicyLevel], missing: [PolicyLevel]) {
        let byIdentity = self.byIdentity
        return byIdentity.missing.isEmpty ? byIdentity : limited
    }

    /// Boundary and session policy count where they are given.
    private func all(_ levels: [PolicyLevel]) -> (used: [PolicyLevel], missing: [PolicyLevel]) {
        var (used, missing): ([PolicyLevel], [PolicyLevel]) = ([], [])
        for level in levels {
            if self.grant(at: level) != nil {
                used.append(level)
            } else if level == .identity || level == .resource || self.isGiven(level) {
                missing.append(level)
            }
        }
        return (used, missing)
    }
}
