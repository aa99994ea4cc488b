/// The statements that fit a principal: their principal elements and the conditions on keys that follow from it.
struct PrincipalFit {
    let statements: StatementBits
    /// Whether some statement cannot be judged for certain.
    let isInDoubt: Bool

    /// Once as named itself, and once as member of an account to which permissions are handed, if that is more.
    static func fits(of principal: RequestPrincipal, _ documents: ComparedDocuments) -> [Self] {
        var direct = Builder()
        var delegated = Builder()
        let facts = RequestFacts(AccessRequest(principal: principal, action: "", resource: ""))
        for (index, statement) in documents.statements.enumerated() {
            let (match, reach) = statement.match(principal: facts, documents.rules)
            let isHandedOn = reach == .account && statement.effect == .allow && match != .no
            delegated.note(index, match)
            if !isHandedOn { direct.note(index, match) }
            if isHandedOn { delegated.isMore = true }
        }
        return delegated.isMore ? direct.fits + delegated.fits : direct.fits
    }

    private struct Builder {
        var sure = StatementBits()
        var possible: [Int] = []
        var isMore = false

        private static let doubtsMax = 3

        mutating func note(_ index: Int, _ match: Match) {
            switch match {
            case .no: break
            case .yes: self.sure.insert(index)
            case .unknown: self.possible.append(index)
            }
        }

        /// Every way in which the doubtful statements can turn out, as far as there are few.
        var fits: [PrincipalFit] {
            if self.possible.isEmpty { return [PrincipalFit(statements: self.sure, isInDoubt: false)] }
            return (0..<(1 << min(self.possible.count, Self.doubtsMax))).map { variant in
                var statements = self.sure
                for (bit, index) in self.possible.prefix(Self.doubtsMax).enumerated() where variant & (1 << bit) != 0 { statements.insert(index) }
                return PrincipalFit(statements: statements, isInDoubt: true)
            }
        }
    }
}

extension CompiledStatement {
    /// The part of the match that the principal settles.
    fileprivate func match(principal facts: RequestFacts, _ rules: StatementRules) -> (match: Match, reach: PrincipalPattern.Reach) {
        let (principal, reach) = self.matchPrincipal(facts, rules)
        if principal == .no { return (.no, reach) }
        var result = principal
        for clause in self.clauses where clause.followsFromPrincipal {
            let match = clause.holds(facts.values)
            if match == .no { return (.no, reach) }
            if result == .yes { result = match }
        }
        return (result, reach)
    }
}

extension ConditionClause {
    /// The keys of the policy variables in its values, in lower case.
    var variableKeys: [String] {
        if case .text(let texts) = self.test { texts.flatMap(\.template.variableKeys) } else { [] }
    }

    /// Whether the principal alone settles it.
    var followsFromPrincipal: Bool {
        RequestPrincipal.impliedKeys.contains(self.key) && self.variableKeys.allSatisfy(RequestPrincipal.impliedKeys.contains)
    }
}
