import Logging
import ReconcileCore

/// Sends the corrections of one pass: stage after stage, the resources of a stage side by side,
/// one resource's calls one after the other.
struct CorrectionRunner: Sendable {
    /// How often a call is repeated that finds what was created a moment before not there yet.
    static let notYetVisibleAttemptsMax = 6
    static let notYetVisibleWaitSeconds = 1.5

    let context: EngineContext
    let account: AccountSettings
    let propagation: PropagationSettings
    let passID: Int

    /// - Returns: the resources that something was sent to.
    func run(
        _ corrections: [CorrectionRecord], resources: [DesiredResource], references: DesiredReferences
    ) async throws -> Set<ResourceIdentity> {
        if corrections.isEmpty { return [] }
        let concerned = Set(corrections.map(\.resource))
        let byIdentity = Dictionary(
            resources.filter { concerned.contains($0.identity) }.map { ($0.identity, $0) }, uniquingKeysWith: { first, _ in first })
        var sent: Set<ResourceIdentity> = []
        var unlimited: Set<ResourceIdentity> = []
        var hasCreated = false
        // Read before what it stands for, so that whatever changes later shows as another one.
        let revision = try await self.context.store.desiredRevision()
        let declared = try await self.context.store.desiredResources()
        let asPlanned = Set(declared.filter { byIdentity[$0.identity]?.declaresSame(as: $0) == true }.map(\.identity))
        for stage in CorrectionStage.allCases {
            // Without the limit that was to come first, a grant would give more than before and more than is declared.
            let due = corrections.filter { $0.stage == stage && !([.grant, .exchange].contains(stage) && unlimited.contains($0.resource)) }
            let queues = Dictionary(grouping: due, by: \.resource)
            let work = queues.keys.sorted().compactMap { identity in
                byIdentity[identity].map { resource in
                    Work(
                        resource: resource, queue: queues[identity] ?? [], followsCreation: hasCreated,
                        revision: asPlanned.contains(identity) ? revision : nil)
                }
            }
            let results = try await self.runSideBySide(work, references: references)
            sent.formUnion(results.filter { $0.value != .nothingSent }.keys)
            if stage == .restrict { unlimited.formUnion(results.filter { $0.value != .accepted }.keys) }
            if stage <= .createPrincipal { hasCreated = hasCreated || results.values.contains { $0 != .nothingSent } }
        }
        return sent
    }

    /// The corrections of one resource in one stage.
    private struct Work: Sendable {
        let resource: DesiredResource
        let queue: [CorrectionRecord]
        /// Whether this pass created something before, which may not be visible everywhere yet.
        let followsCreation: Bool
        /// The revision of the desired state in which the resource is declared as it was when this was planned; `nil`: it is not.
        let revision: Int?
    }

    private enum Progress: Sendable {
        case nothingSent
        /// Sent, but not all of it was accepted.
        case stopped
        case accepted
    }

    private func runSideBySide(
        _ work: [Work], references: DesiredReferences
    ) async throws -> [ResourceIdentity: Progress] {
        try await withThrowingTaskGroup(of: (ResourceIdentity, Progress).self) { group in
            var results: [ResourceIdentity: Progress] = [:]
            var waiting = work[...]
            var running = 0
            while true {
                while running < self.context.resourcesAtOnceMax, let next = waiting.popFirst() {
                    running += 1
                    group.addTask { (next.resource.identity, try await self.run(next, references: references)) }
                }
                guard running > 0, let (identity, progress) = try await group.next() else { return results }
                running -= 1
                results[identity] = progress
            }
        }
    }

    private func run(_ work: Work, references: DesiredReferences) async throws -> Progress {
        var results: [Progress] = []
        for correction in work.queue {
            try Task.checkCancellation()
            results.append(try await self.run(correction, of: work, references: references))
        }
        if results.allSatisfy({ $0 == .nothingSent }) { return .nothingSent }
        return results.allSatisfy { $0 == .accepted } ? .accepted : .stopped
    }

