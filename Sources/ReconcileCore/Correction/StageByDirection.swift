import IAMPolicy

/// Finds the place of a correction among the others by what its drift does to access.
///
/// A call that replaces a policy gives and takes at once: what it takes must be had by another way before, where it is declared there.
struct StageByDirection {
    let draft: CorrectionDraft
    let drifts: [DriftRecord]

    /// - Returns: the draft's own stage where that is not a grant.
    var stage: CorrectionStage {
        guard self.draft.stage == .grant else { return self.draft.stage }
        let stages = Set(self.drifts.filter { self.draft.aspects.contains($0.aspect) }.map(Self.stage(of:)))
        return stages.count == 1 ? stages.first ?? .grant : stages.isEmpty ? .grant : .exchange
    }

    private static func stage(of drift: DriftRecord) -> CorrectionStage {
        switch (drift.kind, drift.direction) {
        // What limited is gone, and limits again before anything is granted.
        case (.missing, .widens): .restrict
        case (.missing, _), (.extra, _), (.modified, .narrows), (.modified, .neutral): .grant
        case (.modified, .widens): Self.isByLostLimits(drift.drift) ? .restrict : .revoke
        case (.modified, .both), (.modified, .undetermined): .exchange
        }
    }

    /// Whether the live policy allows what the declared one allows, and only denies less.
    private static func isByLostLimits(_ drift: AspectDrift) -> Bool {
        guard let desired = drift.desired.flatMap(PolicyDocument.read), let live = drift.live.flatMap(PolicyDocument.read) else { return false }
        return Self.allowing(desired) == Self.allowing(live)
    }

    private static func allowing(_ document: PolicyDocument) -> CanonicalPolicy {
        CanonicalPolicy(PolicyDocument(version: document.version, statements: document.statements.filter { $0.effect == .allow }))
    }
}
