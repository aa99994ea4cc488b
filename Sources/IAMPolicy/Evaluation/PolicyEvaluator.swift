/// Judges requests by a set of policies, as AWS does.
///
/// Source: IAM User Guide, "Policy evaluation logic".
package struct PolicyEvaluator: Sendable {
    private let levels: [(level: PolicyLevel, policies: [CompiledPolicy])]

    package init(_ policies: PolicySet) {
        var levels: [(PolicyLevel, [PolicyDocument])] = []
        for (index, list) in (policies.scps ?? []).enumerated() { levels.append((.scp(level: index), list)) }
        for (index, list) in (policies.rcps ?? []).enumerated() { levels.append((.rcp(level: index), list)) }
        if let list = policies.endpoint { levels.append((.endpoint, list)) }
        if let list = policies.resource { levels.append((.resource, list)) }
        levels.append((.identity, policies.identity))
        if let list = policies.boundary { levels.append((.boundary, list)) }
        if let list = policies.session { levels.append((.session, list)) }
        self.levels = levels.map { (level: $0.0, policies: $0.1.map(CompiledPolicy.init)) }
    }

    package static func evaluate(_ request: AccessRequest, _ policies: PolicySet) -> Evaluation { Self(policies).evaluate(request) }

    package func evaluate(_ request: AccessRequest) -> Evaluation {
        let facts = RequestFacts(request)
        if AccessWithoutPolicies.isGranted(facts) { return Evaluation(verdict: .allowed, reason: AccessWithoutPolicies.grantReason) }
        let kind = facts.resourceKind
        let hasBoundary = self.levels.contains { $0.level == .boundary && Self.applies($0.level, to: request) }
        var outcomes: [(level: PolicyLevel, outcome: LevelOutcome)] = []
        outcomes.reserveCapacity(self.levels.count)
        var isInDoubt = false
        for (level, policies) in self.levels where Self.applies(level, to: request) {
            let outcome = LevelOutcome(policies, at: level, Self.rules(of: level, kind, hasBoundary: hasBoundary), facts)
            if outcome.doubt != nil { isInDoubt = true }
            outcomes.append((level, outcome))
        }
        let isCrossAccount = facts.resourceAccount != nil && facts.resourceAccount != request.principal.account
        let decision = { (reading: AccessDecision.Reading) in
            AccessDecision(
                outcomes: outcomes, principal: request.principal, isCrossAccount: isCrossAccount, needsResourcePolicy: kind.needsResourcePolicy,
                reading: reading
            ).decide()
        }
        let generous = decision(.generous)
        if generous.verdict == .allowed, let reason = AccessWithoutPolicies.refusal(facts) {
            return Evaluation(verdict: .implicitDeny, reason: reason)
        }
        if isInDoubt && generous.verdict == .allowed && decision(.strict).verdict != .allowed {
            let doubt = outcomes.lazy.compactMap(\.outcome.doubt).first
            return Evaluation(verdict: .undetermined, reason: doubt?.rawValue)
        }
        return Self.answer(generous, outcomes, request)
    }

    /// Which levels bind the principal at all.
    private static func applies(_ level: PolicyLevel, to request: AccessRequest) -> Bool {
        let principal = request.principal
        switch level {
        case .scp:
            if request.exemptions.contains(.principalInManagementAccount) || principal.isServiceLinkedRole { return false }
            return principal.account != nil
        case .rcp: return !request.exemptions.contains(.resourceInManagementAccount) && !principal.isServiceLinkedRole
        case .identity, .boundary, .session:
            switch principal {
            case .user, .role, .federatedUser: return true
            case .root, .federated, .service, .canonicalUser, .anonymous: return false
            }
        case .resource, .endpoint: return true
        }
    }

    private static func rules(of level: PolicyLevel, _ kind: ResourceKind, hasBoundary: Bool) -> StatementRules {
        switch level {
        case .identity, .boundary, .session, .scp: StatementRules(principal: .implied, impliesResource: false)
        // KMS stores a statement without a resource, which has no effect there.
        case .resource: StatementRules(principal: .required, impliesResource: kind != .key, deniesWhomNotPrincipalNames: hasBoundary)
        case .rcp: StatementRules(principal: .optional, impliesResource: false)
        case .endpoint: StatementRules(principal: .optional, impliesResource: true)
        }
    }

    private static func answer(
        _ decided: (verdict: Evaluation.Verdict, used: [PolicyLevel], missing: [PolicyLevel]),
        _ outcomes: [(level: PolicyLevel, outcome: LevelOutcome)], _ request: AccessRequest
    ) -> Evaluation {
        let deciding = outcomes.filter { decided.used.contains($0.level) }
        switch decided.verdict {
        case .allowed:
            let statements = deciding.flatMap(\.outcome.allowing)
            return Evaluation(verdict: .allowed, decidedBy: statements, reason: statements.isEmpty ? Self.rootReason : nil)
        case .explicitDeny: return Evaluation(verdict: .explicitDeny, decidedBy: deciding.flatMap(\.outcome.denying))
        case .implicitDeny:
            let levels = decided.missing.map(\.description).joined(separator: ", ")
            return Evaluation(verdict: .implicitDeny, missing: decided.missing, reason: "no Allow at: \(levels)")
        case .undetermined: return Evaluation(verdict: .undetermined)
        }
    }

    private static let rootReason = "the root user has full access in its own account"
}
