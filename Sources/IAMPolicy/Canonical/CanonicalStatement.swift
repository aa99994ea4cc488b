/// One statement in one spelling, before statements are put together.
struct CanonicalStatement {
    /// What must be the same for two statements to speak of one union of requests: everything but the three lists.
    let remainder: PolicyStatement
    /// Sorted sets; `nil` where the element is absent.
    let principals: [CanonicalPrincipals.Item]?
    let actions: [String]?
    let resources: [String]?

    /// - Parameter keepsSid: Whether the Sid counts; an empty one is none.
    init(_ statement: PolicyStatement, keepsSid: Bool) {
        var remainder = statement
        remainder.sid = keepsSid && statement.sid?.isEmpty == false ? statement.sid : nil
        remainder.principal = nil
        remainder.action = nil
        remainder.resource = nil
        remainder.notPrincipal = statement.notPrincipal.map { CanonicalPrincipals.set(of: CanonicalPrincipals.items(of: $0)) }
        remainder.notAction = statement.notAction.map(Self.actions)
        remainder.notResource = statement.notResource.map(Self.resources)
        remainder.condition = CanonicalCondition.blocks(of: statement.condition)
        self.remainder = remainder
        self.principals = statement.principal.flatMap { CanonicalPrincipals.items(ofPrincipal: $0, effect: statement.effect) }
        self.actions = statement.action.map(Self.actions)
        self.resources = statement.resource.map(Self.resources)
    }

    /// Identical for statements that may be put together.
    var groupKey: String {
        let presence = [self.principals == nil, self.actions == nil, self.resources == nil].map { $0 ? "0" : "1" }.joined()
        return presence + JSONWriter.canonical(self.remainder.jsonValue) + self.fixedPrincipalsKey + self.fixedResourcesKey
    }

    /// A bare string cannot be written beside other principals, so a statement that has one joins its like only.
    private var fixedPrincipalsKey: String {
        guard let principals = self.principals, principals.contains(where: \.type.isEmpty) else { return "" }
        return JSONWriter.canonical(CanonicalPrincipals.set(of: principals).jsonValue)
    }

    /// A variable without a value may void its whole statement, and with it the
    /// other resources of the list: such a list is neither taken apart nor added to.
    private var fixedResourcesKey: String {
        guard let resources = self.resources, resources.contains(where: { PolicyVariable.occurs(in: $0) }) else { return "" }
        return JSONWriter.canonical(.array(resources.map { .string($0) }))
    }

    /// A statement with an empty list speaks of no request; whether it does so harmlessly is not for us to say, so it stays as it is.
    var hasEmptyList: Bool { self.actions?.isEmpty == true || self.resources?.isEmpty == true }

    var statement: PolicyStatement {
        var statement = self.remainder
        statement.principal = self.principals.map { CanonicalPrincipals.set(of: $0) }
        statement.action = self.actions
        statement.resource = self.resources
        return statement
    }

    private static func actions(_ patterns: [String]) -> [String] {
        PatternCover.reduced(ExactText.sortedSet(patterns.map(Self.action)), kind: .action)
    }

    private static func action(_ pattern: String) -> String {
        let ordered = GlobPattern.withOrderedRuns(ASCIICase.lowered(pattern))
        // Every action has a colon, so this is all of them.
        return ordered == "*:*" ? "*" : ordered
    }

    private static func resources(_ patterns: [String]) -> [String] {
        let single = patterns.map { PolicyVariable.occurs(in: $0) ? $0 : GlobPattern.withSingleStars($0) }
        return PatternCover.reduced(ExactText.sortedSet(single), kind: .resource)
    }
}
