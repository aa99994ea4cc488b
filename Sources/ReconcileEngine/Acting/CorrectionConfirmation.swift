import ReconcileCore

/// Whether the world is still what a correction was planned on.
enum CorrectionConfirmation {
    /// The calls, with what they depend on read anew.
    case asPlanned([Mutation])
    case moved(String)
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
            let snapshot = await self.context.reader.snapshot(of: self.account, targets: [target])
            let reading = snapshot.failure.map(ResourceReading.unreadable) ?? snapshot.readings[resource.identity]
            if !isCreation, case .present(let live) = reading, let gap = shared.sorted().lazy.compactMap({ live.gaps[$0] }).first {
                return .moved("what the same call writes could not be read again: \(gap.message)")
            }
            return self.confirm(planned, drifts, resource, desired, definition, reading: reading)
        } catch {
            return .moved("it could not be read again before sending: \(error)")
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
            return .moved("it could not be read again before sending: \(gap.message)")
        case .absent:
            return planned.aspects == [.existence] ? .asPlanned(planned.mutations) : .moved("it is gone")
        case .present(let live):
            if planned.aspects.contains(.existence) { return .moved("it is there") }
            for drift in drifts {
                if let gap = live.gap(for: drift.aspect) { return .moved("\(drift.aspect) could not be read again: \(gap.message)") }
                let isSame = AspectComparator.areEqual(drift.aspect, of: resource.identity.kind, drift.live, live.aspects[drift.aspect])
                if !isSame { return .moved("\(drift.aspect) is no longer what it was when this was planned") }
            }
            let target = CorrectionTarget(resource: resource, desired: desired, account: self.account, live: live)
            let fresh = definition.corrections(of: drifts.map(\.drift), target: target).first { Set($0.aspects) == Set(planned.aspects) }
            return fresh.map { .asPlanned($0.mutations) } ?? .moved("there is nothing to send any more")
        }
    }
}
