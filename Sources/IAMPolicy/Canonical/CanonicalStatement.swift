/// One statement in one spelling, before statements are put together.
///
/// A class, for it is sorted and passed around, and nothing in it changes.
final class CanonicalStatement: Sendable {
    /// What must be the same for two statements to speak of one union of requests: everything but the three lists.
    let remainder: PolicyStatement
    /// The statement's principals one by one, a sorted set; `nil` where the element is absent.
    let principals: [CanonicalPrincipals.Item]?
    /// `nil` where the element is absent.
    let actionList: PatternList?
    /// `nil` where the element is absent.
    let resourceList: PatternList?

    /// - Parameter keepsSid: Whether the Sid counts; an empty one is none.
    init(_ statement: PolicyStatement, keepsSid: Bool) {
        self.principals = statement.principal.flatMap { CanonicalPrincipals.items(ofPrincipal: $0, effect: statement.effect) }
        self.actionList = statement.action.map { PatternList($0, kind: .action) }
        self.resourceList = statement.resource.map { PatternList($0, kind: .resource) }
        self.remainder = PolicyStatement(
            sid: keepsSid && statement.sid?.isEmpty == false ? statement.sid : nil, effect: statement.effect,
            notPrincipal: statement.notPrincipal.map { CanonicalPrincipals.set(of: CanonicalPrincipals.items(of: $0)) },
            notAction: statement.notAction.map { PatternList($0, kind: .action).texts },
            notResource: statement.notResource.map { PatternList($0, kind: .resource).texts },
            condition: CanonicalCondition.blocks(of: statement.condition), unknownMembers: statement.unknownMembers)
    }

    /// The whole statement, made anew at each call.
    var statement: PolicyStatement {
        var statement = self.remainder
        statement.principal = self.principal
        statement.action = self.actions
        statement.resource = self.resources
        return statement
    }

    var principal: PrincipalSet? { self.principals.map(CanonicalPrincipals.set) }
    /// Sorted sets; `nil` where the element is absent.
    var actions: [String]? { self.actionList?.texts }
    var resources: [String]? { self.resourceList?.texts }

    /// Writes what is identical for statements that may be put together.
    func writeGroupKey(to output: inout JSONOutput) {
        let presence = (self.principals == nil ? 0 : 1) + (self.actionList == nil ? 0 : 2) + (self.resourceList == nil ? 0 : 4)
        output.bytes.append(UInt8(presence | (self.hasEmptyList ? 8 : 0)))
        output.writeCanonical(self.remainder)
        // A bare string cannot be written beside other principals, so a statement that has one joins its like only.
        if let principals = self.principals, principals.contains(where: \.type.isEmpty) {
            output.write(CanonicalPrincipals.set(of: principals).jsonValue, depth: 0)
        }
        // A variable without a value may void its whole statement, and with it the other resources of the list: such
        // a list is neither taken apart nor added to, unless all of it stands and falls with the same variables.
        if let resources = self.resourceList, resources.hasVariables {
            if let keys = resources.sharedVariables {
                for key in keys { output.bytes.append(contentsOf: "\(key.utf8.count) \(key)".utf8) }
            } else {
                resources.write(to: &output)
            }
        }
    }

    /// A statement with an empty list speaks of no request; whether it does so harmlessly is not for us to say, so it stays as it is.
    var hasEmptyList: Bool { self.actionList?.isEmpty == true || self.resourceList?.isEmpty == true }
}
