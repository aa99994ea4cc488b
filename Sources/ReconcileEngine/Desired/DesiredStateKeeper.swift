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
        let stored = try await self.stored()
        let reading = try await self.manifests.folder(configuration, beside: stored)
        let declared = Set(reading.resources.map(\.identity))
        let orphaned = stored.desired.filter {
            $0.source.owner != DesiredSource.api.owner && !declared.contains($0.identity) && !$0.isOrphaned
        }
        let change = DesiredChange(
            upserts: reading.resources, orphaned: orphaned.map(\.identity), at: self.clock.now().wall, actor: "manifests folder")
        return ApplyResult(change: try await self.store.applyDesired(change), resources: reading.resources, notes: reading.notes)
    }

    /// Stores what an operator sent.
    package func apply(
        _ documents: [JSONValue], _ configuration: Configuration, options: ApplyOptions, actor: OperatorIdentity
    ) async throws -> ApplyResult {
        let stored = try await self.stored()
        let reading = try await self.manifests.documents(documents, configuration, beside: options.prunes ? stored.withoutApplied : stored)
        let known = Dictionary(stored.desired.map { ($0.identity, $0) }, uniquingKeysWith: { first, _ in first })
        if !options.detaches { try self.refuseFolderResources(among: reading.resources, known: known) }
        let sent = Set(reading.resources.map(\.identity))
        let pruned = options.prunes ? stored.desired.filter { $0.source.owner == DesiredSource.api.owner && !sent.contains($0.identity) } : []
        let removed = Set(pruned.map(\.identity)).union(reading.withdrawn).sorted()
        let removal = try self.removal(of: removed, among: stored.desired)
        if options.isDryRun {
            let preview = try await self.preview(reading.resources, stored: known, removed: removed)
            return ApplyResult(change: preview, resources: reading.resources, notes: reading.notes)
        }
        var change = DesiredChange(
            upserts: reading.resources + removal.doomed, deletions: removal.dropped, at: self.clock.now().wall, actor: actor)
        change.consequences = try await self.ending(change.deletions, at: change.at)
        let result = try await self.store.applyDesired(change)
        // What a principal was before must not be forgotten: only things that are found by another name are bound anew.
        let rebound = reading.resources.map(\.identity).filter { KindRegistry.definition(of: $0.kind)?.recreationChangesPrincipal == false }
        if options.rebinds { try await self.unbind(rebound) }
        return ApplyResult(change: result, resources: reading.resources, notes: reading.notes)
    }

    /// Ends the management of one resource, or of a blueprint with all that only it asks for; in AWS it stays as it is,
    /// unless its manifest says `deletion: delete`.
    package func delete(
        _ resource: DesiredResource, _ configuration: Configuration, detaches: Bool, actor: OperatorIdentity
    ) async throws -> ApplyResult {
        let stored = try await self.stored()
        try self.refuseDeletion(of: resource, among: stored.desired)
        if resource.source.owner != DesiredSource.api.owner && !detaches {
            let patch = self.patch(from: resource.asWritten, to: nil)
            throw Self.ownedByFolder(first: patch, all: [patch])
        }
        let reading = try await self.manifests.remaining(without: resource, configuration, of: stored)
        let kept = Set(reading.resources.map(\.identity))
        let removed = Set(reading.withdrawn + [resource.identity]).subtracting(kept).sorted()
        let removal = try self.removal(of: removed, among: stored.desired)
        var change = DesiredChange(
            upserts: reading.resources + removal.doomed, deletions: removal.dropped, at: self.clock.now().wall, actor: actor)
        change.consequences = try await self.ending(change.deletions, at: change.at)
        return ApplyResult(change: try await self.store.applyDesired(change), resources: reading.resources, notes: reading.notes)
    }

    /// Declares one resource anew; what was declared by a file is from then on in the hands of the operators.
    func replace(
        _ stored: DesiredResource, with wanted: DesiredResource, reason: String, detaches: Bool, actor: OperatorIdentity
    ) async throws {
        try self.refuseReplacement(of: stored, among: try await self.store.desiredResources())
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
        _ wanted: [DesiredResource], stored: [ResourceIdentity: DesiredResource], removed: [ResourceIdentity]
    ) async throws -> DesiredChangeResult {
        let isUnchanged: (DesiredResource) -> Bool = { resource in stored[resource.identity].map { $0.declaresSame(as: resource) } ?? false }
        let known = wanted.filter { stored[$0.identity] != nil }
        return DesiredChangeResult(
            revision: try await self.store.desiredRevision(), created: wanted.filter { stored[$0.identity] == nil }.map(\.identity),
            changed: known.filter { !isUnchanged($0) }.map(\.identity), unchanged: known.filter(isUnchanged).map(\.identity), deleted: removed,
            orphaned: [])
    }

    private func stored() async throws -> StoredResources {
        StoredResources(desired: try await self.store.desiredResources(), observed: try await self.store.observedResources())
    }

    private func refuseFolderResources(among wanted: [DesiredResource], known: [ResourceIdentity: DesiredResource]) throws {
        let patches = wanted.filter(\.isWritten).compactMap { wanted in
            known[wanted.identity].flatMap {
                $0.source.owner == DesiredSource.api.owner ? nil : self.patch(from: $0.asWritten, to: wanted.asWritten)
            }
        }
        if let first = patches.first { throw Self.ownedByFolder(first: first, all: patches) }
    }

    /// What only blueprints ask for ends with them.
    private func refuseDeletion(of resource: DesiredResource, among stored: [DesiredResource]) throws {
        guard !resource.isWritten, let names = resource.holderNames(among: stored) else { return }
        throw ControlError(
            code: .conflict, message: "nothing was changed: \(resource.identity) is held by the blueprint \(names): change or delete that")
    }

    /// What is put together of parameters has no declaration that could be replaced.
    private func refuseReplacement(of resource: DesiredResource, among stored: [DesiredResource]) throws {
        guard let names = resource.holderNames(among: stored) else { return }
        throw ControlError(
            code: .conflict,
            message: "nothing was changed: \(resource.identity) is held by the blueprint \(names): change its parameters, "
                + "or leave the aspect alone with `reconcilectl ignore`")
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
}

/// What a change of the desired state came to, and what people should know of it.
package struct ApplyResult: Equatable, Sendable {
    package let change: DesiredChangeResult
    /// What was declared, with what its blueprints come to.
    package let resources: [DesiredResource]
    package let notes: [String]
}

extension DesiredResource {
    /// `Kind/name` of the blueprints that ask for it; `nil` where none does.
    fileprivate func holderNames(among stored: [DesiredResource]) -> String? {
        let holders = self.holders(among: stored)
        return holders.isEmpty ? nil : holders.map { "\($0.kind)/\($0.name)" }.joined(separator: ", ")
    }
}
