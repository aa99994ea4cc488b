package import IAMPolicy

/// What brings members of one policy document back: the whole document in one call, with only them changed.
package struct PolicyFormCorrections: Sendable {
    private let base: String
    private let drifts: [AspectDrift]
    private let target: CorrectionTarget

    /// - Parameter base: the aspect that the document is; drifts of others, and of the document as a whole, are left alone.
    package init(_ base: String, of drifts: [AspectDrift], target: CorrectionTarget) {
        self.base = base
        self.drifts = drifts.filter { $0.aspect.base == base && $0.aspect.member != nil }
        self.target = target
    }

    /// - Parameter write: the call that replaces the document, `nil` as a document meaning that none is left;
    ///   `nil` where AWS has no call for that.
    package func drafts(_ write: (JSONValue?, [AspectWrite]) -> Mutation?) -> [CorrectionDraft] {
        guard !self.drifts.isEmpty, let live = self.target.live, var document = PolicyFormDocument(live.aspects[AspectName(self.base)]) else {
            return []
        }
        var hindered: [CorrectionDraft] = []
        var corrected: [AspectDrift] = []
        for drift in self.drifts {
            if let reason = drift.desired == nil ? nil : live.blocked(drift.aspect) {
                hindered.append(Self.hindered(drift, "not correctable here: \(reason)"))
            } else if let reason = document.correct(drift) {
                hindered.append(Self.hindered(drift, reason))
            } else {
                corrected.append(drift)
            }
        }
        guard !corrected.isEmpty else { return hindered }
        guard let mutation = write(document.list.document, corrected.map(AspectWrite.init)) else {
            return hindered + corrected.map { Self.hindered($0, "without its last statement the policy would be none, which AWS does not take") }
        }
        let draft = CorrectionDraft(
            aspects: corrected.map(\.aspect), stage: corrected.allSatisfy { $0.kind == .extra } ? .revoke : .grant, mutations: [mutation],
            reason: self.reason(corrected, mutation), reversibility: document.revivedPrincipal.map(Reversibility.irreversible) ?? .reversible)
        return [draft] + hindered
    }

    private func reason(_ drifts: [AspectDrift], _ mutation: Mutation) -> String {
        let names = drifts.map(\.aspect.description).joined(separator: " and ")
        let limit = drifts.contains { $0.aspect.isAccessItem } ? "; service control policies were not evaluated" : ""
        return "\(mutation.operation) writes the \(self.base) as it is but for \(names)\(limit)"
    }

    private static func hindered(_ drift: AspectDrift, _ reason: String) -> CorrectionDraft {
        CorrectionDraft(
            aspects: [drift.aspect], stage: .grant, mutations: [], reason: "\(drift.aspect) cannot be brought back", hindrance: reason)
    }
}
