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
            let observed = try await self.context.store.observedResources().first { $0.identity == resource.identity }
            let isCreation = planned.aspects.contains(.existence)
            // An update that replaces several values together needs them all.
            let shared = Set(definition.aspects.map(\.base).filter { base in self.shareCall(base, planned, definition) })
            let bases = isCreation ? nil : shared
            let target = PassPlan.target(of: resource, account: self.account, bound: observed?.binding, bases: bases)
            if let behind = try await self.partStillUnseen(planned, shared) {
                return .unclear("the same call writes \(behind), which was written a moment ago and does not show yet")
            }
            let snapshot = await self.context.reader.snapshot(of: self.account, targets: [target])
            let reading = snapshot.failure.map(ResourceReading.unreadable) ?? snapshot.readings[resource.identity]
            if !isCreation, case .present(let live) = reading, let gap = shared.sorted().lazy.compactMap({ live.gaps[$0] }).first {
                return .unread("what the same call writes", gap)
            }
            return self.confirm(planned, drifts, resource, desired, definition, reading: reading)
        } catch {
            return .moved("it could not be read again before sending: \(error)")
        }
    }

    /// What another correction wrote and reads may still show as it was before: this one would put it back.
    private func partStillUnseen(_ planned: CorrectionRecord, _ shared: Set<String>) async throws -> AspectName? {
        let own = Set(planned.aspects.map(\.base))
        return try await self.context.store.openWindows().first { window in
            window.resource == planned.resource && shared.subtracting(own).contains(window.aspect.base) && !window.isReadable
        }?.aspect
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
        case .absent:
            return planned.aspects == [.existence] ? self.confirmCreation(planned, resource, desired, definition) : .moved("it is gone")
        case .present(let live):
            if planned.aspects.contains(.existence) { return .moved("it is there") }
            if planned.isRollback { return self.confirmRollback(planned, live, kind: resource.identity.kind) }
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

    /// What a person has let go is sent as it was shown to that person, or not at all.
    private static func confirmCalls(_ fresh: [Mutation], of planned: CorrectionRecord) -> CorrectionConfirmation {
        if planned.decision?.verdict == .approved, fresh != planned.mutations {
            return .moved("what would be sent is no longer what was approved")
        }
        return .asPlanned(fresh)
    }

    /// A rollback answers no drift: it goes by the values that it was to replace.
    private func confirmRollback(_ planned: CorrectionRecord, _ live: LiveResource, kind: ResourceKind) -> CorrectionConfirmation {
        for write in planned.mutations.flatMap(\.writes) {
            if let gap = live.gap(for: write.aspect) { return .unread(write.aspect.description, gap) }
            let isSame = AspectComparator.areEqual(write.aspect, of: kind, write.preImage, live.aspects[write.aspect])
            if !isSame { return .moved("\(write.aspect) is no longer what it was when this was planned") }
        }
        return .asPlanned(planned.mutations)
    }
}
