import Foundation
import IAMPolicy

/// Decides what one look at one account means: what drifted, what settled, what to send.
///
/// Reads nothing and sends nothing: the same input always gives the same decision.
package struct PassEvaluator: Sendable {
    private let input: PassInput

    package init(_ input: PassInput) { self.input = input }

    package func decide() -> PassDecision {
        var ledger = PassLedger(self.input)
        var findings: [ResourceFinding] = []
        findings.reserveCapacity(self.input.desired.count)
        let policies = KnownPolicies(observed: self.input.observed, readings: self.input.snapshot.readings)
        let survey = AccessSurvey(
            account: self.input.account, kept: self.input.kept, observed: self.input.observed, readings: self.input.snapshot.readings)
        for resource in self.input.desired.sorted(by: { $0.identity < $1.identity }) {
            guard let reading = self.input.snapshot.readings[resource.identity] ?? self.failedReading else { continue }
            var evaluator = ResourceEvaluator(input: self.input, resource: resource, reading: reading, policies: policies, survey: survey)
            findings.append(evaluator.evaluate(&ledger))
        }
        if self.input.pass.isWhole { ledger.endUndeclared(besides: Set(self.input.desired.map(\.identity))) }
        let account = self.accountState(findings: findings)
        let toSend = CorrectionPlanner(input: self.input, accountState: account).plan(findings, &ledger)
        self.noteStates(findings, &ledger)
        var commit = ledger.commit()
        commit.gone = ledger.deleted(among: findings, in: self.input)
        self.addAccount(account, to: &commit)
        ExpiredExceptions(self.input.exceptions, at: self.input.now.wall).add(to: &commit)
        var pass = self.input.pass
        pass.outcome = self.input.snapshot.outcome
        pass.finishedAt = self.input.now.wall
        pass.requests = self.input.snapshot.requests
        pass.gap = self.input.snapshot.transientGap ?? self.firstGap(findings)
        commit.pass = pass
        return PassDecision(commit: commit, toSend: toSend, waiting: ledger.waiting)
    }

    /// What a resource reads as where nothing of the account could be read.
    private var failedReading: ResourceReading? { self.input.snapshot.failure.map(ResourceReading.unreadable) }

    private func firstGap(_ findings: [ResourceFinding]) -> ReadGap? { findings.lazy.compactMap(\.gap).first }

    private func noteStates(_ findings: [ResourceFinding], _ ledger: inout PassLedger) {
        for finding in findings {
            guard var seen = ledger.observed[finding.resource.identity] else { continue }
            seen.state = finding.state(
                drifts: ledger.openDrifts(of: seen.identity), hasOpenWindow: ledger.windows(of: seen.identity).contains { !$0.isClosed })
            ledger.put(seen)
        }
    }

    // MARK: The account

    private func accountState(findings: [ResourceFinding]) -> AccountState {
        var state = self.input.accountState
        if let failure = self.input.snapshot.failure {
            state.unreadable = failure
            state.unreadableSince = state.unreadableSince ?? self.input.now.wall
            return state
        }
        state.unreadable = nil
        state.unreadableSince = nil
        state.isSilenceLatched = self.isSilenceLatched(findings)
        state.isDatabaseOlder = state.isDatabaseOlder && state.isSilenceLatched
        guard self.input.pass.isWhole else { return state }
        if self.input.snapshot.outcome == .complete { state.lastCompleteAt = self.input.now.wall }
        return state
    }

    /// Set by a pass that would correct after a long silence; released by a complete one over the whole account that only looks.
    private func isSilenceLatched(_ findings: [ResourceFinding]) -> Bool {
        let silenceMax = self.input.limits.silenceMaxSeconds
        guard silenceMax > 0 else { return false }
        let isComplete = self.input.pass.isWhole && self.input.snapshot.outcome == .complete
        let onlyLooks = self.input.desired.allSatisfy { self.input.mode(of: $0) == .observe }
        if isComplete && onlyLooks { return false }
        if self.input.accountState.isSilenceLatched { return true }
        let wouldCorrect = findings.contains { !$0.toPlan.isEmpty }
        let silence = self.input.accountState.lastCompleteAt.map { self.input.now.wall.timeIntervalSince($0) }
        return wouldCorrect && (silence.map { $0 > silenceMax } ?? true)
    }

    private func addAccount(_ account: AccountState, to commit: inout Commit) {
        let before = self.input.accountState
        if account != before { commit.accounts = [account] }
        let event: (NoticeEvent, JournalKind)? =
            switch (before.unreadable, account.unreadable) {
            case (nil, .some): (.accountUnreadable, .accountUnreadable)
            case (.some, nil): (.accountReadable, .accountReadable)
            case (_, _): nil
            }
        guard let event else { return }
        let reason = account.unreadable?.message ?? "account \(account.name) can be read again"
        commit.journal.append(
            JournalDraft(event.1, at: self.input.now.wall, details: ["account": .string(account.name), "reason": .string(reason)]))
        commit.notices.append(
            NoticeChange(
                event: event.0, account: account.name, passID: self.input.pass.id,
                change: ["account": .string(account.name), "reason": .string(reason)]))
    }
}

/// What was found on one resource.
struct ResourceFinding {
    let resource: DesiredResource
    /// `nil` where a reference leads nowhere, and where nothing is on the books of the resource.
    var desired: DesiredAspects?
    /// `nil` where it is not there, or could not be read.
    var live: LiveResource?
    /// What could not be judged.
    var gap: ReadGap?
    /// Drifts that a correction may be planned for.
    var toPlan: [DriftRecord] = []
    /// Somebody has taken the whole resource out of our hands.
    var isPaused = false

    func state(drifts: [DriftRecord], hasOpenWindow: Bool) -> ObservedResource.State {
        if self.resource.isOrphaned { return .orphaned }
        if self.isPaused { return .paused }
        if self.gap != nil { return .undetermined }
        let counting = drifts.filter { !$0.state.isSetAside }
        if counting.contains(where: { $0.state != .propagating }) { return .drifted }
        return hasOpenWindow || !counting.isEmpty ? .propagating : .inSync
    }
}
