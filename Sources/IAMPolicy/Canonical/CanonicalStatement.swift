/// One statement in one spelling, before statements are put together.
struct CanonicalStatement {
    let statement: PolicyStatement
    /// The statement's principals one by one, a sorted set; `nil` where the element is absent.
    let principals: [CanonicalPrincipals.Item]?

    /// - Parameter keepsSid: Whether the Sid counts; an empty one is none.
    init(_ statement: PolicyStatement, keepsSid: Bool) {
        let principals = statement.principal.flatMap { CanonicalPrincipals.items(ofPrincipal: $0, effect: statement.effect) }
        self.principals = principals
        self.statement = PolicyStatement(
            sid: keepsSid && statement.sid?.isEmpty == false ? statement.sid : nil, effect: statement.effect,
            principal: principals.map(CanonicalPrincipals.set),
            notPrincipal: statement.notPrincipal.map { CanonicalPrincipals.set(of: CanonicalPrincipals.items(of: $0)) },
            action: statement.action.map(Self.actions), notAction: statement.notAction.map(Self.actions),
            resource: statement.resource.map(Self.resources), notResource: statement.notResource.map(Self.resources),
            condition: CanonicalCondition.blocks(of: statement.condition), unknownMembers: statement.unknownMembers)
    }

    /// Sorted sets; `nil` where the element is absent.
    var actions: [String]? { self.statement.action }
    var resources: [String]? { self.statement.resource }

    /// What must be the same for two statements to speak of one union of requests: everything but the three lists.
    var remainder: PolicyStatement {
        var remainder = self.statement
        remainder.principal = nil
        remainder.action = nil
        remainder.resource = nil
        return remainder
    }

    /// Writes what is identical for statements that may be put together.
    func writeGroupKey(to output: inout JSONOutput) {
        let presence = (self.principals == nil ? 0 : 1) + (self.actions == nil ? 0 : 2) + (self.resources == nil ? 0 : 4)
        output.bytes.append(UInt8(presence | (self.hasEmptyList ? 8 : 0)))
        output.writeCanonical(self.statement, withGrid: false)
        output.bytes += self.fixedPrincipalsKey.utf8
        output.bytes += self.fixedResourcesKey.utf8
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

    private static func actions(_ patterns: [String]) -> [String] { PatternList.canonical(patterns, kind: .action) }

    private static func resources(_ patterns: [String]) -> [String] { PatternList.canonical(patterns, kind: .resource) }
}
