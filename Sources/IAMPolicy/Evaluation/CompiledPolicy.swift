/// A policy document ready to judge requests; made once, used for many.
package struct CompiledPolicy: Sendable {
    let statements: [CompiledStatement]

    package init(_ document: PolicyDocument) {
        let hasVariables = document.effectiveVersion == PolicyDocument.currentVersion
        self.statements = document.statements.map { CompiledStatement($0, hasVariables: hasVariables) }
    }
}

/// One statement with its patterns.
struct CompiledStatement: Sendable {
    let effect: PolicyEffect
    let sid: String?
    let actions: [TextPattern]
    let isNotAction: Bool
    let resources: ResourceElement
    let principals: PrincipalElement
    let clauses: [ConditionClause]

    enum PrincipalElement: Hashable {
        case absent
        case named(PrincipalPattern)
        case leftOut(PrincipalPattern)
    }

    enum ResourceElement: Hashable {
        case absent
        case named([ResourceText])
        case leftOut([ResourceText])
    }

    init(_ statement: PolicyStatement, hasVariables: Bool) {
        self.effect = statement.effect
        self.sid = statement.sid
        self.actions = (statement.action ?? statement.notAction ?? []).map { .free(ASCIICase.lowered($0)) }
        self.isNotAction = statement.action == nil && statement.notAction != nil
        let texts = { (list: [String]) in list.map { ResourceText($0, hasVariables: hasVariables) } }
        self.resources = statement.resource.map { .named(texts($0)) } ?? statement.notResource.map { .leftOut(texts($0)) } ?? .absent
        self.principals =
            statement.principal.map { .named(PrincipalPattern($0)) } ?? statement.notPrincipal.map { .leftOut(PrincipalPattern($0)) } ?? .absent
        self.clauses = statement.condition.flatMap { block in
            block.entries.map { ConditionClause(operatorName: block.operatorName, entry: $0, hasVariables: hasVariables) }
        }
    }
}

/// One pattern of a `Resource` or `NotResource`.
struct ResourceText: Hashable, Sendable {
    let template: TextTemplate
    private let fixed: TextPattern?

    init(_ text: String, hasVariables: Bool) {
        self.template = TextTemplate(text, hasVariables: hasVariables, hasWildcards: true)
        self.fixed = self.template.fixedTokens.map(TextPattern.resource)
    }

    /// What it comes to in one request; `nil` if a variable has no value.
    func pattern(_ lookup: (_ loweredKey: String) -> [String]?) -> TextPattern? {
        self.fixed ?? self.template.tokens(lookup).map(TextPattern.resource)
    }
}

// MARK: - Matching

/// What an absent element of a statement means where a document is attached.
struct StatementRules: Hashable {
    enum PrincipalRule: Hashable {
        /// The document speaks of whom it is attached to; naming somebody is a fault.
        case implied
        /// Without a principal a statement speaks of nobody.
        case required
        /// Without a principal a statement speaks of everyone.
        case optional
    }

    let principal: PrincipalRule
    /// Whether a statement without a resource speaks of the resource that it is attached to.
    let impliesResource: Bool
    /// Whether a Deny with `NotPrincipal` speaks of everyone: it does for users and roles with a permissions boundary,
    /// whomever it names.
    ///
    /// Source: IAM User Guide, "AWS JSON policy elements: NotPrincipal".
    var deniesWhomNotPrincipalNames = false
}

extension CompiledStatement {
    func match(_ facts: RequestFacts, _ rules: StatementRules) -> (match: Match, reach: PrincipalPattern.Reach) {
        if !self.matchesAction(facts.action) { return (.no, .direct) }
        let resource = self.matchResource(facts, rules)
        if resource == .no { return (.no, .direct) }
        let (principal, reach) = self.matchPrincipal(facts, rules)
        if principal == .no { return (.no, .direct) }
        var result = resource == .yes ? principal : resource
        for clause in self.clauses {
            let match = clause.holds(facts.values)
            // What nobody can evaluate allows nothing; a Deny that nobody can evaluate stays in doubt.
            if match == .no || match == .unknown(.unknownOperator) && self.effect == .allow { return (.no, .direct) }
            if result == .yes { result = match }
        }
        return (result, reach)
    }

    /// Without an action a statement speaks of none.
    private func matchesAction(_ action: [UInt8]) -> Bool {
        // The wildcards of an action reach everything, so the answer is never in doubt.
        let isNamed = self.actions.contains { $0.match(action) == .yes }
        return isNamed != self.isNotAction
    }

    private func matchResource(_ facts: RequestFacts, _ rules: StatementRules) -> Match {
        switch self.resources {
        case .absent: return Match(rules.impliesResource)
        case .named(let texts): return Self.match(texts, facts)
        case .leftOut(let texts):
            switch Self.match(texts, facts) {
            case .yes: return .no
            case .no: return Match(texts.allSatisfy { $0.pattern(facts.values) != nil })
            case .unknown(let doubt): return .unknown(doubt)
            }
        }
    }

    private static func match(_ texts: [ResourceText], _ facts: RequestFacts) -> Match {
        var found = Match.no
        var hasUnresolved = false
        for text in texts {
            guard let pattern = text.pattern(facts.values) else {
                hasUnresolved = true
                continue
            }
            let match = pattern.match(facts.resource)
            if match == .yes || found == .no { found = match }
            if found == .yes && !hasUnresolved && texts.count == 1 { break }
        }
        return found == .yes && hasUnresolved ? .unknown(.unresolvedVariable) : found
    }

    func matchPrincipal(_ facts: RequestFacts, _ rules: StatementRules) -> (match: Match, reach: PrincipalPattern.Reach) {
        switch (self.principals, rules.principal) {
        case (.absent, .implied), (.absent, .optional): return (.yes, .direct)
        case (.absent, .required): return (.no, .direct)
        // IAM refuses such a document. Where the element names the principal, it makes no difference whether it counts.
        case (.named(let pattern), .implied):
            let isNamed = pattern.match(facts.principal, uniqueID: facts.uniqueID).match == .yes
            return (isNamed ? .yes : .unknown(.misplacedPrincipal), .direct)
        case (.leftOut, .implied): return (.unknown(.misplacedPrincipal), .direct)
        case (.named(let pattern), _):
            let hit = pattern.match(facts.principal, uniqueID: facts.uniqueID)
            // A role as such can do what one of its sessions may; it is kept from it only if all are.
            if hit.match == .unknown(.unknownSession), self.effect == .allow { return (.yes, hit.reach) }
            return hit
        case (.leftOut(let pattern), _):
            if self.effect == .deny && rules.deniesWhomNotPrincipalNames { return (.yes, .direct) }
            return (pattern.leavesOut(facts.principal, uniqueID: facts.uniqueID, effect: self.effect), .direct)
        }
    }
}
