import Foundation
package import IAMPolicy

/// One durable step in the life of a correction: the record after it, and all that is stored with it.
package struct CorrectionStep: Sendable {
    package let correction: CorrectionRecord
    /// Its drifts after the step.
    package let drifts: [DriftRecord]
    package let commit: Commit

    private init(_ correction: CorrectionRecord, _ drifts: [DriftRecord], _ commit: Commit) {
        var commit = commit
        commit.corrections = [correction]
        commit.drifts = drifts
        self.correction = correction
        self.drifts = drifts
        self.commit = commit
    }

    /// Before sending: the call with its parameters and what it replaces.
    package static func intend(_ correction: CorrectionRecord, _ drifts: [DriftRecord], mutation index: Int, at now: Instant) -> CorrectionStep {
        var record = correction
        record.state = .intended
        record.updatedAt = now.wall
        record.sentAt = now
        if index == 0 { record.attempts += 1 }
        let mutation = correction.mutations[index]
        var details: JSONObject = [
            "mutation": JSONValue(index), "service": .string(mutation.service), "operation": .string(mutation.operation),
            "parameters": .object(mutation.parameters), "writes": .array(mutation.writes.map(\.json))
        ]
        if let region = mutation.region { details["region"] = .string(region) }
        if let preImage = mutation.preImage { details["preImage"] = preImage }
        var commit = Commit()
        commit.journal = [
            JournalDraft(.mutationIntended, at: now.wall, resource: record.resource, correctionID: record.id, details: details)
        ]
        return CorrectionStep(record, drifts, commit)
    }

    /// After the answer: the outcome, and in the same transaction the windows that it opens.
    ///
    /// A correction that is sent again bears the reason of the attempt before: the same one is no news.
    package static func answer(
        _ correction: CorrectionRecord, _ drifts: [DriftRecord], mutation index: Int, outcome: MutationOutcome, windowLength: Double,
        passID: Int, at now: Instant
    ) -> CorrectionStep {
        var record = correction
        record.mutations[index].outcome = outcome
        record.updatedAt = now.wall
        let mutation = record.mutations[index]
        var commit = Commit()
        commit.journal = [
            JournalDraft(
                .mutationOutcome, at: now.wall, resource: record.resource, correctionID: record.id,
                details: Self.details(of: mutation, index: index, outcome: outcome))
        ]
        let isLast = index == record.mutations.count - 1
        switch outcome {
        case .accepted:
            commit.windows = CorrectionWindows.opened(by: mutation, at: index, of: record, length: windowLength, now: now)
            record.state = isLast ? .applied : .queued
            if isLast { record.reason = nil }
            return isLast ? Self.finish(record, drifts, .propagating, .correctionApplied, passID, commit) : CorrectionStep(record, drifts, commit)
        case .refused(let failure):
            Self.stop(&record, .refused, failure, mutation, at: now)
            let isNews = record.reason != correction.reason
            return Self.finish(record, drifts, .refused, isNews ? .correctionRefused : nil, passID, commit)
        case .failed(let failure):
            Self.stop(&record, .failed, failure, mutation, at: now)
            let isNews = record.reason != correction.reason
            return Self.finish(record, drifts, .failed, isNews ? .correctionFailed : nil, passID, commit)
        case .unknown(let failure):
            record.state = .unknown
            record.reason = "no answer to \(mutation.operation): \(failure.message)"
            return Self.finish(record, drifts, .unknown, nil, passID, commit)
        }
    }

    /// The world moved between the pass and the sending: nothing is sent, and the next pass plans anew.
    package static func supersede(
        _ correction: CorrectionRecord, _ drifts: [DriftRecord], because reason: String, at now: Instant
    ) -> CorrectionStep {
        self.supersede(correction, drifts, leaving: .open, because: reason, at: now)
    }

    /// An operator took it out of the daemon's hands between the pass and the sending: nothing is sent.
    package static func withhold(
        _ correction: CorrectionRecord, _ drifts: [DriftRecord], _ exception: OperatorException, at now: Instant
    ) -> CorrectionStep {
        let isPause = exception.kind == .pause
        return self.supersede(
            correction, drifts, leaving: isPause ? .paused : .ignored,
            because: "\(isPause ? "paused" : "ignored") by \(exception.owner): \(exception.reason)", at: now)
    }

    private static func supersede(
        _ correction: CorrectionRecord, _ drifts: [DriftRecord], leaving state: DriftState, because reason: String, at now: Instant
    ) -> CorrectionStep {
        var record = correction
        record.state = .superseded
        record.reason = reason
        record.updatedAt = now.wall
        var commit = Commit()
        commit.journal = [
            JournalDraft(
                .correctionSuperseded, at: now.wall, resource: record.resource, correctionID: record.id, details: ["reason": .string(reason)])
        ]
        let reopened = drifts.map { drift in
            var drift = drift
            drift.state = state
            drift.reason = reason
            return drift
        }
        return CorrectionStep(record, reopened, commit)
    }

    /// Before sending: what would be replaced may not be read, or AWS would refuse to finish it, so nothing is sent.
    ///
    /// Counts as an attempt: each one waits longer than the one before, and the same reason is told once.
    package static func refuseUnsent(
        _ correction: CorrectionRecord, _ drifts: [DriftRecord], _ failure: MutationFailure, passID: Int, at now: Instant
    ) -> CorrectionStep {
        var record = correction
        record.attempts += 1
        record.updatedAt = now.wall
        Self.stop(&record, .refused, "\(failure.code): \(failure.message)", at: now)
        var commit = Commit()
        commit.journal = [
            JournalDraft(
                .correctionRefused, at: now.wall, resource: record.resource, correctionID: record.id,
                details: ["reason": record.reason.map(JSONValue.string) ?? .null])
        ]
        let isNews = record.reason != correction.reason
        return Self.finish(record, drifts, .refused, isNews ? .correctionRefused : nil, passID, commit)
    }

    /// Seconds before what failed is tried again: five, doubled each time, at most an hour.
    ///
    /// Short at first, so that a permission that has just been granted is felt soon.
    package static func backoffSeconds(attempts: Int) -> Double {
        min(5 * Double(1 << min(max(attempts - 1, 0), 10)), 3600)
    }

    private static func stop(
        _ record: inout CorrectionRecord, _ state: CorrectionState, _ failure: MutationFailure, _ mutation: Mutation, at now: Instant
    ) {
        self.stop(&record, state, "\(mutation.operation): \(failure.code): \(failure.message)", at: now)
    }

    private static func stop(_ record: inout CorrectionRecord, _ state: CorrectionState, _ reason: String, at now: Instant) {
        record.state = state
        record.reason = reason
        record.notBefore = now.wall.addingTimeInterval(Self.backoffSeconds(attempts: record.attempts))
    }

    private static func finish(
        _ record: CorrectionRecord, _ drifts: [DriftRecord], _ state: DriftState, _ event: NoticeEvent?, _ passID: Int, _ commit: Commit
    ) -> CorrectionStep {
        var commit = commit
        let moved = drifts.map { drift in
            var drift = drift
            drift.state = state
            drift.reason = record.reason
            return drift
        }
        if let event {
            commit.notices = moved.map {
                NoticeChange(
                    event: event, account: record.resource.account, passID: passID,
                    change: ChangeDescription.json(of: $0, correction: record))
            }
        }
        return CorrectionStep(record, moved, commit)
    }

    private static func details(of mutation: Mutation, index: Int, outcome: MutationOutcome) -> JSONObject {
        var details: JSONObject = ["mutation": JSONValue(index), "operation": .string(mutation.operation)]
        switch outcome {
        case .accepted(let requestID):
            details["outcome"] = "accepted"
            details["requestID"] = requestID.map(JSONValue.string) ?? .null
        case .refused(let failure): Self.add(failure, "refused", to: &details)
        case .failed(let failure): Self.add(failure, "failed", to: &details)
        case .unknown(let failure): Self.add(failure, "unknown", to: &details)
        }
        return details
    }

    private static func add(_ failure: MutationFailure, _ outcome: String, to details: inout JSONObject) {
        details["outcome"] = .string(outcome)
        details["code"] = .string(failure.code)
        details["message"] = .string(failure.message)
        details["requestID"] = failure.requestID.map(JSONValue.string) ?? .null
    }
}

extension AspectWrite {
    /// `{"aspect", "value", "preImage"}`, where `null` is absent.
    package var json: JSONValue {
        ["aspect": .string(self.aspect.description), "value": self.value ?? .null, "preImage": self.preImage ?? .null]
    }

    /// - Returns: `nil` where the value is no write.
    package init?(json: JSONValue) {
        guard let aspect = json["aspect"]?.stringValue else { return nil }
        self.init(
            AspectName(parsing: aspect), value: json["value"].flatMap { $0.isNull ? nil : $0 },
            preImage: json["preImage"].flatMap { $0.isNull ? nil : $0 })
    }
}
