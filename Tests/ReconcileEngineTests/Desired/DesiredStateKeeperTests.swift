import Foundation
import IAMPolicy
import ReconcileCore
import ReconcileEngine
import ReconcileTestKit
import Testing

/// Manifests as they would have been read; nothing is parsed here.
private struct FixedManifests: ManifestSource {
    var inFolder: [DesiredResource] = []
    var sent: [DesiredResource] = []
    var fault: ControlError?

    func folder(_ configuration: Configuration, beside stored: StoredResources) async throws(ControlError) -> ManifestReading {
        if let fault { throw fault }
        return ManifestReading(resources: self.inFolder, notes: ["a note"])
    }

    func documents(
        _ documents: [JSONValue], _ configuration: Configuration, beside stored: StoredResources
    ) async throws(ControlError) -> ManifestReading {
        if let fault { throw fault }
        return ManifestReading(resources: self.sent)
    }

    func document(of resource: DesiredResource) -> JSONValue { .object(resource.spec) }

    func patch(from stored: DesiredResource, to wanted: DesiredResource?) -> String {
        "patch of \(stored.identity)\(wanted == nil ? " away" : "")"
    }
}

@Suite struct DesiredStateKeeperTests {
    private static let role = Fixtures.fullRole()
    private static let policy = Fixtures.policy()

    private static func byHand(_ resource: DesiredResource, deletion: DeletionPolicy = .retain) -> DesiredResource {
        var resource = resource
        resource.source = .api
        resource.settings.deletion = deletion
        return resource
    }

    private func keeper(_ estate: Estate, folder: [DesiredResource] = [], sent: [DesiredResource] = []) -> DesiredStateKeeper {
        DesiredStateKeeper(store: estate.store, manifests: FixedManifests(inFolder: folder, sent: sent), clock: estate.clock)
    }

    private func stored(_ estate: Estate) async throws -> [String: DesiredResource] {
        Dictionary(uniqueKeysWithValues: try await estate.store.desiredResources().map { ($0.identity.description, $0) })
    }

    // MARK: The folder

    @Test func theFolderIsTakenInAsOneRevisionAndAgainAsNone() async throws {
        let estate = try await Estate([])
        let keeper = self.keeper(estate, folder: [Self.role, Self.policy])
        let first = try await keeper.takeFolder(estate.configuration)
        #expect(Set(first.change.created) == [Self.role.identity, Self.policy.identity])
        #expect(first.notes == ["a note"])
        let second = try await keeper.takeFolder(estate.configuration)
        #expect(second.change.revision == first.change.revision)
        #expect(second.change.unchanged.count == 2)
    }

    @Test func aFileThatVanishedLeavesAnOrphanAndItsReturnTakesItBack() async throws {
        let estate = try await Estate([Self.role, Self.policy])
        let gone = try await self.keeper(estate, folder: [Self.policy]).takeFolder(estate.configuration)
        #expect(gone.change.orphaned == [Self.role.identity])
        #expect(try await self.stored(estate)["prod/Role/export"]?.isOrphaned == true)
        let again = try await self.keeper(estate, folder: [Self.policy]).takeFolder(estate.configuration)
        #expect(again.change.orphaned.isEmpty)
        let back = try await self.keeper(estate, folder: [Self.policy, Self.role]).takeFolder(estate.configuration)
        #expect(back.change.changed == [Self.role.identity])
        #expect(try await self.stored(estate)["prod/Role/export"]?.isOrphaned == false)
    }

    @Test func theFolderLeavesWhatWasAppliedByHand() async throws {
        let estate = try await Estate([Self.byHand(Self.role)])
        let result = try await self.keeper(estate, folder: []).takeFolder(estate.configuration)
        #expect(result.change.orphaned.isEmpty)
        #expect(try await self.stored(estate).count == 1)
    }

    @Test func aFaultInTheFolderChangesNothing() async throws {
        let estate = try await Estate([Self.role])
        let fault = ControlError(code: .invalid, message: "typo")
        let keeper = DesiredStateKeeper(store: estate.store, manifests: FixedManifests(fault: fault), clock: estate.clock)
        await #expect(throws: fault) { try await keeper.takeFolder(estate.configuration) }
        #expect(try await self.stored(estate)["prod/Role/export"]?.isOrphaned == false)
    }

