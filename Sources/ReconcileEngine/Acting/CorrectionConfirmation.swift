import IAMPolicy
import ReconcileCore

/// Whether the world is still what a correction was planned on.
enum CorrectionConfirmation {
    /// The calls, with what they depend on read anew.
    case asPlanned([Mutation])
    case moved(String)
    /// A passing fault keeps it from being told.
    case unclear(String)
    /// What is to be replaced may not be looked at, and waiting alone does not change that.
    case unreadable(MutationFailure)
    /// AWS would refuse it after a part of it had been done.
    case hindered(MutationFailure)

    /// A passing fault is tried anew with the next pass; a denial is told, and waits longer each time.
    fileprivate static func unread(_ what: String, _ gap: ReadGap) -> CorrectionConfirmation {
        let message = "\(what) could not be read again before sending: \(gap.message)"
        return gap.isTransient ? .unclear(message) : .unreadable(MutationFailure(code: gap.code.rawValue, message: message))
    }
}

extension CorrectionRunner {
    /// Reads the aspects again, right before they are written.
    func confirm(
        _ planned: CorrectionRecord, _ drifts: [DriftRecord], _ resource: DesiredResource, _ references: DesiredReferences
    ) async -> CorrectionConfirmation {
        guard drifts.count == planned.driftIDs.count, let definition = KindRegistry.definition(of: resource.identity.kind) else {
            return .moved("the drift has ended")
        }
        do {
            let desired = try definition.desiredAspects(of: resource, resolver: references)
            // What everything looked like matters only to parts of policies, which depend on who else grants what.
            let hasForms = !desired.forms.isEmpty
            let allObserved = try await hasForms ? self.context.store.observedResources() : self.context.store.observedOutlines()
            let observed = allObserved.first { $0.identity == resource.identity }
            let isCreation = planned.aspects.contains(.existence)
            // An update that replaces several values together needs them all.
            let shared = Set(definition.aspects.map(\.base).filter { base in self.shareCall(base, planned, definition) })
            let bases = isCreation ? nil : shared
            let target = PassPlan.target(of: resource, account: self.account, bound: observed?.binding, bases: bases)
            if let behind = try await self.partStillUnseen(planned, shared, definition) {
                return .unclear("the same call writes \(behind), which was written a moment ago and does not show yet")
            }
            let snapshot = await self.context.reader.snapshot(of: self.account, targets: [target])
            let reading = snapshot.failure.map(ResourceReading.unreadable) ?? snapshot.readings[resource.identity]
            if !isCreation, case .present(let live) = reading, let gap = shared.sorted().lazy.compactMap({ live.gaps[$0] }).first {
                return .unread("what the same call writes", gap)
            }
            let kept = hasForms ? try await self.context.store.desiredResources() : []
            let survey = AccessSurvey(account: self.account, kept: kept, observed: allObserved, readings: snapshot.readings)
            let formed = reading.map(PolicyFormReading(of: resource.identity, desired: desired, survey: survey).formed)
            if case .present(let live) = formed, let behind = try await self.partShownAsBefore(planned, live, definition) {
                return .unclear("the same call writes \(behind), and this read shows it as it was before it was written")
            }
            return self.confirm(planned, drifts, resource, desired, definition, reading: formed)
        } catch {
            return .moved("it could not be read again before sending: \(error)")
        }
    }

    /// What another correction wrote and reads may still show as it was before: this one would put it back.
    private func partStillUnseen(
        _ planned: CorrectionRecord, _ shared: Set<String>, _ definition: any KindDefinition
    ) async throws -> AspectName? {
        let own = Set(planned.aspects.map(\.base))
        return try await self.context.store.openWindows().first { window in
            let isElsewhere = shared.subtracting(own).contains(window.aspect.base)
            return window.resource == planned.resource && (isElsewhere || self.isBeside(window, planned, definition)) && !window.isReadable
        }?.aspect
    }

    /// What was seen before and is not shown any more: a replica that is behind has answered, or somebody has taken it away.
    private func partShownAsBefore(
        _ planned: CorrectionRecord, _ live: LiveResource, _ definition: any KindDefinition
    ) async throws -> AspectName? {
        func shows(_ aspect: AspectName, _ value: JSONValue?) -> Bool {
            AspectComparator.areEqual(aspect, of: planned.resource.kind, value, live.aspects[aspect])
        }
        return try await self.context.store.openWindows().first { window in
            window.resource == planned.resource && self.isBeside(window, planned, definition)
                && shows(window.aspect, window.write.preImage) && !shows(window.aspect, window.write.value)
        }?.aspect
    }

    /// Whether a window is of another part of a document that the correction writes: a policy's members are written together.
    private func isBeside(_ window: PropagationWindow, _ planned: CorrectionRecord, _ definition: any KindDefinition) -> Bool {
        guard !planned.aspects.contains(window.aspect), planned.aspects.contains(where: { $0.base == window.aspect.base }) else { return false }
        return definition.aspects.contains { aspect in
            if aspect.base == window.aspect.base, case .policy = aspect.form { true } else { false }
        }
    }

