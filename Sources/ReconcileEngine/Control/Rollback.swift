import Foundation
import IAMPolicy
import ReconcileCore

/// Plans the way back from one correction: the values that it replaced, as a correction of its own.
struct Rollback: Sendable {
    let context: EngineContext
    let configuration: Configuration

    /// - Returns: the planned correction, already let go by who asked for it.
    /// - Throws: `ControlError` that says why it cannot be done.
    func plan(_ id: String, by actor: OperatorIdentity) async throws -> CorrectionRecord {
        let correction = try await self.correction(id)
        let desired = try await self.context.store.desiredResources()
        guard
            let resource = desired.first(where: { $0.identity == correction.resource }),
            let account = self.configuration.account(covering: correction.resource),
            let definition = KindRegistry.definition(of: correction.resource.kind)
        else { throw Self.conflict("\(correction.resource) is no longer declared: there is nothing that may be written to it") }
        let writes = correction.mutations.flatMap { mutation -> [AspectWrite] in
            if case .accepted = mutation.outcome { mutation.writes } else { [] }
        }
        try self.checkReversible(correction, writes)
        try self.checkMayWrite(resource, account)
        try await self.checkSetAside(resource, writes)
        let observed = try await self.context.store.observedResources()
        let references = DesiredReferences(desired: desired, observed: observed, accounts: self.configuration.accounts)
        let aspects = try definition.desiredAspects(of: resource, resolver: references)
        let survey = AccessSurvey(
            account: account, kept: desired.filter { account.covers($0.identity) && !$0.identity.kind.isBlueprint },
            observed: observed.filter { account.covers($0.identity) })
        let live = PolicyFormReading(of: resource.identity, desired: aspects, survey: survey).formed(try await self.live(resource, account))
        try self.checkDiffers(correction, writes, live)
        let drifts = writes.map { write -> AspectDrift in
            let now = live.aspects[write.aspect]
            let kind: DriftKind = write.preImage == nil ? .extra : now == nil ? .missing : .modified
            return AspectDrift(
                aspect: write.aspect, kind: kind, desired: write.preImage, live: now,
                differences: [Difference(path: "", desired: write.preImage, live: now)])
        }
        let target = CorrectionTarget(resource: resource, desired: aspects, account: account, live: live)
        let drafts = definition.corrections(of: drifts, target: target)
        let covered = Set(drafts.flatMap(\.aspects))
        if let left = drifts.first(where: { !covered.contains($0.aspect) }) {
            let reason = definition.reasonNotCorrected(left, target: target) ?? "there is no AWS call that goes back"
            throw Self.conflict("\(left.aspect) of \(resource.identity) is not put back as it was before \(correction.id): \(reason)")
        }
        return try await self.store(drafts, of: correction, by: actor)
    }

    private func correction(_ id: String) async throws -> CorrectionRecord {
        let all = try await self.context.store.corrections(of: nil, includingFinal: true)
        guard let found = all.first(where: { $0.id == id }) else {
            throw ControlError(code: .notFound, message: "there is no correction \(id); `reconcilectl describe` of the resource lists them")
        }
        return found
    }

    private func checkReversible(_ correction: CorrectionRecord, _ writes: [AspectWrite]) throws {
        if writes.contains(where: { $0.aspect == .existence && $0.value == nil }) {
            throw Self.conflict(
                "\(correction.id) deleted \(correction.resource): another one of that name would not be it; "
                    + "to create one, apply its manifest")
        }
        if writes.contains(where: { $0.aspect == .existence }) {
            throw Self.conflict("\(correction.id) created \(correction.resource): going back would delete it, which is not done")
        }
        if writes.isEmpty { throw Self.conflict("nothing of \(correction.id) was carried out: there is nothing to go back from") }
    }

    private func checkMayWrite(_ resource: DesiredResource, _ account: AccountSettings) throws {
        if resource.settings.mode ?? account.mode == .observe {
            throw Self.conflict("\(resource.identity) is only looked at: its mode is observe")
        }
        if resource.isOrphaned { throw Self.conflict("the manifest of \(resource.identity) has vanished: it is only looked at") }
    }

