import IAMPolicy

// What attached policies and boundaries do to the access of a principal.
extension AccessEffect {
    /// A policy that is attached and should not be, or the reverse.
    static func ofAttachment(_ drift: AspectDrift, in surroundings: AccessSurroundings) -> AccessEffect {
        let arn = drift.aspect.member ?? drift.live?.stringValue ?? drift.desired?.stringValue ?? ""
        let isExtra = drift.desired == nil
        guard let entry = surroundings.policies.entry(arn: arn) else {
            return AccessEffect(isExtra ? .widens : .narrows, .access, reason: "the document of \(arn) has not been read")
        }
        var effect = Self.ofDocuments(
            old: isExtra ? [] : [entry.document], new: isExtra ? [entry.document] : [], type: .identity, in: surroundings)
        if isExtra && KnownPolicies.isAdministrative(arn: arn) { effect.reach.insert(.administrator) }
        return effect
    }

    /// A permissions boundary that is not as declared.
    ///
    /// A boundary gives nothing: what goes with it is what the principal's own policies allow beyond it.
    static func ofBoundary(_ drift: AspectDrift, in surroundings: AccessSurroundings) -> AccessEffect {
        let (desired, live) = (drift.desired?.stringValue, drift.live?.stringValue)
        let documents = [desired, live].compactMap(\.self).map { (arn: $0, entry: surroundings.policies.entry(arn: $0)) }
        let unknown = documents.first { $0.entry?.isComplete != true }?.arn
        switch (desired, live) {
        case (let desired?, nil): return Self.ofRemovedBoundary(desired, isKnown: unknown == nil, in: surroundings)
        case (nil, _?):
            guard unknown == nil, let entry = documents.first?.entry else { return Self.boundary(.narrows, unknown) }
            return Self.ofDocuments(old: [Self.everything], new: [entry.document], type: .boundary, in: surroundings)
        case (let desired?, let live?):
            guard unknown == nil, let old = surroundings.policies.entry(arn: desired), let new = surroundings.policies.entry(arn: live) else {
                return Self.boundary(Self.direction(from: desired, to: live, in: surroundings), unknown)
            }
            return Self.ofDocuments(old: [old.document], new: [new.document], type: .boundary, in: surroundings)
        case (nil, nil): return AccessEffect(.neutral, .access)
        }
    }

    /// Of two boundaries of which one was not read: next to one that limits nothing, every other limits.
    private static func direction(from desired: String, to live: String, in surroundings: AccessSurroundings) -> Direction {
        func limitsNothing(_ arn: String) -> Bool {
            guard let entry = surroundings.policies.entry(arn: arn), entry.isComplete else { return false }
            return Self.ofDocuments(old: [Self.everything], new: [entry.document], type: .boundary, in: surroundings).direction == .neutral
        }
        return limitsNothing(desired) ? .narrows : limitsNothing(live) ? .widens : .undetermined
    }

    private static func ofRemovedBoundary(_ arn: String, isKnown: Bool, in surroundings: AccessSurroundings) -> AccessEffect {
        let own = surroundings.liveIdentity()
        let limit = isKnown ? surroundings.policies.entry(arn: arn)?.document : nil
        var effect: AccessEffect
        if let limit {
            effect = Self.ofDocuments(old: [limit], new: [Self.everything], type: .boundary, in: surroundings)
            // What the principal's own policies allow and the boundary does not is what it has got in fact.
            let gained = Self.ofDocuments(old: [limit], new: own.documents, type: .identity, in: surroundings)
            if let witness = gained.witness, gained.direction == .widens || gained.direction == .both { effect.witness = witness }
        } else {
            effect = Self.boundary(.widens, arn)
        }
        let documents = own.documents.compactMap { PolicyDocument.read($0) }
        let before = limit.flatMap { PolicyDocument.read($0) }.map { [$0] } ?? []
        if let found = ReachSearch.administrator(old: before, new: documents, owner: PolicyOwner(surroundings)) {
            effect.reach = [.administrator]
            effect.witness =
                surroundings.arn.flatMap(RequestPrincipal.init).map { owner in
                    var request = found.request
                    request.principal = owner
                    return AccessWitness(request: request, needsIdentityPolicy: false)
                } ?? found
        }
        return effect
    }

    private static func boundary(_ direction: Direction, _ unknown: String?) -> AccessEffect {
        AccessEffect(direction, .access, reason: unknown.map { "the document of the boundary \($0) has not been read" })
    }

    private static let everything: JSONValue = [
        "Version": "2012-10-17", "Statement": [["Effect": "Allow", "Action": "*", "Resource": "*"]]
    ]
}
