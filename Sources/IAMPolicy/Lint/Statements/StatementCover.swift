/// Whether one statement speaks of everything that another one speaks of, as far as its patterns prove it.
struct StatementCover {
    /// A list of patterns as it is compared.
    private struct Patterns {
        let spelt: [String]
        let hasWildcard: Bool
        let size: Int

        init?(_ texts: [String]?, _ kind: PatternCover.Kind) {
            guard let texts else { return nil }
            self.spelt = kind == .action ? texts.map(ASCIICase.lowered) : texts
            self.hasWildcard = self.spelt.contains { $0.withBytes(GlobPattern.hasWildcard) }
            self.size = texts.reduce(0) { $0 + $1.utf8.count }
        }

        func contains(_ text: String) -> Bool { self.spelt.contains { ExactText.areIdentical($0, text) } }

        /// Whether nothing of `inner` is among what this list excludes: patterns without a text in common share no request.
        func spares(_ inner: Self) -> Bool {
            !inner.spelt.isEmpty && inner.spelt.allSatisfy { text in !self.spelt.contains { PatternOverlap.exists($0, text) } }
        }

        /// Whether everything of `inner` lies within this list.
        func covers(_ inner: Self, _ kind: PatternCover.Kind) -> Bool {
            // Nothing but itself lies within a pattern without wildcards.
            if !self.hasWildcard { return inner.spelt.allSatisfy(self.contains) }
            // What of the inner list is neither written in the outer one nor within one of its patterns is left over.
            return PatternCover.reduced(self.spelt + inner.spelt, kind: kind).allSatisfy(self.contains)
        }
    }

    private let statement: PolicyStatement
    private let condition: [ConditionBlock]
    private let action: Patterns?
    private let notAction: Patterns?
    private let resource: Patterns?
    private let notResource: Patterns?

    init(_ statement: PolicyStatement) {
        self.statement = statement
        self.condition = CanonicalCondition.blocks(of: statement.condition)
        self.action = Patterns(statement.action, .action)
        self.notAction = Patterns(statement.notAction, .action)
        self.resource = Patterns(statement.resource, .resource)
        self.notResource = Patterns(statement.notResource, .resource)
    }

    /// Whether this one speaks of all that `inner` speaks of. Sound, not complete; the effects do not count.
    /// - Parameter budget: What may still be spent, in products of lengths; at its end nothing covers anything.
    func covers(_ inner: Self, budget: inout Int) -> Bool {
        guard budget > 0, self.statement.unknownMembers.isEmpty, inner.statement.unknownMembers.isEmpty else { return false }
        // None, or exactly the same.
        guard self.condition.isEmpty || self.condition == inner.condition, Self.principalsCover(self.statement, inner.statement) else { return false }
        if self.hasSameLists(as: inner) { return true }
        // Texts of a document are at most 2^20 bytes, so that the product fits.
        budget -= self.size * inner.size
        return Self.listCovers((self.action, self.notAction), (inner.action, inner.notAction), .action)
            && Self.listCovers((self.resource, self.notResource), (inner.resource, inner.notResource), .resource)
    }

    private func hasSameLists(as other: Self) -> Bool {
        let (left, right) = (self.statement, other.statement)
        return left.action == right.action && left.notAction == right.notAction && left.resource == right.resource
            && left.notResource == right.notResource
    }

    private var size: Int {
        1 + (self.action?.size ?? 0) + (self.notAction?.size ?? 0) + (self.resource?.size ?? 0) + (self.notResource?.size ?? 0)
    }

    private static func principalsCover(_ outer: PolicyStatement, _ inner: PolicyStatement) -> Bool {
        if outer.notPrincipal != nil || inner.notPrincipal != nil {
            return outer.principal == nil && inner.principal == nil && outer.notPrincipal == inner.notPrincipal
        }
        guard let outerSet = outer.principal, let innerSet = inner.principal else { return outer.principal == nil && inner.principal == nil }
        let (outerItems, innerItems) = (CanonicalPrincipals.items(of: outerSet), CanonicalPrincipals.items(of: innerSet))
        if case .text("*") = outerSet { return true }
        return innerItems.allSatisfy { item in outerItems.contains { CanonicalPrincipals.areIdentical($0, item) } }
    }

    private static func listCovers(
        _ outer: (named: Patterns?, excluded: Patterns?), _ inner: (named: Patterns?, excluded: Patterns?), _ kind: PatternCover.Kind
    ) -> Bool {
        if let outerNamed = outer.named {
            if outerNamed.spelt.contains(where: LintedAction.isEverything) { return true }
            guard let innerNamed = inner.named else { return outerNamed.spelt.isEmpty && inner.excluded == nil }
            return outerNamed.covers(innerNamed, kind)
        }
        guard let outerExcluded = outer.excluded else { return inner.named == nil && inner.excluded == nil }
        if let innerNamed = inner.named { return outerExcluded.spares(innerNamed) }
        guard let innerExcluded = inner.excluded else { return false }
        // All but few covers all but many.
        return innerExcluded.covers(outerExcluded, kind)
    }
}
