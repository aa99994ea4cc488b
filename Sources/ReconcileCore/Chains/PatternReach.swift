package import IAMPolicy

/// What a search for any request among those that patterns stand for comes to.
package enum PatternReach: Hashable, Sendable {
    /// A request that everything lets pass, and the statements that allow it.
    case reached(AccessRequest, decidedBy: [String])
    /// Proved: there is none.
    case closed(String)
    case open(String)
}

extension ChainPolicies {
    /// Requests that are tried one by one.
    private static let trialsMax = 1000

    /// Whether somebody may do anything that an action and a resource with wildcards stand for.
    ///
    /// What the principal's own policies, its boundary or one level of control policies cannot give at all is closed, unless a policy of
    /// a resource that was read grants it by itself.
    /// - Parameter request: its action and its resource are patterns.
    package func reach(of request: ChainRequest) -> PatternReach {
        let levels = self.levels(for: request)
        if let reason = self.levelThatCloses(levels, request) { return .closed(reason) }
        let closing = self.closing(levels, request)
        var open: String?
        for trial in self.trials(request, levels, onlyResources: closing != nil) {
            switch self.judgement(of: trial) {
            case .holds(let statements): return .reached(trial.request, decidedBy: statements)
            case .open(let reason): open = open ?? reason
            case .fails: continue
            }
        }
        if let open { return .open(open) }
        return closing.map(PatternReach.closed) ?? .open("no request was found that is let through, and it is not proved that there is none")
    }

    // MARK: Proof

    /// Why nothing gets through whoever grants it; `nil` where that is not proved.
    private func levelThatCloses(_ levels: SnapshotLevels, _ request: ChainRequest) -> String? {
        if self.controlNote != nil { return nil }
        for (index, level) in (levels.scps ?? []).enumerated() where Self.isClosed(level, .scp, request.request) {
            return "the service control policies of level \(index) let nothing of the kind through"
        }
        return nil
    }

    /// Why nothing gets through by the principal's own policies; `nil` where that is not proved.
    private func closing(_ levels: SnapshotLevels, _ request: ChainRequest) -> String? {
        let note = "policies of resources that were not read are not searched"
        if Self.isClosed(levels.identity, .identity, request.request) { return "its own policies give nothing of the kind (\(note))" }
        guard let boundary = levels.boundary, Self.isClosed(boundary, .boundary, request.request) else { return nil }
        return "its permissions boundary gives nothing of the kind (\(note))"
    }

    private static func isClosed(_ level: KnownLevel, _ type: PolicyType, _ request: AccessRequest) -> Bool {
        level.gaps.isEmpty && AccessComparison.compare(old: Self.everythingBut(request), new: level.documents, type: type) == .noNewAccess
    }

    /// Documents that allow all that the patterns do not mean.
    private static func everythingBut(_ request: AccessRequest) -> [PolicyDocument] {
        [
            PolicyDocument(
                version: PolicyDocument.currentVersion,
                statements: [
                    PolicyStatement(effect: .allow, notAction: [request.action], resource: ["*"]),
                    PolicyStatement(effect: .allow, action: ["*"], notResource: [request.resource])
                ])
        ]
    }

    // MARK: Trials

    /// What is written, what the principal's policies name, what was read here, and what the comparison finds.
    /// - Parameter onlyResources: the principal's own policies give nothing, so that only those of resources are left.
    private func trials(_ request: ChainRequest, _ levels: SnapshotLevels, onlyResources: Bool) -> [ChainRequest] {
        let actions = Self.actions(request.request.action)
        if onlyResources {
            let resources = self.arnsRead.filter { Self.means(request.request.resource, $0) }.sorted()
            let requests = resources.flatMap { resource in actions.map { Self.asking(request, $0, resource) } }
            return Array(requests.filter(Self.mayBeGrantedByResource).prefix(Self.trialsMax))
        }
        let named = levels.identity.documents.flatMap(\.statements).filter { $0.effect == .allow }.flatMap { $0.resource ?? [] }
        let resources = [request.request.resource] + Set(named + self.arnsRead).filter { Self.means(request.request.resource, $0) }.sorted()
        var trials: [ChainRequest] = []
        if case .newAccess(let witness) = AccessComparison.compare(
            old: Self.everythingBut(request.request), new: levels.identity.documents, type: .identity)
        {
            trials.append(Self.asking(request, witness.request.action, witness.request.resource))
        }
        for resource in resources {
            for action in actions {
                if trials.count >= Self.trialsMax { return trials }
                trials.append(Self.asking(request, action, resource))
            }
        }
        return trials
    }

    /// Services whose resources that are read here have policies of their own.
    private static func mayBeGrantedByResource(_ request: ChainRequest) -> Bool {
        guard let service = ARN(request.request.resource)?.service else { return false }
        let asked = request.request.action.prefix { $0 != ":" }.lowercased()
        return asked == (service == "iam" ? "sts" : service)
    }

    private static func asking(_ request: ChainRequest, _ action: String, _ resource: String) -> ChainRequest {
        var changed = request
        changed.request.action = action
        changed.request.resource = resource
        return changed
    }

    /// Resources with policies of their own that this look was at.
    private var arnsRead: [String] {
        self.view.readings.compactMap { identity, reading in
            guard [.role, .kmsKey, .bucket].contains(identity.kind), case .present(let live) = reading else { return nil }
            return live.arn
        }
    }

    /// What a pattern stands for among the actions that are known; the pattern itself where none is.
    package static func actions(_ pattern: String) -> [String] {
        let parts = pattern.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2, let service = ActionCatalog.service(parts[0]) else { return [pattern] }
        let found = service.actions(matching: parts[1]).map { "\(parts[0]):\($0.name)" }
        return found.isEmpty ? [pattern] : found
    }

    /// Whether a resource is among those that a pattern stands for.
    private static func means(_ pattern: String, _ resource: String) -> Bool {
        if pattern == "*" || pattern == resource { return true }
        let document = PolicyDocument(
            version: PolicyDocument.currentVersion,
            statements: [PolicyStatement(effect: .allow, principal: .text("*"), action: ["*"], resource: [pattern])])
        let request = AccessRequest(principal: .anonymous, action: "any:Action", resource: resource)
        return PolicyEvaluator.evaluate(request, PolicySet(resource: [document])).verdict == .allowed
    }
}
