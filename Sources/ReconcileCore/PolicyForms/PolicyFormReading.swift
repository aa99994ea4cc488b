import IAMPolicy

/// Shows a live document by the members that its form declares, beside the document itself.
///
/// From here on they are aspects like all others: `keyPolicy[NeptuneExport]` has the live statements of that Sid as a
/// document by themselves, `keyPolicy[access …]` the part of the item that is effective.
package struct PolicyFormReading: Sendable {
    private let identity: ResourceIdentity
    private let desired: DesiredAspects
    private let survey: AccessSurvey

    package init(of identity: ResourceIdentity, desired: DesiredAspects, survey: AccessSurvey) {
        self.identity = identity
        self.desired = desired
        self.survey = survey
    }

    package func formed(_ reading: ResourceReading) -> ResourceReading {
        if case .present(let live) = reading { .present(self.formed(live)) } else { reading }
    }

    package func formed(_ live: LiveResource) -> LiveResource {
        var formed = live
        for (base, form) in self.desired.forms.sorted(by: { $0.key < $1.key }) where live.gaps[base] == nil {
            guard let list = StatementList(live.aspects[AspectName(base)]) else {
                formed.gaps[base] = ReadGap(code: .unresolved, message: "the \(base) of \(self.identity) has no statements that could be told apart")
                continue
            }
            switch form {
            case .statements: self.addStatements(of: base, list, to: &formed)
            case .access(let items): self.addAccess(items, of: base, list, to: &formed)
            }
        }
        return formed
    }

    private func addStatements(of base: String, _ list: StatementList, to formed: inout LiveResource) {
        for aspect in self.desired.values.keys where aspect.base == base {
            if let sid = aspect.member { formed.aspects[aspect] = list.part(named: sid) }
        }
    }

    private func addAccess(_ items: [AccessItem], of base: String, _ list: StatementList, to formed: inout LiveResource) {
        let type = AspectComparator.policyType(of: AspectName(base), in: self.identity.kind) ?? .resource
        var blocked = JSONObject()
        for item in items {
            let aspect = AspectName(base, item.member)
            let requests = AccessRequests(item: item, type: type, arn: formed.arn, accountID: self.survey.account.accountID)
            let judge = AccessJudge(requests: requests, survey: self.survey, source: "\(self.identity) \(base)")
            let finding = judge.finding(in: formed.aspects[AspectName(base)])
            if let gap = finding.gap {
                formed.gaps[aspect.description] = ReadGap(
                    code: .unresolved, message: "whether \(item.reference) may \(item.actions.joined(separator: ", ")) cannot be told: \(gap)")
                continue
            }
            formed.aspects[aspect] = finding.inPlace.isEmpty ? nil : item.value(actions: finding.inPlace)
            blocked[aspect.description] = finding.blocked.map { .string($0) }
        }
        if !blocked.isEmpty {
            let known = formed.facts[Self.blockedFact]?.objectValue ?? JSONObject()
            formed.facts[Self.blockedFact] = .object(known.adding(blocked))
        }
        self.addLeftovers(besides: items, of: base, list, to: &formed)
    }

    /// Statements of our own that no item asks for.
    private func addLeftovers(besides items: [AccessItem], of base: String, _ list: StatementList, to formed: inout LiveResource) {
        for statement in list.statements {
            guard let sid = StatementList.sid(statement), let parsed = PolicyStatement(json: statement) else { continue }
            if OwnStatement.isOwn(parsed), !items.contains(where: { $0.covers(parsed) }) {
                formed.aspects[AspectName(base, sid)] = list.part(named: sid)
            }
        }
    }

    /// The fact that tells, by aspect, why an Allow in this policy would not help.
    static let blockedFact = "policyFormsBlocked"
}

extension LiveResource {
    /// Why an item of the form `access` cannot be had by this policy alone; `nil` where it can.
    func blocked(_ aspect: AspectName) -> String? { self.facts[PolicyFormReading.blockedFact]?[aspect.description]?.stringValue }
}
