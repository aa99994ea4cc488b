import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

@testable import ReconcileEngine

/// What blueprints have brought along is stored, changed and given up with them.
@Suite struct BlueprintKeepingTests {
    /// Manifests as they would have been read; nothing is put together here.
    private struct FixedManifests: ManifestSource {
        var reading = ManifestReading(resources: [])

        func folder(_ configuration: Configuration, beside stored: StoredResources) async throws(ControlError) -> ManifestReading { self.reading }
        func documents(
            _ documents: [JSONValue], _ configuration: Configuration, beside stored: StoredResources
        ) async throws(ControlError) -> ManifestReading { self.reading }
        func remaining(
            without removed: DesiredResource, _ configuration: Configuration, of stored: StoredResources
        ) async throws(ControlError) -> ManifestReading { self.reading }
        func document(of resource: DesiredResource) -> JSONValue { .object(resource.spec) }
        func patch(from stored: DesiredResource, to wanted: DesiredResource?) -> String { JSONWriter.compact(.object(stored.spec)) }
    }

    private static let blueprint = DesiredResource(
        identity: Fixtures.identity(ResourceKind("NeptuneBulkLoad"), "loads"), spec: ["cluster": "graph"], source: .api)
    private static let role = Self.member(Fixtures.fullRole())
    private static let policy = Self.member(Fixtures.policy())

    private static func member(_ resource: DesiredResource, deletion: DeletionPolicy = .retain) -> DesiredResource {
        var member = resource
        member.source = .api
        member.settings.deletion = deletion
        member.blueprints = [Self.blueprint.identity]
        return member
    }

    private static func inFolder(_ resource: DesiredResource, isOrphaned: Bool = false) -> DesiredResource {
        var result = resource
        result.source = .directory(file: "loads.yaml", line: 1)
        result.isOrphaned = isOrphaned
        return result
    }

    private func keeper(_ estate: Estate, _ reading: ManifestReading = ManifestReading(resources: [])) -> DesiredStateKeeper {
        DesiredStateKeeper(store: estate.store, manifests: FixedManifests(reading: reading), clock: estate.clock)
    }

    private func names(_ estate: Estate) async throws -> Set<String> {
        Set(try await estate.store.desiredResources().map { "\($0.identity.kind)/\($0.identity.name)" })
    }

