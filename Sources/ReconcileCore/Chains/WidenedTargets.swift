/// What a pass reads for its own sake, and what chains want to see beside it, in one look.
///
/// A pass decides the same with chains and without: `narrowed` gives it what it would have read alone.
package struct WidenedTargets: Equatable, Sendable {
    /// What is to be read: each resource once.
    package let targets: [ReadTarget]
    private let kept: Set<ResourceIdentity>
    /// The bases that only chains want, of resources that are kept.
    private let added: [ResourceIdentity: Set<String>]

    /// - Parameter asked: may name a resource several times, and kept ones too.
    package init(_ kept: [ReadTarget], asked: [ReadTarget]) {
        let wanted = Dictionary(grouping: asked, by: \.identity)
        var added: [ResourceIdentity: Set<String>] = [:]
        let own = kept.map { target -> ReadTarget in
            let bases = Set((wanted[target.identity] ?? []).flatMap(\.bases)).subtracting(target.bases)
            if !bases.isEmpty { added[target.identity] = bases }
            // By its own locator, and looking for its own members: the declaration is what it is read for.
            return ReadTarget(
                identity: target.identity, locator: target.locator, bases: target.bases.union(bases), soughtMembers: target.soughtMembers)
        }
        self.kept = Set(kept.map(\.identity))
        self.added = added
        var seen = self.kept
        let others = asked.compactMap { target in
            seen.insert(target.identity).inserted ? Self.merged(wanted[target.identity] ?? [target]) : nil
        }
        self.targets = own + others
    }

    /// - Parameter targets: of one resource.
    private static func merged(_ targets: [ReadTarget]) -> ReadTarget? {
        guard let first = targets.first else { return nil }
        return ReadTarget(
            identity: first.identity, locator: targets.lazy.compactMap(\.locator).first, bases: Set(targets.flatMap(\.bases)),
            soughtMembers: Set(targets.flatMap(\.soughtMembers)))
    }

    /// The look without what only chains wanted: what could not be read of that must not hold up a correction.
    package func narrowed(_ snapshot: Snapshot) -> Snapshot {
        var narrowed = snapshot
        narrowed.readings = snapshot.readings.filter { self.kept.contains($0.key) }
        for (identity, bases) in self.added {
            guard case .present(var live)? = narrowed.readings[identity] else { continue }
            live.aspects = live.aspects.filter { !bases.contains($0.key.base) }
            live.gaps = live.gaps.filter { !bases.contains(AspectName(parsing: $0.key).base) }
            narrowed.readings[identity] = .present(live)
        }
        return narrowed
    }
}
