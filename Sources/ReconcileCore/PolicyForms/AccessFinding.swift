import IAMPolicy

/// What evaluation makes of one item of the form `access`.
struct AccessFinding {
    /// Actions of the item that something allows already, or may allow.
    var inPlace: [String] = []
    /// Actions that lack an Allow, or are denied.
    var missing: [String] = []
    /// Why no Allow in this policy would help, with the statement that decides; `nil` where one would.
    var blocked: String?
    /// What would have to be known.
    var gap: String?
}

/// Puts the requests of an item to all policies that bear on them.
struct AccessJudge {
    let requests: AccessRequests
    let survey: AccessSurvey
    /// Where the document stands, for people.
    let source: String

    private var item: AccessItem { self.requests.item }

    func finding(in document: JSONValue?) -> AccessFinding {
        guard self.item.fault == nil, let principal = RequestPrincipal(self.item.principal) else {
            return AccessFinding(gap: self.item.fault ?? "`\(self.item.principal)` names nobody who makes requests")
        }
        if let lack = self.survey.lack(of: principal) { return AccessFinding(gap: lack) }
        var finding = AccessFinding()
        var gaps: [String] = []
        for action in self.item.actions {
            var isMissing = false
            for request in self.requests.requests(for: action, by: principal) {
                let levels = self.survey.levels(for: request, document: document, source: self.source)
                let evaluation = levels.evaluate(request)
                switch evaluation.verdict {
                case .allowed: continue
                case .undetermined: gaps.append(evaluation.reason ?? "the policies of \(self.item.principal)")
                case .explicitDeny:
                    isMissing = true
                    finding.blocked = finding.blocked ?? self.denial(of: request, evaluation, levels)
                case .implicitDeny:
                    isMissing = true
                    finding.blocked = finding.blocked ?? self.obstacle(to: request, granting: action, in: document)
                }
            }
            if isMissing { finding.missing.append(action) } else { finding.inPlace.append(action) }
        }
        if finding.missing.isEmpty {
            finding.gap = gaps.isEmpty ? nil : Set(gaps).sorted().joined(separator: "; ")
        }
        return finding
    }

    // MARK: Why an Allow here would not do

    /// - Returns: `nil` where it would.
    private func obstacle(to request: AccessRequest, granting action: String, in document: JSONValue?) -> String? {
        guard var list = StatementList(document) else { return nil }
        list.replace(where: { _ in false }, with: [.object(self.item.grant(of: [action]))])
        let levels = self.survey.levels(for: request, document: list.document, source: self.source)
        let evaluation = levels.evaluate(request)
        switch evaluation.verdict {
        case .allowed, .undetermined: return nil
        case .explicitDeny: return self.denial(of: request, evaluation, levels)
        case .implicitDeny:
            let places = evaluation.missing.map { levels.description(of: $0) }.joined(separator: ", ")
            let elsewhere = places.isEmpty ? "another policy" : places
            return "\(request.action) has no Allow in \(elsewhere), and one in \(self.source) does not make up for it"
        }
    }

    private func denial(of request: AccessRequest, _ evaluation: Evaluation, _ levels: SnapshotLevels) -> String {
        let statements = evaluation.decidedBy.map { statement in
            let place = levels.source(of: statement) ?? statement.level.description
            return "Statement[\(statement.sid.flatMap { $0.isEmpty ? nil : $0 } ?? String(statement.statement))] of \(place)"
        }
        return "\(request.action) is denied by \(statements.isEmpty ? "a statement" : statements.joined(separator: ", "))"
    }
}