    private func shareCall(_ base: String, _ planned: CorrectionRecord, _ definition: any KindDefinition) -> Bool {
        let calls = Set(definition.aspects.filter { aspect in planned.aspects.contains { $0.base == aspect.base } }.flatMap(\.writtenBy))
        return definition.aspects.contains { $0.base == base && !calls.isDisjoint(with: $0.writtenBy) }
    }

    private func confirm(
        _ planned: CorrectionRecord, _ drifts: [DriftRecord], _ resource: DesiredResource, _ desired: DesiredAspects,
        _ definition: any KindDefinition, reading: ResourceReading?
    ) -> CorrectionConfirmation {
        switch reading {
        case nil:
            return .moved("it could not be read again before sending")
        case .unreadable(let gap):
            return .unread("the resource", gap)
        case .absent where resource.settings.isToBeDeleted:
            return .moved("it is gone")
        case .absent:
            return planned.aspects == [.existence] ? self.confirmCreation(planned, resource, desired, definition) : .moved("it is gone")
        case .present(let live):
            if planned.aspects.contains(.existence) {
                let target = CorrectionTarget(resource: resource, desired: desired, account: self.account, live: live)
                return resource.settings.isToBeDeleted ? self.confirmDeletion(planned, target, definition) : .moved("it is there")
            }
            if planned.isRollback {
                return self.confirmRollback(
                    planned, CorrectionTarget(resource: resource, desired: desired, account: self.account, live: live), live, definition)
            }
            for drift in drifts {
                if let gap = live.gap(for: drift.aspect) { return .unread(drift.aspect.description, gap) }
                let isSame = AspectComparator.areEqual(drift.aspect, of: resource.identity.kind, drift.live, live.aspects[drift.aspect])
                if !isSame { return .moved("\(drift.aspect) is no longer what it was when this was planned") }
            }
            let target = CorrectionTarget(resource: resource, desired: desired, account: self.account, live: live)
            let fresh = definition.corrections(of: drifts.map(\.drift), target: target).first { Set($0.aspects) == Set(planned.aspects) }
            guard let fresh else { return .moved("there is nothing to send any more") }
            return Self.confirmCalls(fresh.mutations, of: planned)
        }
    }

    private func confirmCreation(
        _ planned: CorrectionRecord, _ resource: DesiredResource, _ desired: DesiredAspects, _ definition: any KindDefinition
    ) -> CorrectionConfirmation {
        let target = CorrectionTarget(resource: resource, desired: desired, account: self.account, live: nil)
        switch definition.creation(of: target) {
        case .possible(let draft): return Self.confirmCalls(draft.mutations, of: planned)
        case .impossible(let reason): return .moved(reason)
        }
    }

    private func confirmDeletion(
        _ planned: CorrectionRecord, _ target: CorrectionTarget, _ definition: any KindDefinition
    ) -> CorrectionConfirmation {
        if let failure = target.live.flatMap({ definition.hindrance(toDeleting: $0) }) { return .hindered(failure) }
        switch definition.deletion(of: target) {
        case .possible(let draft): return Self.confirmCalls(draft.mutations, of: planned)
        case .impossible(let reason): return .moved(reason)
        }
    }

    /// What a person has let go is sent as it was shown to that person, or not at all.
    private static func confirmCalls(_ fresh: [Mutation], of planned: CorrectionRecord) -> CorrectionConfirmation {
        if planned.decision?.verdict == .approved, fresh != planned.mutations {
            return .moved("what would be sent is no longer what was approved")
        }
        return .asPlanned(fresh)
    }

    /// A rollback answers no drift: it goes by the values that it was to replace.
    private func confirmRollback(
        _ planned: CorrectionRecord, _ target: CorrectionTarget, _ live: LiveResource, _ definition: any KindDefinition
    ) -> CorrectionConfirmation {
        let kind = target.resource.identity.kind
        for write in planned.mutations.flatMap(\.writes) {
            if let gap = live.gap(for: write.aspect) { return .unread(write.aspect.description, gap) }
            let isSame = AspectComparator.areEqual(write.aspect, of: kind, write.preImage, live.aspects[write.aspect])
            if !isSame { return .moved("\(write.aspect) is no longer what it was when this was planned") }
        }
        let members = planned.mutations.flatMap(\.writes).filter { target.desired.forms[$0.aspect.base] != nil }
        guard !members.isEmpty else { return .asPlanned(planned.mutations) }
        // The rest of the document is written as it is now, and what a person has let go is not changed behind its back.
        let drifts = members.map { AspectDrift(aspect: $0.aspect, kind: .modified, desired: $0.value, live: $0.preImage, differences: []) }
        let fresh = definition.corrections(of: drifts, target: target).flatMap(\.mutations)
        return Self.confirmCalls(fresh, of: planned)
    }
}
