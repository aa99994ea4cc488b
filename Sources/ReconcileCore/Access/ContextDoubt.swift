import IAMPolicy

/// Which condition keys a request may carry without our knowing their values.
///
/// A statement that asks for such a key is taken once as helping and once as hindering.
package struct ContextDoubt: Hashable, Sendable {
    /// In lower case; `nil`: what a request does not say is not there.
    private let settled: Set<String>?

    private init(settled: Set<String>?) { self.settled = settled }

    /// What the context does not hold is absent.
    package static let none = ContextDoubt(settled: nil)

    /// Every key may be there, but for those in the context, those that follow from the principal, and these.
    /// - Parameter absent: keys that surely are not there; a last `*` stands for any end.
    package static func beyond(absent: [String] = []) -> ContextDoubt {
        ContextDoubt(settled: Self.alwaysSettled.union(absent.map { $0.lowercased() }))
    }

    /// What the principal and the resource say by themselves, and what only people and their identity providers bring along.
    /// - SeeAlso: IAM User Guide, "AWS global condition context keys".
    private static let alwaysSettled: Set<String> = [
        "aws:principalarn", "aws:principalaccount", "aws:principaltype", "aws:username", "aws:principalisawsservice",
        "aws:principalservicename", "aws:resourceaccount", "aws:multifactorauthpresent", "aws:multifactorauthage", "aws:federatedprovider",
        "aws:calledvia*", "sts:externalid", "sts:rolesessionname", "saml:*", "aws:rolesessionissuedby", "aws:viaawsservice"
    ]

    /// Whether the value of a key is not known.
    func isOpen(_ key: String, in context: RequestContext) -> Bool {
        guard let settled else { return false }
        let lowered = key.lowercased()
        if context[lowered] != nil || settled.contains(lowered) { return false }
        return !settled.contains { $0.hasSuffix("*") && lowered.hasPrefix($0.dropLast()) }
    }

    // MARK: Documents, seen from two sides

    /// What is open helps: conditions on it hold for an Allow, and keep a Deny away.
    func generous(_ document: PolicyDocument, _ context: RequestContext) -> PolicyDocument {
        self.settled == nil ? document : document.changingStatements { self.weighed($0, softened: .allow, context) }
    }

    /// The reverse.
    func strict(_ document: PolicyDocument, _ context: RequestContext) -> PolicyDocument {
        self.settled == nil ? document : document.changingStatements { self.weighed($0, softened: .deny, context) }
    }

    /// Statements keep their places, so that one that decides is found by its number.
    private func weighed(_ statement: PolicyStatement, softened: PolicyEffect, _ context: RequestContext) -> PolicyStatement {
        guard self.openKeys(of: statement, context).isEmpty == false else { return statement }
        var changed = statement
        if statement.effect == softened {
            changed.condition = statement.condition.compactMap { block in
                let entries = block.entries.filter { !self.isOpen($0.key, in: context) }
                return entries.isEmpty ? nil : ConditionBlock(operatorName: block.operatorName, entries: entries)
            }
        } else {
            changed.disable()
        }
        return changed
    }

    private func openKeys(of statement: PolicyStatement, _ context: RequestContext) -> [String] {
        statement.condition.flatMap(\.entries).map(\.key).filter { self.isOpen($0, in: context) }
    }

    /// The keys that statements ask for and nobody knows, sorted, each once.
    func openKeys(in documents: [PolicyDocument], _ context: RequestContext) -> [String] {
        Set(documents.flatMap(\.statements).flatMap { self.openKeys(of: $0, context) }).sorted()
    }
}

extension PolicyDocument {
    /// The same with each statement changed in its place.
    func changingStatements(_ change: (PolicyStatement) -> PolicyStatement) -> PolicyDocument {
        var document = self
        document.statements = self.statements.map(change)
        return document
    }

    /// The same with statements of an effect that speak of nothing any more.
    func disabling(_ effect: PolicyEffect) -> PolicyDocument {
        self.changingStatements { statement in
            var changed = statement
            if statement.effect == effect { changed.disable() }
            return changed
        }
    }
}

extension PolicyStatement {
    /// Leaves a statement that matches no action.
    fileprivate mutating func disable() {
        self.action = []
        self.notAction = nil
        self.condition = []
    }
}
