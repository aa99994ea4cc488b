/// Whether one statement speaks of everything that another one speaks of, as far as its patterns prove it.
enum StatementCover {
    /// Sound, not complete; the effects do not count.
    /// - Parameter budget: What may still be spent, in products of lengths; at its end nothing covers anything.
    static func covers(_ outer: PolicyStatement, _ inner: PolicyStatement, budget: inout Int) -> Bool {
        guard budget > 0, outer.unknownMembers.isEmpty, inner.unknownMembers.isEmpty else { return false }
        guard Self.conditionCovers(outer, inner), Self.principalsCover(outer, inner) else { return false }
        if Self.hasSameLists(outer, inner) { return true }
        // Texts of a document are at most 2^20 bytes, so that the product fits.
        budget -= Self.size(of: outer) * Self.size(of: inner)
        return Self.listsCover(outer, inner)
    }

    private static func hasSameLists(_ left: PolicyStatement, _ right: PolicyStatement) -> Bool {
        left.action == right.action && left.notAction == right.notAction && left.resource == right.resource
            && left.notResource == right.notResource
    }

    private static func size(of statement: PolicyStatement) -> Int {
        [statement.action, statement.notAction, statement.resource, statement.notResource].reduce(1) { sum, texts in
            sum + (texts ?? []).reduce(0) { $0 + $1.utf8.count }
        }
    }

    private static func listsCover(_ outer: PolicyStatement, _ inner: PolicyStatement) -> Bool {
        Self.listCovers((outer.action, outer.notAction), (inner.action, inner.notAction), .action)
            && Self.listCovers((outer.resource, outer.notResource), (inner.resource, inner.notResource), .resource)
    }

    /// None, or exactly the same.
    private static func conditionCovers(_ outer: PolicyStatement, _ inner: PolicyStatement) -> Bool {
        let blocks = CanonicalCondition.blocks(of: outer.condition)
        return blocks.isEmpty || blocks == CanonicalCondition.blocks(of: inner.condition)
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
        _ outer: (named: [String]?, excluded: [String]?), _ inner: (named: [String]?, excluded: [String]?), _ kind: PatternCover.Kind
    ) -> Bool {
        let (outerNamed, outerExcluded) = (Self.spelt(outer.named, kind), Self.spelt(outer.excluded, kind))
        let (innerNamed, innerExcluded) = (Self.spelt(inner.named, kind), Self.spelt(inner.excluded, kind))
        if let outerNamed {
            if outerNamed.contains(where: LintedAction.isEverything) { return true }
            guard let innerNamed else { return outerNamed.isEmpty && innerExcluded == nil }
            let rest = PatternCover.reduced(outerNamed + innerNamed, kind: kind)
            // What of the inner list is neither written in the outer one nor within one of its patterns is left over.
            return rest.allSatisfy { text in outerNamed.contains { ExactText.areIdentical($0, text) } }
        }
        guard let outerExcluded else { return innerNamed == nil && innerExcluded == nil }
        guard let innerExcluded else { return false }
        // All but few covers all but many.
        let rest = PatternCover.reduced(innerExcluded + outerExcluded, kind: kind)
        return rest.allSatisfy { text in innerExcluded.contains { ExactText.areIdentical($0, text) } }
    }

    private static func spelt(_ texts: [String]?, _ kind: PatternCover.Kind) -> [String]? {
        kind == .action ? texts?.map(ASCIICase.lowered) : texts
    }
}