    private func run(_ planned: CorrectionRecord, of work: Work, references: DesiredReferences) async throws -> Progress {
        let resource = work.resource
        let drifts = try await self.context.store.drifts(of: resource.identity, includingEnded: false)
            .filter { planned.driftIDs.contains($0.id) }
        if let exception = try await self.exception(from: planned) {
            let step = CorrectionStep.withhold(planned, drifts, exception, at: self.context.clock.now())
            _ = try await self.context.store.commit(step.commit)
            return .nothingSent
        }
        if let reason = try await self.changeOfDeclaration(work) {
            let step = CorrectionStep.supersede(planned, drifts, because: reason, at: self.context.clock.now())
            _ = try await self.context.store.commit(step.commit)
            return .nothingSent
        }
        switch await self.confirm(planned, drifts, resource, references) {
        case .unclear where planned.isApprovedAndUnsent:
            // What a person has let go stays so until it is known that the world has moved.
            return .nothingSent
        case .moved(let reason), .unclear(let reason):
            let step = CorrectionStep.supersede(planned, drifts, because: reason, at: self.context.clock.now())
            _ = try await self.context.store.commit(step.commit)
            return .nothingSent
        case .unreadable(let failure), .hindered(let failure):
            let step = CorrectionStep.refuseUnsent(planned, drifts, failure, passID: self.passID, at: self.context.clock.now())
            _ = try await self.context.store.commit(step.commit)
            return .nothingSent
        case .asPlanned(let mutations):
            var correction = planned
            correction.mutations = mutations
            let isAccepted = try await self.send(
                correction, drifts, windowLength: self.propagation.seconds(for: resource), followsCreation: work.followsCreation)
            return isAccepted ? .accepted : .stopped
        }
    }

    /// What an operator has begun since the pass decided; a rollback is sent all the same, since it asks for a pause itself.
    private func exception(from planned: CorrectionRecord) async throws -> OperatorException? {
        guard !planned.isRollback else { return nil }
        let now = self.context.clock.now().wall
        return try await self.context.store.exceptions(includingEnded: false).first { exception in
            exception.pauses(planned.resource, at: now)
                || planned.aspects.contains { exception.ignores($0, of: planned.resource, at: now) }
        }
    }

    /// What is declared may have become something else since the pass decided.
    private func changeOfDeclaration(_ work: Work) async throws -> String? {
        if let revision = work.revision, try await self.context.store.desiredRevision() == revision { return nil }
        let resource = work.resource
        guard let stored = try await self.context.store.desiredResources().first(where: { $0.identity == resource.identity }) else {
            return "\(resource.identity) is no longer declared"
        }
        return stored.declaresSame(as: resource) ? nil : "what is declared has changed since this was planned"
    }

    /// - Returns: whether all of it was accepted.
    private func send(
        _ correction: CorrectionRecord, _ drifts: [DriftRecord], windowLength: Double, followsCreation: Bool
    ) async throws -> Bool {
        var correction = correction
        var drifts = drifts
        for index in correction.mutations.indices {
            let intent = CorrectionStep.intend(correction, drifts, mutation: index, at: self.context.clock.now())
            _ = try await self.context.store.commit(intent.commit)
            let outcome = await self.outcome(of: correction.mutations[index], followsCreation: followsCreation || index > 0)
            let answer = CorrectionStep.answer(
                intent.correction, drifts, mutation: index, outcome: outcome, windowLength: windowLength, passID: self.passID,
                at: self.context.clock.now())
            _ = try await self.context.store.commit(answer.commit)
            self.context.progress()
            self.log(answer.correction, correction.mutations[index], outcome)
            guard case .accepted = outcome else { return false }
            correction = answer.correction
            drifts = answer.drifts
        }
        return true
    }

    /// Sends once; again only where what was created a moment before is not visible everywhere yet.
    private func outcome(of mutation: Mutation, followsCreation: Bool) async -> MutationOutcome {
        for attempt in 1...Self.notYetVisibleAttemptsMax {
            let outcome = await self.context.writer.send(mutation, account: self.account)
            guard followsCreation, attempt < Self.notYetVisibleAttemptsMax, Self.isNotYetVisible(outcome) else { return outcome }
            do {
                try await self.context.clock.sleep(seconds: Self.notYetVisibleWaitSeconds)
            } catch {
                return outcome
            }
        }
        return .failed(MutationFailure(code: "NotYetVisible", message: "what was created is still not visible"))
    }

    private static func isNotYetVisible(_ outcome: MutationOutcome) -> Bool {
        switch outcome {
        case .refused(let failure), .failed(let failure): failure.namesUnseen
        case .accepted, .unknown: false
        }
    }

    private func log(_ correction: CorrectionRecord, _ mutation: Mutation, _ outcome: MutationOutcome) {
        var metadata: Logger.Metadata = [
            "correction": "\(correction.id)", "resource": "\(correction.resource)", "operation": "\(mutation.operation)"
        ]
        switch outcome {
        case .accepted:
            self.context.logger.notice("correction accepted", metadata: metadata)
        case .refused(let failure), .failed(let failure), .unknown(let failure):
            metadata["code"] = "\(failure.code)"
            metadata["reason"] = "\(failure.message)"
            self.context.logger.error("correction not accepted", metadata: metadata)
        }
    }
}
