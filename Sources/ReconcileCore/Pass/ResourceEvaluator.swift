import Foundation
import IAMPolicy

/// Judges one resource: moves its windows, drifts and corrections on by what was read.
struct ResourceEvaluator {
    let input: PassInput
    let resource: DesiredResource
    let reading: ResourceReading
    let policies: KnownPolicies
    let survey: AccessSurvey
    /// Says what each drift does to access.
    private(set) var assessor: DriftAssessor

    var identity: ResourceIdentity { self.resource.identity }
    var now: Date { self.input.now.wall }

    init(input: PassInput, resource: DesiredResource, reading: ResourceReading, policies: KnownPolicies, survey: AccessSurvey) {
        self.input = input
        self.resource = resource
        self.reading = reading
        self.policies = policies
        self.survey = survey
        self.assessor = DriftAssessor(
            kind: resource.identity.kind,
            surroundings: AccessSurroundings(account: input.account, arn: nil, desired: DesiredAspects(), live: nil))
    }

    mutating func evaluate(_ ledger: inout PassLedger) -> ResourceFinding {
        var finding = ResourceFinding(resource: self.resource)
        finding.isPaused = self.input.exceptions.contains { $0.pauses(self.identity, at: self.now) }
        guard let definition = KindRegistry.definition(of: self.identity.kind) else { return finding }
        do {
            finding.desired = try definition.desiredAspects(of: self.resource, resolver: self.input.references)
        } catch {
            finding.gap = ReadGap(code: .unresolved, message: error.message)
        }
        if case .unreadable(let gap) = self.reading { finding.gap = gap }
        guard finding.gap == nil, let desired = finding.desired else {
            self.remember(finding, spelledDifferently: [], &ledger)
            return finding
        }
        let formed = PolicyFormReading(of: self.identity, desired: desired, survey: self.survey).formed(self.reading)
        if case .present(let live) = formed { finding.live = live }
        let bound = ledger.observed[self.identity]?.binding
        let surroundings = AccessSurroundings(
            account: self.input.account,
            arn: finding.live?.arn ?? definition.arn(of: self.resource, account: self.input.account, bound: bound),
            desired: desired, live: finding.live, policies: self.policies)
        self.assessor = DriftAssessor(kind: self.identity.kind, surroundings: surroundings)
        self.judgeAspects(desired, formed, &finding, &ledger)
        // Nothing will be asked of it then, and all resources' together would take much room.
        if !ledger.hasBusiness(with: self.identity) { finding.desired = nil }
        return finding
    }

    /// - Parameter reading: with the members that policies are declared by.
    func judgeAspects(_ desired: DesiredAspects, _ reading: ResourceReading, _ finding: inout ResourceFinding, _ ledger: inout PassLedger) {
        let detector = DriftDetector(kind: self.identity.kind, desired: desired, ownership: self.resource.settings.ownership)
        let verdicts =
            self.isToBeDeleted
            ? self.verdictsUntilDeleted(live: finding.live)
            : self.completed(detector.verdicts(for: reading), desired: desired, live: finding.live, ledger)
        CorrectionResolution(input: self.input, resource: self.resource, live: finding.live).resolve(&ledger)
        let windows = self.advanceWindows(live: finding.live, &ledger)
        var spelledDifferently: [AspectName] = []
        for (aspect, verdict) in verdicts.sorted(by: { $0.key < $1.key }) {
            let standing = windows[aspect]?.standing(of: self.value(aspect, finding.live), desired: self.declared(aspect, desired)) ?? .none
            switch verdict {
            case .undetermined(let gap):
                finding.gap = finding.gap ?? gap
            case .inSync(let isSpelledDifferently):
                if isSpelledDifferently { spelledDifferently.append(aspect) }
                self.inSync(aspect, standing, isDeclared: self.isDeclared(aspect, desired), windows[aspect]?.windows ?? [], &ledger)
            case .drifted(let drift) where self.grantsTheSame(drift, ledger):
                spelledDifferently.append(aspect)
                self.inSync(aspect, standing, isDeclared: true, windows[aspect]?.windows ?? [], &ledger)
            case .drifted(let drift):
                if let record = self.drifted(drift, standing, &ledger) { finding.toPlan.append(record) }
            }
        }
        self.endWithoutVerdict(verdicts, live: finding.live, &ledger)
        CorrectionProgress.advance(self.identity, &ledger)
        self.remember(finding, spelledDifferently: spelledDifferently, &ledger)
    }

    // MARK: What is compared

    /// What stands on the books with the same values was judged when it came there.
    private func grantsTheSame(_ drift: AspectDrift, _ ledger: PassLedger) -> Bool {
        let open = ledger.openDrift(of: self.identity, drift.aspect)
        let isJudged = open?.live == drift.live && open?.desired == drift.desired && open?.assessedOn == self.assessor.basis(of: drift)
        return (open == nil || !isJudged) && self.assessor.grantsTheSame(drift)
    }

    /// Adds a verdict for what nobody declares and nobody sees any more, but is still on the books.
    func completed(
        _ verdicts: [AspectName: Verdict], desired: DesiredAspects, live: LiveResource?, _ ledger: PassLedger
    ) -> [AspectName: Verdict] {
        guard let live else { return verdicts }
        var verdicts = verdicts
        let onTheBooks = ledger.openDrifts(of: self.identity).map(\.aspect) + ledger.windows(of: self.identity).map(\.aspect)
        for aspect in onTheBooks where verdicts[aspect] == nil {
            verdicts[aspect] = live.gap(for: aspect).map(Verdict.undetermined) ?? .inSync(spelledDifferently: false)
        }
        return verdicts
    }

    func isDeclared(_ aspect: AspectName, _ desired: DesiredAspects) -> Bool {
        aspect == .existence || desired.values[aspect] != nil || desired.forbids(aspect, under: self.resource.settings.ownership)
    }

    func declared(_ aspect: AspectName, _ desired: DesiredAspects) -> JSONValue? {
        aspect == .existence ? (self.isToBeDeleted ? nil : true) : desired.values[aspect] ?? nil
    }

    func value(_ aspect: AspectName, _ live: LiveResource?) -> JSONValue? {
        guard let live else { return nil }
        return aspect == .existence ? true : live.aspects[aspect]
    }

    func advanceWindows(live: LiveResource?, _ ledger: inout PassLedger) -> [AspectName: AspectWindows] {
        var result: [AspectName: AspectWindows] = [:]
        for (aspect, windows) in Dictionary(grouping: ledger.windows(of: self.identity), by: \.aspect) {
            var group = AspectWindows(aspect: aspect, kind: self.identity.kind, windows: windows, at: self.input.now)
            if live?.gap(for: aspect) == nil { group.read(self.value(aspect, live), at: self.input.readAt) }
            for window in group.windows { ledger.put(window) }
            result[aspect] = group
        }
        return result
    }
}
