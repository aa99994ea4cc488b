/// What the statements of one level say of one request.
struct LevelOutcome {
    /// The strongest grant, and the strongest that there may be.
    private(set) var allow: PrincipalPattern.Reach?
    private(set) var possibleAllow: PrincipalPattern.Reach?
    private(set) var denies = false
    private(set) var mayDeny = false
    private(set) var doubt: MatchDoubt?
    private(set) var allowing: [DecidingStatement] = []
    private(set) var denying: [DecidingStatement] = []

    init(_ policies: [CompiledPolicy], at level: PolicyLevel, _ rules: StatementRules, _ facts: RequestFacts) {
        for (policyIndex, policy) in policies.enumerated() {
            for (index, statement) in policy.statements.enumerated() {
                let (match, reach) = statement.match(facts, rules)
                switch match {
                case .no: break
                case .yes:
                    let place = DecidingStatement(level: level, policy: policyIndex, statement: index, sid: statement.sid)
                    self.note(statement.effect, reach, place)
                case .unknown(let doubt):
                    self.doubt = self.doubt ?? doubt
                    self.notePossible(statement.effect, reach)
                }
            }
        }
    }

    private mutating func note(_ effect: PolicyEffect, _ reach: PrincipalPattern.Reach, _ place: DecidingStatement) {
        self.notePossible(effect, reach)
        switch effect {
        case .allow:
            self.allow = max(self.allow ?? reach, reach)
            self.allowing.append(place)
        case .deny:
            self.denies = true
            self.denying.append(place)
        }
    }

    private mutating func notePossible(_ effect: PolicyEffect, _ reach: PrincipalPattern.Reach) {
        switch effect {
        case .allow: self.possibleAllow = max(self.possibleAllow ?? reach, reach)
        case .deny: self.mayDeny = true
        }
    }
}
