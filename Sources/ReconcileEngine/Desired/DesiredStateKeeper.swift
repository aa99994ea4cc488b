import Foundation
package import IAMPolicy
package import ReconcileCore

/// Changes what is desired: from the manifests folder, and by hand.
package struct DesiredStateKeeper: Sendable {
    package let store: any StateStore
    package let manifests: any ManifestSource
    package let clock: any ReconcileClock

    package init(store: any StateStore, manifests: any ManifestSource, clock: any ReconcileClock) {
        self.store = store
        self.manifests = manifests
        self.clock = clock
    }

    /// Makes the stored resources of the folder what its files say; a file that vanished leaves orphans.
    /// - Throws: `ControlError` with all faults, where nothing has been changed; what the store throws.
    package func takeFolder(_ configuration: Configuration) async throws -> ApplyResult {
        let existing = try await self.store.desiredResources()
        let reading = try await self.manifests.folder(configuration, existing: existing.filter { $0.source.owner == DesiredSource.api.owner })
        let declared = Set(reading.resources.map(\.identity))
        let orphaned = existing.filter { $0.source.owner != DesiredSource.api.owner && !declared.contains($0.identity) && !$0.isOrphaned }
        let change = DesiredChange(
            upserts: reading.resources, orphaned: orphaned.map(\.identity), at: self.clock.now().wall, actor: "manifests folder")
        return ApplyResult(change: try await self.store.applyDesired(change), notes: reading.notes)
    }

    /// Stores what an operator sent.
    package func apply(
        _ documents: [JSONValue], _ configuration: Configuration, options: ApplyOptions, actor: OperatorIdentity
    ) async throws -> ApplyResult {
        let existing = try await self.store.desiredResources()
        let reading = try await self.manifests.documents(documents, configuration, existing: existing)
        let stored = Dictionary(existing.map { ($0.identity, $0) }, uniquingKeysWith: { first, _ in first })
        if !options.detaches {
            let patches = reading.resources.compactMap { wanted in
                stored[wanted.identity].flatMap { $0.source.owner == DesiredSource.api.owner ? nil : self.patch(from: $0, to: wanted) }
            }
            if let first = patches.first { throw Self.ownedByFolder(first: first, all: patches) }
        }
        let sent = Set(reading.resources.map(\.identity))
        let pruned =
            options.prunes ? existing.filter { $0.source.owner == DesiredSource.api.owner && !sent.contains($0.identity) } : []
        if let kept = pruned.first(where: { $0.settings.deletion == .delete }) { throw Self.deletionNotCarriedOut(kept.identity) }
        if options.isDryRun {
            let preview = try await self.preview(reading.resources, stored: stored, pruned: pruned.map(\.identity))
            return ApplyResult(change: preview, notes: reading.notes)
        }
        var change = DesiredChange(
            upserts: reading.resources, deletions: pruned.map(\.identity), at: self.clock.now().wall, actor: actor)
        change.consequences = try await self.ending(change.deletions, at: change.at)
        let result = try await self.store.applyDesired(change)
        // What a principal was before must not be forgotten: only things that are found by another name are bound anew.
        let rebound = reading.resources.map(\.identity).filter { KindRegistry.definition(of: $0.kind)?.recreationChangesPrincipal == false }
        if options.rebinds { try await self.unbind(rebound) }
        return ApplyResult(change: result, notes: reading.notes)
    }

    /// Ends the management of one resource; in AWS it stays as it is.
    package func delete(_ resource: DesiredResource, detaches: Bool, actor: OperatorIdentity) async throws {
        if resource.source.owner != DesiredSource.api.owner && !detaches {
            let patch = self.patch(from: resource, to: nil)
            throw Self.ownedByFolder(first: patch, all: [patch])
        }
        if resource.settings.deletion == .delete { throw Self.deletionNotCarriedOut(resource.identity) }
        var change = DesiredChange(deletions: [resource.identity], at: self.clock.now().wall, actor: actor)
        change.consequences = try await self.ending(change.deletions, at: change.at)
        _ = try await self.store.applyDesired(change)
    }

    /// Declares one resource anew; what was declared by a file is from then on in the hands of the operators.
    func replace(
        _ stored: DesiredResource, with wanted: DesiredResource, reason: String, detaches: Bool, actor: OperatorIdentity
    ) async throws {
        if stored.source.owner != DesiredSource.api.owner && !detaches {
            let patch = self.patch(from: stored, to: wanted)
            throw Self.ownedByFolder(first: patch, all: [patch])
        }
        var wanted = wanted
        wanted.source = .api
        let change = DesiredChange(upserts: [wanted], at: self.clock.now().wall, actor: actor, reason: reason)
        _ = try await self.store.applyDesired(change)
    }

    private func preview(
        _ wanted: [DesiredResource], stored: [ResourceIdentity: DesiredResource], pruned: [ResourceIdentity]
    ) async throws -> DesiredChangeResult {
        let isUnchanged: (DesiredResource) -> Bool = { resource in stored[resource.identity].map { $0.declaresSame(as: resource) } ?? false }
        let known = wanted.filter { stored[$0.identity] != nil }
        return DesiredChangeResult(
            revision: try await self.store.desiredRevision(), created: wanted.filter { stored[$0.identity] == nil }.map(\.identity),
            changed: known.filter { !isUnchanged($0) }.map(\.identity), unchanged: known.filter(isUnchanged).map(\.identity), deleted: pruned,
            orphaned: [])
    }

    // MARK: What follows from a deletion

    private func ending(_ deleted: [ResourceIdentity], at date: Date) async throws -> Commit {
        guard !deleted.isEmpty else { return Commit() }
        let wanted = Set(deleted)
        return Commit.ending(
            deleted, drifts: try await self.store.drifts(of: nil, includingEnded: false).filter { wanted.contains($0.resource) },
            corrections: try await self.store.corrections(of: nil, includingFinal: false).filter { wanted.contains($0.resource) },
            windows: try await self.store.openWindows().filter { wanted.contains($0.resource) }, at: date)
    }

    /// Lets the reader find the key by its alias again.
    private func unbind(_ identities: [ResourceIdentity]) async throws {
        var commit = Commit()
        commit.observed = try await self.store.observedResources().filter { identities.contains($0.identity) }.map { seen in
            var seen = seen
            seen.binding = nil
            return seen
        }
        _ = try await self.store.commit(commit)
    }

    private func patch(from stored: DesiredResource, to wanted: DesiredResource?) -> String { self.manifests.patch(from: stored, to: wanted) }

    private static func ownedByFolder(first: String, all: [String]) -> ControlError {
        ControlError(
            code: .conflict,
            message: "nothing was changed: the manifests folder holds this resource. Change its file, or use --detach to take it over",
            faults: all.map { ["patch": .string($0)] })
    }

    private static func deletionNotCarriedOut(_ identity: ResourceIdentity) -> ControlError {
        ControlError(
            code: .conflict,
            message: "nothing was changed: \(identity) has `deletion: delete`, and deleting resources in AWS is not done by this version. "
                + "Set `deletion: retain` to stop managing it")
    }
}

/// What a change of the desired state came to, and what people should know of it.
package struct ApplyResult: Equatable, Sendable {
    package let change: DesiredChangeResult
    package let notes: [String]
}
