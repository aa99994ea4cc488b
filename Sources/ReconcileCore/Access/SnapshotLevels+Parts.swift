package import IAMPolicy

// One part of a request judged by itself: the others are taken as permitting.
extension SnapshotLevels {
    /// Whether a part lets a request pass, as far as it is known.
    func judgement(of request: AccessRequest, at part: AccessPart, doubt: ContextDoubt) -> AccessJudgement {
        let own = self.judgement(of: request, at: [part], doubt, resourceDenies: true)
        guard case .fails(let failure) = own, !failure.isExplicit, part == .identity || part == .boundary, self.resource != nil else { return own }
        // Where the resource itself grants it, the principal's own policies need not; whether it denies is another part's business.
        let direct = self.judgement(of: request, at: [part, .resource], doubt, resourceDenies: false)
        if case .fails = direct { return own }
        return direct
    }

    /// All parts together.
    func judgement(of request: AccessRequest, doubt: ContextDoubt) -> AccessJudgement {
        self.judgement(of: request, at: Set(AccessPart.allCases), doubt, resourceDenies: true)
    }

    private func judgement(
        of request: AccessRequest, at parts: Set<AccessPart>, _ doubt: ContextDoubt, resourceDenies: Bool
    ) -> AccessJudgement {
        func evaluation(_ view: Side) -> Evaluation {
            let policies = self.policies(for: request, parts, view, resourceDenies: resourceDenies) { document in
                switch view {
                case .best: doubt.generous(document, request.context)
                case .worst: doubt.strict(document, request.context)
                }
            }
            return PolicyEvaluator.evaluate(request, policies)
        }
        let best = evaluation(.best)
        switch best.verdict {
        case .explicitDeny, .implicitDeny: return .fails(self.failure(of: request, best, parts))
        case .allowed, .undetermined: break
        }
        let worst = evaluation(.worst)
        if worst.verdict == .allowed { return .holds(decidedBy: worst.decidedBy.compactMap(self.text)) }
        return .open(self.doubtText(request, parts, doubt, best.reason ?? worst.reason))
    }

    private enum Side { case best, worst }

    private func policies(
        for request: AccessRequest, _ parts: Set<AccessPart>, _ side: Side, resourceDenies: Bool, _ seen: (PolicyDocument) -> PolicyDocument
    ) -> PolicySet {
        func documents(_ level: KnownLevel, _ everything: PolicyDocument, _ nothing: PolicyDocument) -> [PolicyDocument] {
            (side == .best ? level.atBest(everything) : level.atWorst(nothing)).map(seen)
        }
        var set = PolicySet(identity: [Self.everything], resource: [Self.permitting(request.principal)])
        if parts.contains(.identity) { set.identity = documents(self.identity, Self.everything, Self.nothing) }
        if parts.contains(.boundary) { set.boundary = self.boundary.map { documents($0, Self.everything, Self.nothing) } }
        if parts.contains(.resource) {
            set.resource = self.resource.map { documents($0, Self.everybody, Self.nobody) }
            if !resourceDenies { set.resource = set.resource?.map { $0.disabling(.deny) } }
        }
        if parts.contains(.controlPolicies) {
            set.scps = self.scps?.map { documents($0, Self.everything, Self.nothing) }
            set.rcps = self.rcps?.map { documents($0, Self.everybody, Self.nobody) }
        }
        return set
    }

    /// A resource's policy that stands in nobody's way, and lets the principal's own policies decide where it has some.
    private static func permitting(_ principal: RequestPrincipal) -> PolicyDocument {
        guard let account = principal.account else { return Self.everybody }
        return PolicyDocument(
            version: PolicyDocument.currentVersion,
            statements: [
                PolicyStatement(
                    effect: .allow, principal: .groups([PrincipalGroup(type: "AWS", values: [account])]), action: ["*"], resource: ["*"])
            ])
    }

    // MARK: In words

    private func failure(of request: AccessRequest, _ evaluation: Evaluation, _ parts: Set<AccessPart>) -> AccessJudgement.Failure {
        let action = "\(request.action) on \(request.resource)"
        if evaluation.verdict == .explicitDeny {
            let texts = evaluation.decidedBy.compactMap(self.text)
            let by = texts.isEmpty ? "a statement" : texts.joined(separator: ", ")
            return .init(
                request: request, isExplicit: true, reason: "\(action) is denied by \(by)", decidedBy: texts.isEmpty ? nil : by, missing: [])
        }
        let places = evaluation.missing.map(self.description(of:)).joined(separator: ", ")
        let reason = places.isEmpty ? "\(action) is refused: \(evaluation.reason ?? "nothing allows it")" : "\(action) has no Allow in \(places)"
        return .init(request: request, isExplicit: false, reason: reason, decidedBy: nil, missing: evaluation.missing)
    }

    /// `Statement[Sid] of PLACE`.
    private func text(of statement: DecidingStatement) -> String? {
        guard let place = self.source(of: statement) else { return nil }
        return "Statement[\(statement.sid.flatMap { $0.isEmpty ? nil : $0 } ?? String(statement.statement))] of \(place)"
    }

    private func doubtText(_ request: AccessRequest, _ parts: Set<AccessPart>, _ doubt: ContextDoubt, _ reason: String?) -> String {
        let levels = self.levels(of: parts)
        let gaps = Set(levels.flatMap(\.gaps).map(\.reason)).sorted()
        if !gaps.isEmpty { return gaps.joined(separator: "; ") }
        let keys = doubt.openKeys(in: levels.flatMap(\.documents), request.context)
        if !keys.isEmpty { return "\(request.action) on \(request.resource) depends on \(keys.joined(separator: ", ")), which is not known here" }
        return reason ?? "\(request.action) on \(request.resource) cannot be judged"
    }

    private func levels(of parts: Set<AccessPart>) -> [KnownLevel] {
        var levels: [KnownLevel] = []
        if parts.contains(.identity) { levels.append(self.identity) }
        if parts.contains(.boundary), let boundary { levels.append(boundary) }
        if parts.contains(.resource), let resource { levels.append(resource) }
        if parts.contains(.controlPolicies) { levels += (self.scps ?? []) + (self.rcps ?? []) }
        return levels
    }
}

/// What a part, or all of them, make of one request.
package enum AccessJudgement: Hashable, Sendable {
    package struct Failure: Hashable, Sendable {
        package let request: AccessRequest
        /// A Deny, not the lack of an Allow.
        package let isExplicit: Bool
        package let reason: String
        /// The denying statements, as text.
        package let decidedBy: String?
        /// Where an Allow is missing.
        package let missing: [PolicyLevel]
    }

    /// The statements that allow, as text.
    case holds(decidedBy: [String])
    case fails(Failure)
    /// Why it cannot be told.
    case open(String)
}
