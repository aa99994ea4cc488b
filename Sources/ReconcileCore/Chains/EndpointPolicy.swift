package import IAMPolicy

extension ChainPolicies {
    /// Whether the policy of a VPC endpoint lets a request through; all else is taken as permitting.
    /// - Parameter source: where it stands, for people.
    package static func judgement(of request: ChainRequest, throughEndpoint policy: JSONValue, source: String) -> AccessJudgement {
        guard let document = PolicyDocument.read(policy) else { return .open("\(source) cannot be read as a policy") }
        func evaluation(_ seen: PolicyDocument) -> Evaluation {
            PolicyEvaluator.evaluate(
                request.request,
                PolicySet(identity: [SnapshotLevels.everything], resource: [SnapshotLevels.everybody], endpoint: [seen]))
        }
        let context = request.request.context
        let best = evaluation(request.doubt.generous(document, context))
        let what = "\(request.request.action) on \(request.request.resource)"
        switch best.verdict {
        case .explicitDeny, .implicitDeny:
            let statements = best.decidedBy.filter { $0.level == .endpoint }.map { statement in
                "Statement[\(statement.sid.flatMap { $0.isEmpty ? nil : $0 } ?? String(statement.statement))] of \(source)"
            }
            let isExplicit = best.verdict == .explicitDeny
            return .fails(
                .init(
                    request: request.request, isExplicit: isExplicit,
                    reason: isExplicit ? "\(what) is denied by \(statements.joined(separator: ", "))" : "\(what) has no Allow in \(source)",
                    decidedBy: isExplicit ? statements.joined(separator: ", ") : nil, missing: best.missing))
        case .allowed, .undetermined: break
        }
        let worst = evaluation(request.doubt.strict(document, context))
        if worst.verdict == .allowed { return .holds(decidedBy: []) }
        let keys = request.doubt.openKeys(in: [document], context)
        if keys.isEmpty { return .open(best.reason ?? worst.reason ?? "\(source) cannot be judged") }
        return .open("\(source) depends on \(keys.joined(separator: ", ")), which is not known here")
    }
}
