import IAMPolicy

/// Compares one resource, aspect by aspect, with what is declared of it.
package struct DriftDetector: Sendable {
    package let kind: ResourceKind
    package let desired: DesiredAspects
    package let ownership: Ownership

    package init(kind: ResourceKind, desired: DesiredAspects, ownership: Ownership) {
        self.kind = kind
        self.desired = desired
        self.ownership = ownership
    }

    /// A verdict for each aspect that is declared or must not be there, and for `existence`.
    package func verdicts(for reading: ResourceReading) -> [AspectName: Verdict] {
        switch reading {
        case .unreadable(let gap):
            return Dictionary(uniqueKeysWithValues: ([.existence] + self.desired.values.keys).map { ($0, .undetermined(gap)) })
        case .absent:
            return [.existence: .drifted(Self.missingResource)]
        case .present(let live):
            var verdicts: [AspectName: Verdict] = [.existence: .inSync(spelledDifferently: false)]
            for (aspect, value) in self.desired.values { verdicts[aspect] = self.verdict(aspect, desired: value, live: live) }
            for aspect in self.undeclared(in: live) { verdicts[aspect] = self.verdict(aspect, desired: nil, live: live) }
            for base in self.desired.closedBases.union(self.desired.forms.keys) {
                // A list that could not be read may hide members that must not be there.
                if let gap = live.gaps[base] { verdicts[AspectName(base)] = .undetermined(gap) }
            }
            return verdicts
        }
    }

    /// A whole resource that is declared and not there.
    package static let missingResource = AspectDrift(
        aspect: .existence, kind: .missing, desired: true, live: nil,
        differences: [Difference(path: "", desired: true, live: nil, reason: "the resource does not exist")])

    private func verdict(_ aspect: AspectName, desired: JSONValue?, live: LiveResource) -> Verdict {
        if let gap = live.gap(for: aspect) { return .undetermined(gap) }
        let value = live.aspects[aspect]
        switch AspectComparator.compare(aspect, of: self.kind, desired: desired, live: value) {
        case .equal(let spelledDifferently):
            return .inSync(spelledDifferently: spelledDifferently)
        case .different(let differences):
            let drift = AspectDrift(
                aspect: aspect, kind: Self.kind(desired: desired, live: value), desired: desired, live: value, differences: differences)
            return .drifted(drift)
        }
    }

    private static func kind(desired: JSONValue?, live: JSONValue?) -> DriftKind {
        if desired == nil { return .extra }
        return live == nil ? .missing : .modified
    }

    private func undeclared(in live: LiveResource) -> [AspectName] {
        live.aspects.keys.filter { self.desired.forbids($0, under: self.ownership) && !Self.isReserved($0) }
    }

    /// Tags that AWS itself sets and nobody can remove.
    /// - SeeAlso: Tagging AWS Resources User Guide, "Tag naming limits and requirements".
    private static func isReserved(_ aspect: AspectName) -> Bool {
        aspect.base == "tags" && (aspect.member ?? "").lowercased().hasPrefix("aws:")
    }
}
