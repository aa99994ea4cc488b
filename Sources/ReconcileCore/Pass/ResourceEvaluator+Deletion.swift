import IAMPolicy

// A resource whose manifest was deleted, and that is to go in AWS, too.
extension ResourceEvaluator {
    var isToBeDeleted: Bool { self.resource.settings.isToBeDeleted }

    /// Somebody asked for it: it tells nothing of access.
    static let wanted = Assessment(.neutral, .low)

    /// Nothing of it counts any more but that it is there.
    func verdictsUntilDeleted(live: LiveResource?) -> [AspectName: Verdict] {
        guard live != nil else { return [.existence: .inSync(spelledDifferently: false)] }
        return [
            .existence: .drifted(
                AspectDrift(
                    aspect: .existence, kind: .extra, desired: nil, live: true,
                    differences: [Difference(path: "", desired: nil, live: true, reason: "its manifest was deleted, and it is still there")]))
        ]
    }
}

extension PassLedger {
    /// Those that are to be deleted, were proved to be gone, and of which nothing is open any more.
    func deleted(among findings: [ResourceFinding], in input: PassInput) -> [ResourceIdentity] {
        findings.map(\.resource).filter(\.settings.isToBeDeleted).map(\.identity).filter { identity in
            input.snapshot.readings[identity] == .absent && self.openDrifts(of: identity).isEmpty
                && self.activeCorrections(of: identity).isEmpty && self.windows(of: identity).allSatisfy(\.isClosed)
        }
    }
}