    @Test(arguments: [false, true])
    func aMemberIsNotGivenUpByItself(detaches: Bool) async throws {
        let estate = try await Estate([Self.blueprint, Self.role])
        let error = await #expect(throws: ControlError.self) {
            try await self.keeper(estate).delete(Self.role, estate.configuration, detaches: detaches, actor: "alice")
        }
        #expect(error?.code == .conflict && error?.message.contains("is held by the blueprint NeptuneBulkLoad/loads") == true)
        #expect(try await self.names(estate).count == 2)
        let accepted = await #expect(throws: ControlError.self) {
            try await self.keeper(estate).replace(Self.role, with: Self.role, reason: "r", detaches: detaches, actor: "alice")
        }
        #expect(accepted?.message.contains("change its parameters") == true)
    }

    @Test func anOrphanThatItsBlueprintAsksForNoMoreCanBeGivenUp() async throws {
        let orphan = Self.inFolder(Self.role, isOrphaned: true)
        let estate = try await Estate([Self.inFolder(Self.blueprint), orphan])
        _ = try await self.keeper(estate).delete(orphan, estate.configuration, detaches: true, actor: "alice")
        #expect(try await self.names(estate) == ["NeptuneBulkLoad/loads"])
        let both = try await Estate([Self.inFolder(Self.blueprint, isOrphaned: true), orphan])
        await #expect(throws: ControlError.self, "with an orphaned blueprint it goes with that") {
            try await self.keeper(both).delete(orphan, both.configuration, detaches: true, actor: "alice")
        }
    }

    @Test func aBlueprintTakesAlongWhatOnlyItAskedFor() async throws {
        var shared = Self.policy
        shared.ownSpec = ["path": "/"]
        let estate = try await Estate([Self.blueprint, Self.role, shared])
        var left = shared.asWritten
        left.spec = ["path": "/"]
        let reading = ManifestReading(resources: [left], withdrawn: [Self.role.identity])
        let result = try await self.keeper(estate, reading).delete(Self.blueprint, estate.configuration, detaches: false, actor: "alice")
        #expect(Set(result.change.deleted) == [Self.blueprint.identity, Self.role.identity] && result.change.changed == [shared.identity])
        let rest = try await estate.store.desiredResources()
        #expect(rest.map(\.identity) == [shared.identity] && rest.allSatisfy { $0.blueprints.isEmpty && $0.ownSpec == nil })
        #expect(try await estate.store.desiredRevision() == 2, "one revision for all of it")
    }

    @Test func whatIsToBeDeletedInAWSStaysUntilItIsGoneButNotItsBlueprint() async throws {
        var blueprint = Self.blueprint
        blueprint.settings.deletion = .delete
        let role = Self.member(Fixtures.fullRole(), deletion: .delete)
        let estate = try await Estate([blueprint, role])
        let reading = ManifestReading(resources: [], withdrawn: [role.identity])
        _ = try await self.keeper(estate, reading).delete(blueprint, estate.configuration, detaches: false, actor: "alice")
        let rest = try await estate.store.desiredResources()
        #expect(rest.map(\.identity) == [role.identity] && rest.first?.settings.isToBeDeleted == true)
    }

    @Test func whatAChangedBlueprintAsksForNoMoreGoesInTheSameRevision() async throws {
        let estate = try await Estate([Self.blueprint, Self.role])
        let reading = ManifestReading(resources: [Self.blueprint, Self.policy], withdrawn: [Self.role.identity])
        let preview = try await self.keeper(estate, reading).apply([], estate.configuration, options: ApplyOptions(isDryRun: true), actor: "alice")
        #expect(preview.change.created == [Self.policy.identity] && preview.change.deleted == [Self.role.identity])
        #expect(preview.resources == reading.resources)
        #expect(try await self.names(estate) == ["NeptuneBulkLoad/loads", "Role/export"])
        let done = try await self.keeper(estate, reading).apply([], estate.configuration, options: ApplyOptions(), actor: "alice")
        #expect(done.change.deleted == [Self.role.identity] && done.change.revision == 2)
        #expect(try await self.names(estate) == ["NeptuneBulkLoad/loads", "ManagedPolicy/read"])
    }

    @Test func onlyManifestsOfTheFolderArePatched() async throws {
        let estate = try await Estate([Self.inFolder(Self.blueprint), Self.inFolder(Self.role)])
        let reading = ManifestReading(resources: [Self.blueprint, Self.role])
        let error = await #expect(throws: ControlError.self) {
            try await self.keeper(estate, reading).apply([], estate.configuration, options: ApplyOptions(), actor: "alice")
        }
        #expect(error?.faults == [["patch": "{\"cluster\":\"graph\"}"]])
        _ = try await self.keeper(estate, reading).apply([], estate.configuration, options: ApplyOptions(detaches: true), actor: "alice")
        #expect(try await estate.store.desiredResources().allSatisfy { $0.source == .api })
    }

    @Test func aBlueprintIsNoResourceThatAPassLooksAt() async throws {
        let estate = try await Estate([Self.blueprint, Self.role])
        try await estate.pass()
        #expect(try await estate.store.observedResources().map(\.identity) == [Self.role.identity])
        let report = try await ResourceReport.gather(from: estate.store, selector: try ResourceSelector(kind: nil, name: nil, account: nil))
        let states = report["resources"]?.arrayValue?.map { "\($0["name"]?.stringValue ?? "") \($0["state"]?.stringValue ?? "")" } ?? []
        #expect(Set(states).isSuperset(of: ["export inSync"]) && states.count == 2)
    }
}
