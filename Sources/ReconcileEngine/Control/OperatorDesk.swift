package import Foundation
import IAMPolicy
package import ReconcileCore

/// What operators decide: approvals, pauses, exceptions, going back.
///
/// Each decision is one durable step with its journal entry; what follows from it is the next pass's.
package struct OperatorDesk: Sendable {
    let store: any StateStore
    let clock: any ReconcileClock

    /// How often a decision is made anew because the state has changed under it.
    static let attemptsMax = 16
    /// Before the second attempt; longer each time.
    static let conflictWaitSeconds = 0.05
    static let conflictWaitSecondsMax = 0.25

    package init(store: any StateStore, clock: any ReconcileClock) {
        self.store = store
        self.clock = clock
    }

    // MARK: Approvals

    /// - Parameter ids: of corrections or of their drifts; empty: all that ask.
    /// - Throws: `notFound` where an id is unknown or asks nothing; then nothing is approved.
    @discardableResult
    package func approve(_ ids: [String], by actor: OperatorIdentity) async throws -> [CorrectionRecord] {
        var known: Set<String>?
        return try await self.decide(about: nil) { now, commit in
            let asking = try await self.store.corrections(of: nil, includingFinal: false).filter { $0.state == .awaitingApproval }
            let named = Set(try ids.map { try self.correction($0, among: asking).id })
            // What has come to ask while this was decided has been seen by nobody.
            let all = known ?? Set(asking.map(\.id))
            known = all
            let chosen = asking.filter { (ids.isEmpty ? all : named).contains($0.id) }
            for var correction in chosen {
                correction.state = .queued
                correction.updatedAt = now
                correction.decision = CorrectionDecision(verdict: .approved, by: actor.name, at: now, reason: correction.reason)
                commit.corrections.append(correction)
                commit.drifts += try await self.drifts(of: correction, become: .correcting, reason: nil)
                commit.journal.append(self.entry(.correctionApproved, correction, actor, at: now, reason: nil))
            }
            return chosen
        }
    }

    /// - Throws: `notFound` as `approve`.
    @discardableResult
    package func reject(_ id: String, reason: String, by actor: OperatorIdentity) async throws -> CorrectionRecord {
        try await self.decide(about: nil) { now, commit in
            let asking = try await self.store.corrections(of: nil, includingFinal: false).filter { $0.state == .awaitingApproval }
            var correction = try self.correction(id, among: asking)
            correction.state = .refused
            correction.updatedAt = now
            correction.reason = "rejected by \(actor.name): \(reason)"
            correction.decision = CorrectionDecision(verdict: .rejected, by: actor.name, at: now, reason: reason)
            commit.corrections = [correction]
            commit.drifts = try await self.drifts(of: correction, become: .refused, reason: correction.reason)
            commit.journal = [self.entry(.correctionRejected, correction, actor, at: now, reason: reason)]
            return correction
        }
    }

    /// Decides on the state as it is, and anew where a pass or another person changes it before the decision is stored.
    /// - Parameter account: whose state it rests on; `nil`: all accounts'.
    /// - Throws: `unavailable` where the state never holds still.
    func decide<Decision>(
        about account: String?, _ decide: (Date, inout Commit) async throws -> Decision
    ) async throws -> Decision {
        for attempt in 1...Self.attemptsMax {
            var commit = Commit()
            commit.basis = [try await self.store.decisionStamp(account: account)]
            let decision = try await decide(self.clock.now().wall, &commit)
            do {
                _ = try await self.store.commit(commit)
                return decision
            } catch is StateConflict {
                // A pass that sends stores often, and for a while: it is let go by.
                try await self.clock.sleep(seconds: min(Self.conflictWaitSeconds * Double(attempt), Self.conflictWaitSecondsMax))
            }
        }
        throw ControlError(code: .unavailable, message: "the state kept changing while this was decided, and nothing was: try again")
    }

    func correction(_ id: String, among asking: [CorrectionRecord]) throws(ControlError) -> CorrectionRecord {
        guard let found = asking.first(where: { $0.id == id || $0.driftIDs.contains(id) }) else {
            throw ControlError(code: .notFound, message: "\(id) asks for nothing: `reconcilectl status` shows what does")
        }
        return found
    }

    func drifts(of correction: CorrectionRecord, become state: DriftState, reason: String?) async throws -> [DriftRecord] {
        try await self.store.drifts(of: correction.resource, includingEnded: false).filter { correction.driftIDs.contains($0.id) }
            .map { drift in
                var drift = drift
                drift.state = state
                drift.reason = reason
                return drift
            }
    }

    func entry(
        _ kind: JournalKind, _ correction: CorrectionRecord, _ actor: OperatorIdentity, at date: Date, reason: String?
    ) -> JournalDraft {
        var details: JSONObject = ["operator": actor.json, "plan": .string(correction.planReason)]
        if let reason { details["reason"] = .string(reason) }
        if let name = correction.decision?.overrides { details["override"] = .string(name.rawValue) }
        return JournalDraft(kind, at: date, resource: correction.resource, correctionID: correction.id, details: details)
    }

    // MARK: Exceptions

    /// - Parameter resource: `nil`: the whole account.
    @discardableResult
    package func pause(
        _ resource: ResourceIdentity?, account: String, reason: String, until: Date?, by actor: OperatorIdentity
    ) async throws -> OperatorException {
        try await self.begin(.pause, resource, account: account, aspect: nil, reason: reason, until: until, actor)
    }

    @discardableResult
    package func ignore(
        _ resource: ResourceIdentity, aspect: String, reason: String, until: Date?, by actor: OperatorIdentity
    ) async throws -> OperatorException {
        try await self.begin(.ignore, resource, account: resource.account, aspect: aspect, reason: reason, until: until, actor)
    }

    private func begin(
        _ kind: OperatorException.Kind, _ resource: ResourceIdentity?, account: String, aspect: String?, reason: String, until: Date?,
        _ actor: OperatorIdentity
    ) async throws -> OperatorException {
        try await self.decide(about: account) { now, commit in
            if let until, until <= now {
                throw ControlError(code: .invalid, message: "the end \(RFC3339.string(until)) has passed already")
            }
            let exception = OperatorException(
                id: PassIdentifier.exception(kind, account: account, resource: resource, aspect: aspect, at: now), kind: kind,
                account: account, resource: resource, aspect: aspect, reason: reason, owner: actor.name, createdAt: now, until: until)
            commit.exceptions = [exception]
            commit.journal = [self.entry(.exceptionBegun, exception, actor, at: now)]
            return exception
        }
    }

    /// Ends pauses and forgives fights; for a whole account also releases the silence latch.
    /// - Returns: what was ended.
    @discardableResult
    package func resume(_ resource: ResourceIdentity?, account: String, by actor: OperatorIdentity) async throws -> [OperatorException] {
        try await self.decide(about: account) { now, commit in
            for var exception in try await self.store.exceptions(includingEnded: false) {
                guard exception.account == account, exception.resource == resource, exception.holds(at: now) else { continue }
                exception.endedAt = now
                commit.exceptions.append(exception)
                commit.journal.append(self.entry(.exceptionEnded, exception, actor, at: now))
            }
            try await self.forgive(resource, account: account, by: actor, at: now, in: &commit)
            try await self.releaseLatch(resource, account: account, by: actor, at: now, in: &commit)
            return commit.exceptions
        }
    }

    private func releaseLatch(
        _ resource: ResourceIdentity?, account: String, by actor: OperatorIdentity, at now: Date, in commit: inout Commit
    ) async throws {
        let states = try await self.store.accountStates()
        guard resource == nil, var state = states.first(where: { $0.name == account && $0.isSilenceLatched }) else { return }
        let what = state.isDatabaseOlder ? "olderDatabase" : "silence"
        state.isSilenceLatched = false
        state.isDatabaseOlder = false
        // The person has looked: silence counts anew from here.
        state.lastCompleteAt = now
        commit.accounts = [state]
        commit.journal.append(
            JournalDraft(
                .operatorResumed, at: now, details: ["account": .string(account), "what": .string(what), "operator": actor.json]))
    }

    private func forgive(
        _ resource: ResourceIdentity?, account: String, by actor: OperatorIdentity, at now: Date, in commit: inout Commit
    ) async throws {
        let since = now.addingTimeInterval(-PassInput.historySeconds)
        let rule = FightGuard(history: try await self.store.corrections(account: account, updatedSince: since))
        var forgiven: [String: CorrectionRecord] = [:]
        for var drift in try await self.store.drifts(of: nil, includingEnded: false) {
            guard drift.resource.account == account, resource.map({ $0 == drift.resource }) ?? true else { continue }
            guard drift.state == .fighting || rule.reason(for: drift) != nil else { continue }
            for var correction in rule.corrections(behind: drift) where correction.state.isFinal {
                correction.decision = CorrectionDecision(verdict: .approved, by: actor.name, at: now, reason: FightGuard.forgiven)
                forgiven[correction.id] = correction
            }
            commit.journal.append(
                JournalDraft(
                    .operatorResumed, at: now, resource: drift.resource,
                    details: [
                        "what": "fight", "drift": .string(drift.id), "aspect": .string(drift.aspect.description), "operator": actor.json
                    ]))
            guard drift.state == .fighting else { continue }
            drift.state = .open
            drift.reason = nil
            commit.drifts.append(drift)
        }
        commit.corrections = forgiven.values.sorted { $0.id < $1.id }
    }

    private func entry(_ kind: JournalKind, _ exception: OperatorException, _ actor: OperatorIdentity, at date: Date) -> JournalDraft {
        var details: JSONObject = [
            "exception": .string(exception.id), "exceptionKind": .string(exception.kind.rawValue), "account": .string(exception.account),
            "reason": .string(exception.reason), "operator": actor.json
        ]
        if let aspect = exception.aspect { details["aspect"] = .string(aspect) }
        if let until = exception.until { details["until"] = .string(RFC3339.string(until)) }
        return JournalDraft(kind, at: date, resource: exception.resource, details: details)
    }
}