    // MARK: By hand

    @Test func whatTheFolderHoldsIsNotChangedByHandAndItsPatchIsShown() async throws {
        let estate = try await Estate([Self.role])
        let before = try await self.stored(estate)
        let keeper = self.keeper(estate, sent: [Self.byHand(Self.role)])
        let error = await #expect(throws: ControlError.self) {
            try await keeper.apply([], estate.configuration, options: ApplyOptions(), actor: "alice")
        }
        #expect(error?.code == .conflict)
        #expect(error?.faults == [["patch": "patch of prod/Role/export"]])
        #expect(try await self.stored(estate) == before)
    }

    @Test func detachingTakesItOver() async throws {
        let estate = try await Estate([Self.role])
        let keeper = self.keeper(estate, sent: [Self.byHand(Self.role)])
        let result = try await keeper.apply([], estate.configuration, options: ApplyOptions(detaches: true), actor: "alice")
        #expect(result.change.changed == [Self.role.identity])
        #expect(try await self.stored(estate)["prod/Role/export"]?.source == .api)
    }

    @Test func pruningDeletesOnlyWhatWasAppliedByHandAndIsNotSentAgain() async throws {
        let estate = try await Estate([Self.role, Self.byHand(Self.policy), Self.byHand(Fixtures.key())])
        let keeper = self.keeper(estate, sent: [Self.byHand(Fixtures.key())])
        let result = try await keeper.apply([], estate.configuration, options: ApplyOptions(prunes: true), actor: "alice")
        #expect(result.change.deleted == [Self.policy.identity])
        #expect(Set(try await self.stored(estate).keys) == ["prod/Role/export", "prod/eu-central-1/KMSKey/export-key"])
    }

    @Test func withoutPruningNothingIsDeleted() async throws {
        let estate = try await Estate([Self.byHand(Self.policy)])
        _ = try await self.keeper(estate).apply([], estate.configuration, options: ApplyOptions(), actor: "alice")
        #expect(try await self.stored(estate).count == 1)
    }

    @Test func aDryRunTellsWhatWouldChangeAndChangesNothing() async throws {
        let estate = try await Estate([Self.byHand(Self.policy), Self.byHand(Fixtures.key())])
        var changed = Self.byHand(Self.policy)
        changed.spec["description"] = "another"
        let before = try await self.stored(estate)
        let head = try await estate.store.journalHead()
        let keeper = self.keeper(estate, sent: [changed, Self.byHand(Self.role)])
        let result = try await keeper.apply([], estate.configuration, options: ApplyOptions(isDryRun: true, prunes: true), actor: "alice")
        #expect(result.change.created == [Self.role.identity])
        #expect(result.change.changed == [Self.policy.identity])
        #expect(result.change.deleted == [Fixtures.key().identity])
        #expect(try await self.stored(estate) == before)
        #expect(try await estate.store.journalHead() == head)
    }

    @Test func whatIsToBeDeletedInAWSStaysOnTheBooksWhenItIsPruned() async throws {
        let estate = try await Estate([Self.byHand(Self.policy, deletion: .delete)])
        let keeper = self.keeper(estate)
        for isDryRun in [true, false] {
            _ = try await keeper.apply([], estate.configuration, options: ApplyOptions(isDryRun: isDryRun, prunes: true), actor: "alice")
            #expect(try await self.stored(estate).values.map(\.settings.isToBeDeleted) == [!isDryRun])
        }
    }

    // MARK: Deleting

    @Test func deletingEndsTheManagementAndLeavesTheCloudAlone() async throws {
        let estate = try await Estate([Self.byHand(Self.role)])
        estate.cloud.edit { $0[role: "export"]?.tags["owner"] = "x" }
        try await estate.pass()
        #expect(try await estate.store.openWindows().count == 1)
        let sent = estate.cloud.attempts
        let world = estate.cloud.world()
        _ = try await self.keeper(estate).delete(Self.byHand(Self.role), estate.configuration, detaches: false, actor: "alice")
        #expect(try await self.stored(estate).isEmpty)
        #expect(try await estate.openDrifts().isEmpty)
        #expect(try await estate.store.openWindows().isEmpty)
        #expect(try await estate.store.corrections(of: nil, includingFinal: false).isEmpty)
        #expect(try await estate.store.observedResources().isEmpty)
        try await estate.pass()
        #expect(estate.cloud.attempts == sent)
        #expect(estate.cloud.world() == world)
    }

    @Test(arguments: FaultyStore.Moment.allCases)
    func aDeletionIsWholeOrNotAtAllWhereverTheDaemonDies(moment: FaultyStore.Moment) async throws {
        let estate = try await Estate([Self.byHand(Self.role), Self.policy])
        estate.cloud.edit { $0[role: "export"]?.tags["owner"] = "x" }
        try await estate.pass()
        try await estate.reopen(dyingAt: 1, moment)
        let keeper = self.keeper(estate)
        await #expect(throws: InjectedFault.self) {
            try await keeper.delete(Self.byHand(Self.role), estate.configuration, detaches: false, actor: "alice")
        }
        try await estate.reopen()
        let isGone = moment == .afterTheStep
        #expect(try await self.stored(estate).count == (isGone ? 1 : 2))
        #expect(try await estate.openDrifts().isEmpty == isGone)
        #expect(try await estate.store.openWindows().isEmpty == isGone)
        #expect(try await estate.store.corrections(of: nil, includingFinal: false).isEmpty == isGone)
    }

    @Test func whatADeletionEndsIsInTheJournalAndNoIntentStaysOpen() async throws {
        let estate = try await Estate([Self.byHand(Self.role), Self.policy])
        estate.cloud.edit { world in
            world[role: "export"]?.tags["owner"] = "x"
            world[policy: "read"]?.tags["owner"] = "x"
        }
        estate.cloud.failNextSend(of: "TagRole", .unknown(takesEffect: false))
        try await estate.pass()
        #expect(try await estate.openIntents().count == 1)
        _ = try await self.keeper(estate).delete(Self.byHand(Self.role), estate.configuration, detaches: false, actor: "alice")
        let kinds = try await estate.journal().compactMap { $0["kind"]?.stringValue }.suffix(4)
        #expect(Array(kinds) == ["desired.deleted", "drift.ended", "mutation.resolved", "correction.superseded"])
        #expect(try await estate.openIntents().isEmpty)
        #expect(try await estate.journalFault() == nil)
        // What is declared still goes on.
        #expect(try await estate.openDrifts().map(\.resource) == [Self.policy.identity])
        #expect(try await estate.store.openWindows().count == 1)
        #expect(try await estate.told(.driftResolved).isEmpty)
    }

    @Test func deletingWhatTheFolderHoldsShowsItsPatchUnlessDetached() async throws {
        let estate = try await Estate([Self.role])
        let keeper = self.keeper(estate)
        let error = await #expect(throws: ControlError.self) {
            try await keeper.delete(Self.role, estate.configuration, detaches: false, actor: "alice")
        }
        #expect(error?.faults == [["patch": "patch of prod/Role/export away"]])
        _ = try await keeper.delete(Self.role, estate.configuration, detaches: true, actor: "alice")
        #expect(try await self.stored(estate).isEmpty)
    }

    @Test func aDeletionInAWSOfWhatIsNeverDeletedIsRefusedPlainly() async throws {
        let key = Self.byHand(Fixtures.key(), deletion: .delete)
        let estate = try await Estate([key])
        let error = await #expect(throws: ControlError.self) {
            try await self.keeper(estate).delete(key, estate.configuration, detaches: false, actor: "alice")
        }
        #expect(error?.message.contains("a KMSKey is never deleted") == true)
        #expect(try await self.stored(estate).values.map(\.settings.isToBeDeleted) == [false])
    }

    @Test func rebindingLetsAKeyBeFoundByItsAliasAgain() async throws {
        var key = Self.byHand(Fixtures.key())
        key.spec["key"] = "alias/graph"
        let estate = try await Estate([key])
        estate.cloud.edit { $0.keys[Fixtures.keyID]?.aliases = ["alias/graph"] }
        try await estate.pass()
        #expect(try await estate.store.observedResources().first?.binding?.uniqueID == Fixtures.keyID)
        _ = try await self.keeper(estate, sent: [key]).apply([], estate.configuration, options: ApplyOptions(rebinds: true), actor: "alice")
        #expect(try await estate.store.observedResources().first?.binding == nil)
    }
}
