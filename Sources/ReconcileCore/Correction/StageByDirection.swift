import IAMPolicy

/// Finds the place of a correction among the others by what its drift does to access.
///
/// A call that replaces a policy gives and takes at once: what it takes must be had by another way before, where it is declared there.
/// A call that gives back what a limit withholds comes last: until then the limit keeps what nobody declared from having effect.
struct StageByDirection {
    let draft: CorrectionDraft
    /// All of the resource that are to be corrected.
    let drifts: [DriftRecord]
    /// All drafts of the resource.
    let siblings: [CorrectionDraft]

    /// - Returns: the draft's own stage where that is neither a grant nor about a limit.
    var stage: CorrectionStage {
        switch self.draft.stage {
        case .grant:
            let stages = Set(self.own.map(Self.stage(of:)))
            return stages.count == 1 ? stages.first ?? .grant : stages.isEmpty ? .grant : .exchange
        case .restrict: return self.givesBack ? .release : .restrict
        case .release: return self.own.contains { $0.direction == .widens } ? .revoke : .release
        case .createPolicy, .createPrincipal, .exchange, .revoke, .describe, .deletePrincipal, .deletePolicy: return self.draft.stage
        }
    }

    private var own: [DriftRecord] { self.drifts.filter { self.draft.aspects.contains($0.aspect) } }

    private static func stage(of drift: DriftRecord) -> CorrectionStage {
        switch (drift.kind, drift.direction) {
        // What limited is gone, and limits again before anything is granted.
        case (.missing, .widens): .restrict
        case (.missing, _), (.extra, _), (.modified, .narrows), (.modified, .neutral): .grant
        case (.modified, .widens): Self.isByLostLimits(drift.drift) ? .restrict : .revoke
        case (.modified, .both), (.modified, .undetermined): .exchange
        }
    }

    // MARK: Limits

    /// Whether a limit is there, and putting it back lets more have effect than it does now.
    private var givesBack: Bool {
        guard !self.own.isEmpty, self.own.allSatisfy({ $0.kind == .modified }) else { return false }
        if self.own.allSatisfy({ $0.direction == .narrows }) { return !self.isHandedOutAgain }
        // Where nobody can tell, what is known to be too much goes first: the declared limit may let it have effect.
        let others = self.drifts.filter { !self.draft.aspects.contains($0.aspect) }
        return self.own.allSatisfy { $0.direction != .widens } && others.contains(where: Self.isTooMuch)
    }

    /// Whether the same pass puts the limit where it is missing: there it must not withhold more than is declared, not for a moment.
    private var isHandedOutAgain: Bool {
        self.siblings.contains { sibling in
            sibling.stage == .restrict && sibling.aspects != self.draft.aspects
                && self.drifts.contains { $0.kind == .missing && sibling.aspects.contains($0.aspect) }
        }
    }

    private static func isTooMuch(_ drift: DriftRecord) -> Bool {
        switch drift.kind {
        case .extra: drift.direction != .neutral
        case .modified: drift.direction == .widens
        case .missing: false
        }
    }

    // MARK: Documents

    /// Whether the live policy allows what the declared one allows, and only denies less.
    private static func isByLostLimits(_ drift: AspectDrift) -> Bool {
        guard let desired = drift.desired.flatMap(PolicyDocument.read), let live = drift.live.flatMap(PolicyDocument.read) else { return false }
        return Self.allowing(desired) == Self.allowing(live)
    }

    private static func allowing(_ document: PolicyDocument) -> CanonicalPolicy {
        CanonicalPolicy(PolicyDocument(version: document.version, statements: document.statements.filter { $0.effect == .allow }))
    }
}