    private func checkDiffers(_ correction: CorrectionRecord, _ writes: [AspectWrite], _ live: LiveResource) throws {
        let isBack = writes.allSatisfy { write in
            live.gap(for: write.aspect) == nil
                && AspectComparator.areEqual(write.aspect, of: correction.resource.kind, write.preImage, live.aspects[write.aspect])
        }
        if isBack { throw Self.conflict("\(correction.resource) is already as it was before \(correction.id)") }
        if let gap = writes.lazy.compactMap({ live.gap(for: $0.aspect) }).first {
            throw ControlError(code: .unavailable, message: "what is there now could not be read: \(gap.message)")
        }
    }

    /// What is declared otherwise would be put right again by the next pass.
    private func checkSetAside(_ resource: DesiredResource, _ writes: [AspectWrite]) async throws {
        let now = self.context.clock.now().wall
        let exceptions = try await self.context.store.exceptions(includingEnded: false)
        for write in writes {
            let isSetAside =
                exceptions.contains { $0.pauses(resource.identity, at: now) || $0.ignores(write.aspect, of: resource.identity, at: now) }
                || resource.settings.ignoreRules.contains { $0.covers(write.aspect, at: now) }
            guard isSetAside else {
                let blueprints = resource.blueprints.map(\.description).joined(separator: ", ")
                let source = blueprints.isEmpty ? "the manifest" : "the parameters of \(blueprints)"
                throw Self.conflict(
                    "\(write.aspect) of \(resource.identity) is declared otherwise, so the next pass would correct it again: "
                        + "change \(source), or first `reconcilectl pause \(resource.identity) --reason …`")
            }
        }
    }

    private func live(_ resource: DesiredResource, _ account: AccountSettings) async throws -> LiveResource {
        let observed = try await self.context.store.observedResources().first { $0.identity == resource.identity }
        let target = PassPlan.target(of: resource, account: account, bound: observed?.binding)
        let snapshot = await self.context.reader.snapshot(of: account, targets: [target])
        switch snapshot.failure.map(ResourceReading.unreadable) ?? snapshot.readings[resource.identity] {
        case .present(let live): return live
        case .absent: throw Self.conflict("\(resource.identity) is gone")
        case .unreadable(let gap): throw ControlError(code: .unavailable, message: gap.message)
        case nil: throw ControlError(code: .unavailable, message: "\(resource.identity) was not read")
        }
    }

    private func store(_ drafts: [CorrectionDraft], of correction: CorrectionRecord, by actor: OperatorIdentity) async throws -> CorrectionRecord {
        if let reason = drafts.lazy.compactMap(\.hindrance).first { throw Self.conflict(reason) }
        guard let first = drafts.first else { throw Self.conflict("there is no AWS call that goes back from \(correction.id)") }
        let now = self.context.clock.now().wall
        let draft = CorrectionDraft(
            aspects: drafts.flatMap(\.aspects), stage: first.stage, mutations: drafts.flatMap(\.mutations),
            reason: "goes back from \(correction.id)")
        var record = CorrectionRecord(
            id: PassIdentifier.rollback(of: correction.id, at: now), resource: correction.resource, draft: draft, driftIDs: [], state: .queued,
            passID: correction.passID, plannedAt: now)
        record.decision = CorrectionDecision(verdict: .approved, by: actor.name, at: now, reason: draft.reason)
        var commit = Commit()
        commit.corrections = [record]
        commit.journal = [
            JournalDraft(
                .correctionApproved, at: now, resource: record.resource, correctionID: record.id,
                details: ["operator": actor.json, "plan": .string(draft.reason), "goesBackFrom": .string(correction.id)])
        ]
        _ = try await self.context.store.commit(commit)
        return record
    }

    private static func conflict(_ message: String) -> ControlError { ControlError(code: .conflict, message: message) }
}
