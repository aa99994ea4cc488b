import Foundation
import IAMPolicy

/// Judges one resource: moves its windows, drifts and corrections on by what was read.
struct ResourceEvaluator {
    let input: PassInput
    let resource: DesiredResource
    let reading: ResourceReading

    private var identity: ResourceIdentity { self.resource.identity }
    private var now: Date { self.input.now.wall }

    init(input: PassInput, resource: DesiredResource, reading: ResourceReading) {
        self.input = input
        self.resource = resource
        self.reading = reading
    }

    mutating func evaluate(_ ledger: inout PassLedger) -> ResourceFinding {
        var finding = ResourceFinding(resource: self.resource)
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
        if case .present(let live) = self.reading { finding.live = live }
        self.judgeAspects(desired, &finding, &ledger)
        return finding
    }

    private func judgeAspects(_ desired: DesiredAspects, _ finding: inout ResourceFinding, _ ledger: inout PassLedger) {
        let detector = DriftDetector(kind: self.identity.kind, desired: desired, ownership: self.resource.settings.ownership)
        let verdicts = self.completed(detector.verdicts(for: self.reading), desired: desired, live: finding.live, ledger)
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
            case .drifted(let drift):
                if let record = self.drifted(drift, standing, &ledger) { finding.toPlan.append(record) }
            }
        }
        self.endWithoutVerdict(verdicts, live: finding.live, &ledger)
        CorrectionProgress.advance(self.identity, &ledger)
        self.remember(finding, spelledDifferently: spelledDifferently, &ledger)
    }

    // MARK: What is compared

    /// Adds a verdict for what nobody declares and nobody sees any more, but is still on the books.
    private func completed(
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

    private func isDeclared(_ aspect: AspectName, _ desired: DesiredAspects) -> Bool {
        aspect == .existence || desired.values[aspect] != nil
            || (desired.closedBases.contains(aspect.base) && self.resource.settings.ownership == .exclusive)
    }

    private func declared(_ aspect: AspectName, _ desired: DesiredAspects) -> JSONValue? {
        aspect == .existence ? true : desired.values[aspect] ?? nil
    }

    private func value(_ aspect: AspectName, _ live: LiveResource?) -> JSONValue? {
        guard let live else { return nil }
        return aspect == .existence ? true : live.aspects[aspect]
    }

    private func advanceWindows(live: LiveResource?, _ ledger: inout PassLedger) -> [AspectName: AspectWindows] {
        var result: [AspectName: AspectWindows] = [:]
        for (aspect, windows) in Dictionary(grouping: ledger.windows(of: self.identity), by: \.aspect) {
            var group = AspectWindows(aspect: aspect, kind: self.identity.kind, windows: windows)
            if live?.gap(for: aspect) == nil { group.read(self.value(aspect, live), at: self.input.now) }
            for window in group.windows { ledger.put(window) }
            result[aspect] = group
        }
        return result
    }

    // MARK: Verdicts

    private func inSync(
        _ aspect: AspectName, _ standing: WindowStanding, isDeclared: Bool, _ windows: [PropagationWindow], _ ledger: inout PassLedger
    ) {
        guard var drift = ledger.openDrift(of: self.identity, aspect) else { return }
        if !isDeclared {
            ledger.supersede(ledger.correction(of: drift), because: "\(aspect) is no longer declared")
            ledger.end(drift, .undeclared)
            return
        }
        let correction = ledger.correction(of: drift)
        let isOurs = [.propagating, .suspectedRevert].contains(drift.state) || windows.contains { $0.openedAt.wall >= drift.firstSeenAt }
        guard isOurs else {
            self.resolved(drift, &ledger)
            return
        }
        if let correction, ![.applied, .readable].contains(correction.state) {
            ledger.supersede(correction, because: "what it had sent shows; the rest is planned anew")
        }
        if standing == .propagating || !self.windowsAreClosed(correction, ledger) {
            drift.state = .propagating
            ledger.put(drift)
        } else {
            ledger.end(drift, .settled)
        }
    }

    private func resolved(_ drift: DriftRecord, _ ledger: inout PassLedger) {
        ledger.supersede(ledger.correction(of: drift), because: "the drift went away before it was corrected")
        ledger.end(drift, .resolved)
        if drift.state != .ignored { ledger.tell(.driftResolved, of: drift) }
    }

    /// - Returns: the record, where a correction may be planned for it.
    private func drifted(_ drift: AspectDrift, _ standing: WindowStanding, _ ledger: inout PassLedger) -> DriftRecord? {
        switch standing {
        case .propagating:
            if var record = ledger.openDrift(of: self.identity, drift.aspect), record.state == .suspectedRevert {
                record.state = .propagating
                ledger.put(record)
            }
            return nil
        case .suspectedRevert:
            self.suspectRevert(drift, &ledger)
            return nil
        case .none, .foreign:
            break
        }
        if drift.aspect == .existence { self.endCovered(&ledger) }
        var record = self.record(of: drift, &ledger)
        if record.state == .unknown {
            ledger.put(record)
            return nil
        }
        if self.resource.settings.ignoreRules.contains(where: { $0.covers(drift.aspect, at: self.now) }) {
            self.ignore(&record, &ledger)
            return nil
        }
        if record.state == .ignored {
            record.state = .open
            self.detect(record, &ledger)
        }
        ledger.put(record)
        let mayPlan = !self.resource.isOrphaned && self.input.mode(of: self.resource) != .observe
        return mayPlan ? record : nil
    }

    private func ignore(_ record: inout DriftRecord, _ ledger: inout PassLedger) {
        if record.state != .ignored {
            ledger.supersede(ledger.correction(of: record), because: "\(record.aspect) is ignored")
            record.correctionID = nil
            record.state = .ignored
        }
        ledger.put(record)
    }

    /// The record that stands for a drift from now on: the one that is open, or one of its own.
    private func record(of drift: AspectDrift, _ ledger: inout PassLedger) -> DriftRecord {
        guard var open = ledger.openDrift(of: self.identity, drift.aspect) else { return self.begin(drift, &ledger) }
        if [.propagating, .suspectedRevert].contains(open.state) {
            guard let correction = ledger.correction(of: open), correction.state == .applied, self.windowsAreClosed(correction, ledger) else {
                ledger.supersede(ledger.correction(of: open), because: "another value appeared after it had been corrected")
                ledger.end(open, .superseded)
                return self.begin(drift, &ledger)
            }
            self.neverShown(correction, &open, &ledger)
        }
        let isSame =
            AspectComparator.areEqual(drift.aspect, of: self.identity.kind, open.live, drift.live)
            && AspectComparator.areEqual(drift.aspect, of: self.identity.kind, open.desired, drift.desired)
        open.lastSeenAt = self.now
        // Until it is known what became of a call, the drift stays what it was when the call was sent.
        if isSame || open.state == .unknown { return open }
        let assessment = self.assess(drift)
        open.kind = drift.kind
        open.desired = drift.desired
        open.live = drift.live
        open.differences = drift.differences
        open.direction = assessment.direction
        open.severity = assessment.severity
        ledger.supersede(ledger.correction(of: open), because: "the live or the desired value changed")
        open.correctionID = nil
        if open.state != .ignored {
            open.state = .open
            ledger.tell(.driftUpdated, of: open)
            ledger.write(.driftUpdated, resource: self.identity, details: self.details(open))
        }
        ledger.put(open)
        return open
    }

    private func begin(_ drift: AspectDrift, _ ledger: inout PassLedger) -> DriftRecord {
        let record = DriftRecord(
            id: PassIdentifier.drift(self.identity, drift.aspect, passID: self.input.pass.id), resource: self.identity, drift: drift,
            assessment: self.assess(drift), state: .open, firstSeenAt: self.now, lastSeenAt: self.now, passID: self.input.pass.id)
        let isIgnored = self.resource.settings.ignoreRules.contains { $0.covers(drift.aspect, at: self.now) }
        if !isIgnored { self.detect(record, &ledger) }
        ledger.put(record)
        return record
    }

    private func detect(_ record: DriftRecord, _ ledger: inout PassLedger) {
        ledger.tell(.driftDetected, of: record)
        ledger.write(.driftDetected, resource: self.identity, details: self.details(record))
    }

    private func suspectRevert(_ drift: AspectDrift, _ ledger: inout PassLedger) {
        var record =
            ledger.openDrift(of: self.identity, drift.aspect)
            ?? DriftRecord(
                id: PassIdentifier.drift(self.identity, drift.aspect, passID: self.input.pass.id), resource: self.identity, drift: drift,
                assessment: self.assess(drift), state: .suspectedRevert, firstSeenAt: self.now, lastSeenAt: self.now,
                passID: self.input.pass.id)
        record.state = .suspectedRevert
        record.lastSeenAt = self.now
        ledger.put(record)
    }

    /// The value was accepted and the window has passed without a read that showed it.
    private func neverShown(_ correction: CorrectionRecord, _ open: inout DriftRecord, _ ledger: inout PassLedger) {
        var failed = correction
        failed.state = .failed
        failed.reason = "AWS accepted the change, but no read showed it before its propagation window closed"
        ledger.put(failed)
        ledger.write(
            .correctionFailed, resource: self.identity, correctionID: failed.id, details: ["reason": .string(failed.reason ?? "")])
        open.state = .failed
        open.reason = failed.reason
        ledger.tell(.correctionFailed, of: open)
    }

    /// What one correction wrote settles together.
    private func windowsAreClosed(_ correction: CorrectionRecord?, _ ledger: PassLedger) -> Bool {
        ledger.windows(of: self.identity).allSatisfy { $0.correctionID != correction?.id || $0.isClosed }
    }

    /// A resource that is gone is one drift; what was wrong with its parts no longer counts.
    private func endCovered(_ ledger: inout PassLedger) {
        for drift in ledger.openDrifts(of: self.identity) where drift.aspect != .existence {
            ledger.supersede(ledger.correction(of: drift), because: "the resource is gone")
            ledger.end(drift, .superseded)
        }
    }

    /// Drifts of aspects that the manifest no longer speaks of, on a resource that is not there.
    private func endWithoutVerdict(_ verdicts: [AspectName: Verdict], live: LiveResource?, _ ledger: inout PassLedger) {
        guard live != nil else { return }
        for drift in ledger.openDrifts(of: self.identity) where verdicts[drift.aspect] == nil {
            ledger.supersede(ledger.correction(of: drift), because: "\(drift.aspect) is no longer declared")
            ledger.end(drift, .undeclared)
        }
    }

    // MARK: Memory

    private func remember(_ finding: ResourceFinding, spelledDifferently: [AspectName], _ ledger: inout PassLedger) {
        var seen = ledger.observed[self.identity] ?? ObservedResource(identity: self.identity, state: .undetermined)
        seen.gap = finding.gap
        switch self.reading {
        case .present(let live):
            let binding = Binding(arn: live.arn, uniqueID: live.uniqueID)
            if seen.binding != binding {
                ledger.write(
                    .resourceBound, resource: self.identity,
                    details: ["arn": .string(live.arn), "uniqueID": live.uniqueID.map(JSONValue.string) ?? .null])
                seen.binding = binding
            }
            seen.live = live
            seen.lastReadAt = self.now
            seen.spelledDifferently = spelledDifferently
        case .absent:
            seen.live = nil
            seen.lastReadAt = self.now
            seen.spelledDifferently = []
        case .unreadable:
            break
        }
        // The time alone is no news: the account's last pass tells it for all that it could read.
        var before = ledger.observed[self.identity]
        before?.lastReadAt = seen.lastReadAt
        if before != seen { ledger.put(seen) }
    }

    private func assess(_ drift: AspectDrift) -> Assessment {
        guard let definition = KindRegistry.definition(of: self.identity.kind) else { return Assessment(.undetermined, .high) }
        return DeadPrincipal.isNamed(in: drift) ? Assessment(.widens, .high) : definition.assess(drift)
    }

    private func details(_ record: DriftRecord) -> JSONObject {
        [
            "drift": .string(record.id), "aspect": .string(record.aspect.description), "driftKind": .string(record.kind.rawValue),
            "direction": .string(record.direction.rawValue), "severity": .string(record.severity.rawValue),
            "differences": .array(record.differences.map(\.json))
        ]
    }
}
